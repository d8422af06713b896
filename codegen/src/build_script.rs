//! Runs the pipeline in a build script: reads folders of documents, writes into `OUT_DIR`, and returns directives for
//! Cargo.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::{Generated, generate};

/// Generates the client from the documents in `vendored` and in `program`, a folder of the program that depends on the
/// crate. Writes the client into `out`, and returns the directives for Cargo.
#[must_use]
pub fn directives(vendored: &Path, program: Option<&Path>, out: &Path) -> Vec<String> {
    // Cargo watches the sources of the build script without a directive.
    let watched = [Some(vendored), program].into_iter().flatten();
    let mut directives: Vec<String> =
        watched.map(|folder| format!("cargo::rerun-if-changed={}", folder.display())).collect();
    match generate_client(vendored, program).and_then(|made| write_files(&made, out).map(|()| made))
    {
        Ok(made) => {
            let parts = made.parts.iter();
            directives.extend(parts.map(|part| format!("cargo::rustc-cfg=argyle_spec={part:?}")));
            let warnings = made.warnings.iter();
            directives.extend(warnings.map(|warning| format!("cargo::warning={warning}")));
        }
        Err(errors) => {
            directives.extend(errors.iter().map(|error| format!("cargo::error={error}")))
        }
    }
    directives
}

fn generate_client(vendored: &Path, program: Option<&Path>) -> Result<Generated, Vec<Diagnostic>> {
    let mut sources = Sources::vendored(vendored)?;
    if let Some(program) = program {
        sources.add(&std::path::absolute(program).unwrap_or(program.into()))?;
    }
    generate(&sources)
}

fn write_files(made: &Generated, out: &Path) -> Result<(), Vec<Diagnostic>> {
    for (name, text) in [("client.rs", &made.client), ("mock.rs", &made.mock)] {
        let path: PathBuf = out.join(name);
        fs::write(&path, text).map_err(|error| {
            vec![Diagnostic::new(
                path.display(),
                format!("the generated file cannot be written: {error}"),
                "free disk space, or fix the permissions of the target directory",
            )]
        })?;
    }
    Ok(())
}
