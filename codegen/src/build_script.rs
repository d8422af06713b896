//! The build script around the pipeline: from folders of documents into `OUT_DIR`, with directives for Cargo.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::{Generated, generate};

/// Makes the client of the vendored documents, and of those in `program`, a folder of the program that depends
/// on the crate; writes it into `out`; and returns what Cargo has to be told.
#[must_use]
pub fn directives(vendored: &Path, program: Option<&Path>, out: &Path) -> Vec<String> {
    // Cargo watches by itself what the build script is compiled from.
    let watched = [Some(vendored), program].into_iter().flatten();
    let mut directives: Vec<String> =
        watched.map(|folder| format!("cargo::rerun-if-changed={}", folder.display())).collect();
    match make(vendored, program).and_then(|made| write(&made, out).map(|()| made)) {
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

fn make(vendored: &Path, program: Option<&Path>) -> Result<Generated, Vec<Diagnostic>> {
    let mut sources = Sources::vendored(vendored)?;
    if let Some(program) = program {
        sources.add(&std::path::absolute(program).unwrap_or(program.into()))?;
    }
    generate(&sources)
}

fn write(made: &Generated, out: &Path) -> Result<(), Vec<Diagnostic>> {
    for (name, text) in [("client.rs", &made.client), ("mock.rs", &made.mock)] {
        let path: PathBuf = out.join(name);
        fs::write(&path, text).map_err(|error| {
            vec![Diagnostic::new(
                path.display(),
                format!("the generated file cannot be written: {error}"),
                "free the disk or fix the permissions of the target directory",
            )]
        })?;
    }
    Ok(())
}
