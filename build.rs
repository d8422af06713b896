//! Generates the client from the documents in `spec/`; the pipeline in `build/` does the work.

#[path = "build/mod.rs"]
mod pipeline;
#[path = "build/script.rs"]
mod script;

use std::env;

use pipeline::FEATURES;
use script::Documents;

fn main() {
    let documents = Documents { directory: "spec".into(), others: Vec::new() };
    let enabled =
        |feature: &&str| env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some();
    let features: Vec<&str> = FEATURES.into_iter().filter(enabled).collect();
    for directive in script::directives(&documents, &features, env::var_os("OUT_DIR")) {
        println!("{directive}");
    }
}
