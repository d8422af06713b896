//! Generates the client from the documents in `spec/`; the pipeline in `build/` does the work.

#[path = "build/mod.rs"]
mod pipeline;
#[path = "build/script.rs"]
mod script;

fn main() {
    script::run();
}
