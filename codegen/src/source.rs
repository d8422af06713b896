//! Stage 1, source: reads the documents of the crate and of a program, and merges them into one.
//!
//! A folder contains OpenAPI documents in YAML or JSON, and an overlay named `overlay.yaml`. The folder of a program
//! may
//! also contain pages of Argyle's API reference in Markdown (`*.md`), each with a document inside. `README.md` is
//! ignored.

pub mod file;
pub mod markdown;
pub(crate) mod merge;
mod openapi;
mod replace;
pub(crate) mod yaml;

use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, collect};
use file::{DOWNLOAD_AGAIN, SourceFile};

/// The endings of documents. `build.rs` of `argyle-user-tokens` repeats them.
const DOCUMENTS: [&str; 3] = [".yaml", ".yml", ".json"];

/// The ending of pages with a document inside.
const PAGES: &str = ".md";

/// The name of the overlay.
const OVERLAY: &str = "overlay.yaml";

/// A file that describes the folder.
const README: &str = "README.md";

/// The input files of the pipeline.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The OpenAPI documents of the crate, sorted by name.
    pub documents: Vec<SourceFile>,
    /// The documents of a program, sorted by name. Their operations replace those of the crate.
    pub program: Vec<SourceFile>,
    /// The overlays, in the order of application.
    pub overlays: Vec<SourceFile>,
}

impl Sources {
    /// Reads the vendored documents of a checkout or a package, and their overlay.
    ///
    /// # Errors
    ///
    /// Fails with a diagnostic for every file that is missing or cannot be read.
    pub fn vendored(folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        // The name of the folder, without a path that depends on the machine.
        let shown = folder.file_name().unwrap_or_default().display().to_string();
        let names = list_documents(folder, &shown, &DOCUMENTS, "restore it from version control")?;
        let documents = collect(names.iter().map(|name| SourceFile::read(&folder.join(name))))?;
        let overlay = collect([SourceFile::read(&folder.join(OVERLAY))])?;
        Ok(Self { documents, program: Vec::new(), overlays: overlay })
    }

    /// Adds the documents of a program's folder, and its overlay if it has one.
    ///
    /// # Errors
    ///
    /// Fails with a diagnostic if the folder contains no document, and for every file that cannot be read.
    pub fn add(&mut self, folder: &Path) -> Result<(), Vec<Diagnostic>> {
        let endings = [&DOCUMENTS[..], &[PAGES]].concat();
        let remedy = "put a document into the folder that ARGYLE_SPEC_DIR names, or name another folder; a relative path \
                      is resolved against the parent of `.cargo` if `.cargo/config.toml` sets `relative = true`";
        let names = list_documents(folder, &folder.display().to_string(), &endings, remedy)?;
        let read = |name: &str| {
            let path = folder.join(name);
            let file = SourceFile { name: path.display().to_string(), ..SourceFile::read(&path)? };
            if name.ends_with(PAGES) { markdown::extract_document(file) } else { Ok(file) }
        };
        self.program.extend(collect(names.iter().map(|name| read(name)))?);
        if folder.join(OVERLAY).exists() {
            self.overlays.extend(collect([read(OVERLAY)])?);
        }
        Ok(())
    }

    /// Returns documents and overlays.
    pub fn all(&self) -> impl Iterator<Item = &SourceFile> {
        self.all_documents().chain(&self.overlays)
    }

    /// The documents of the crate, and those of the program.
    pub fn all_documents(&self) -> impl Iterator<Item = &SourceFile> {
        self.documents.iter().chain(&self.program)
    }

    /// Replaces diagnostics of missing parts by diagnostics of truncated documents, if any document is truncated.
    pub(crate) fn explain_missing(&self, missing: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let findings: Vec<String> = missing.iter().map(Diagnostic::place_and_problem).collect();
        let cut = self.all_documents().filter_map(|file| {
            let scheme = openapi::find_undefined_scheme(file)?;
            let problem = format!(
                "the document does not define its security scheme `{scheme}`; it may be truncated ({})",
                findings.join(", ")
            );
            Some(Diagnostic::new(&file.name, problem, DOWNLOAD_AGAIN))
        });
        let cut: Vec<Diagnostic> = cut.collect();
        if cut.is_empty() { missing } else { cut }
    }

    /// Computes a hash of all files: 64 bits of FNV-1a.
    ///
    /// It detects outdated files, not attacks. `build.rs` of `argyle-user-tokens` computes the same hash if it is built
    /// without this crate.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let bytes = self.all().flat_map(|file| &file.bytes);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// Returns the sorted names of the documents in `folder`. Fails if there is none.
fn list_documents(
    folder: &Path,
    shown: &str,
    endings: &[&str],
    remedy: &str,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let fail = |problem: String| vec![Diagnostic::new(shown, problem, remedy)];
    let fail_to_read = |error| fail(format!("the folder of documents cannot be read: {error}"));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail_to_read)? {
        names.extend(entry.map_err(fail_to_read)?.file_name().into_string());
    }
    names.retain(|name| endings.iter().any(|ending| name.ends_with(ending)));
    // Editors leave lock files and unsaved changes, such as `.#page.yaml`.
    names.retain(|name| !name.starts_with('.') && name != OVERLAY && name != README);
    if names.is_empty() {
        return Err(fail(format!("the folder has no OpenAPI document (*{})", endings.join(", *"))));
    }
    names.sort_unstable();
    Ok(names)
}
