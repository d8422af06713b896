//! The pipeline that turns Argyle's OpenAPI documents into a Rust client, one stage a file.
//!
//! `spec/*.yaml` → source → overlay → normalize → docs → security → codegen → `OUT_DIR`
//!
//! The build script runs it; the tests of the project run the same files again as a test program.

mod codegen;
mod diagnostic;
mod docs;
mod document;
mod normalize;
mod outline;
mod overlay;
mod security;
mod source;

use std::path::{Path, PathBuf};
use std::{env, fs};

use diagnostic::Diagnostic;
use source::Sources;

/// What the pipeline makes of a set of documents.
pub struct Generated {
    /// The source of the client: types, builders, environments and operations.
    pub client: String,
    /// The source of the typed extension of `httpmock`'s server.
    pub mock: String,
    /// The public interface of both, one item a line.
    pub outline: String,
    /// What was left out of the client, and why.
    pub warnings: Vec<Diagnostic>,
}

/// Runs every stage over `sources`, stopping at the first stage that reports a diagnostic.
pub fn generate(sources: &Sources) -> Result<Generated, Vec<Diagnostic>> {
    let mut document = source::merge(&sources.pages)?;
    overlay::apply(&mut document, &sources.overlay)?;
    let warnings = normalize::apply(&mut document)?;
    docs::apply(&mut document);
    security::check(&document)?;
    let code = codegen::generate(&document)?;
    Ok(Generated {
        outline: outline::of(&code),
        client: code.client,
        mock: code.mock,
        warnings,
    })
}

/// Runs the pipeline as Cargo's build script: reads `spec/`, writes into `OUT_DIR`.
pub fn run() {
    println!("cargo::rerun-if-changed=spec");
    println!("cargo::rerun-if-changed=build");
    match build() {
        Ok(warnings) => {
            for warning in warnings {
                println!("cargo::warning={warning}");
            }
        }
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                println!("cargo::error={diagnostic}");
            }
        }
    }
}

fn build() -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let generated = generate(&source::read(Path::new("spec"))?)?;
    let directory = env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
        vec![Diagnostic::new(
            "OUT_DIR",
            "the variable is not set",
            "run the build through Cargo",
        )]
    })?;
    let files = [
        ("client.rs", &generated.client),
        ("mock.rs", &generated.mock),
        ("outline.txt", &generated.outline),
    ];
    for (name, text) in files {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| {
            vec![Diagnostic::new(
                path.display(),
                format!("the generated file cannot be written: {error}"),
                "free the disk or mend the permissions of the target directory",
            )]
        })?;
    }
    Ok(generated.warnings)
}
