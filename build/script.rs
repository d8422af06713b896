//! The build script around the pipeline: from `spec/` into `OUT_DIR`, with diagnostics for Cargo.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::pipeline::diagnostic::Diagnostic;
use crate::pipeline::{FEATURES, generate, source};

/// Runs the pipeline, and tells Cargo what came of it.
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
    let generated = generate(&source::read(Path::new("spec"))?, &features())?;
    let directory = env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
        vec![Diagnostic::new("OUT_DIR", "the variable is not set", "run the build through Cargo")]
    })?;
    let files = [
        ("client.rs", &generated.client),
        ("mock.rs", &generated.mock),
        ("decoders.rs", &generated.decoders),
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

/// The features of this crate that are enabled, as Cargo tells its build scripts.
fn features() -> Vec<&'static str> {
    let enabled =
        |feature: &&str| env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some();
    FEATURES.into_iter().filter(enabled).collect()
}
