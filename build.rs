//! Generates the client from the documents in `spec/`; the pipeline in `build/` does the work.

#[path = "build/mod.rs"]
mod pipeline;

fn main() {
    pipeline::run();
}
