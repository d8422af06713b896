//! The build script around the pipeline: from documents into `OUT_DIR`, with directives for Cargo.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use crate::pipeline::diagnostic::Diagnostic;
use crate::pipeline::source::Sources;
use crate::pipeline::{generate, source};

/// Where the documents of a client stand.
pub struct Documents {
    /// The directory of documents and of the overlay.
    pub directory: PathBuf,
    /// Pages that stand elsewhere.
    pub others: Vec<PathBuf>,
}

impl Documents {
    /// The texts of all of them.
    pub fn read(&self) -> Result<Sources, Vec<Diagnostic>> {
        let mut sources = source::read(&self.directory)?;
        for path in &self.others {
            sources.pages.push(source::page(path).map_err(|diagnostic| vec![diagnostic])?);
        }
        Ok(sources)
    }

    /// What Cargo has to watch. It watches by itself what the build script is compiled from.
    fn watched(&self) -> impl Iterator<Item = String> {
        let paths = [&self.directory].into_iter().chain(&self.others);
        paths.map(|path| format!("cargo::rerun-if-changed={}", path.display()))
    }
}

/// Runs the pipeline into `directory`, which Cargo names in `OUT_DIR`, and returns what Cargo has to be told: what
/// to watch, and warnings or errors.
pub fn directives(
    documents: &Documents,
    features: &[&str],
    directory: Option<OsString>,
) -> Vec<String> {
    let (kind, diagnostics) = match build(documents, features, directory) {
        Ok(warnings) => ("warning", warnings),
        Err(errors) => ("error", errors),
    };
    let told = diagnostics.iter().map(|diagnostic| format!("cargo::{kind}={diagnostic}"));
    documents.watched().chain(told).collect()
}

fn build(
    documents: &Documents,
    features: &[&str],
    directory: Option<OsString>,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let directory = directory.map(PathBuf::from).ok_or_else(|| {
        vec![Diagnostic::new("OUT_DIR", "the variable is not set", "run the build through Cargo")]
    })?;
    let generated = generate(&documents.read()?, features)?;
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
                "free the disk or fix the permissions of the target directory",
            )]
        })?;
    }
    Ok(generated.warnings)
}
