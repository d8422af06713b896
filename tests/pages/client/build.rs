//! Generates the client from the documents of the crate and from other pages: the one that is full of trouble,
//! and those of Argyle's API that are at hand.

#[path = "../../../build/mod.rs"]
mod pipeline;
#[path = "../../../build/script.rs"]
mod script;

use std::path::{Path, PathBuf};

use pipeline::FEATURES;
use script::Documents;

/// The features that the sources of the crate name.
const NAMED: [&str; 8] =
    ["rustls", "native-tls", "blocking", "tracing", "mock", "chrono", "multipart", "stream"];

fn main() {
    // What these pages need is there, whatever features the rest of the workspace is built with.
    for feature in FEATURES {
        println!("cargo::rustc-cfg=feature=\"{feature}\"");
    }
    for feature in NAMED {
        println!("cargo::rustc-check-cfg=cfg(feature, values(\"{feature}\"))");
    }
    let mut others = at_hand(Path::new("../../../../shared/argyle/pages"));
    others.push("../../pages/trouble.yaml".into());
    let documents = Documents { directory: "../../../spec".into(), others };
    for directive in script::directives(&documents, &FEATURES, std::env::var_os("OUT_DIR")) {
        // No program has this client. Other tests look at what is left out of it, and nobody else wants to know.
        if !directive.starts_with("cargo::warning") {
            println!("{directive}");
        }
    }
}

/// The pages in a directory, sorted; none where it is missing, and the tests say so.
fn at_hand(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    let mut pages: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .collect();
    pages.sort();
    pages
}
