//! Stage 1, source: reads the documents of the crate and of a program, and merges them into one.
//!
//! A folder holds OpenAPI documents as YAML or JSON, and an overlay by the name of `overlay.yaml`. The folder of a program
//! may also hold pages of Argyle's API reference, in Markdown as Argyle publishes them (`*.md`), with the document
//! inside; `README.md` is not read.

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

/// How the names of documents end. `build.rs` of `argyle-user-tokens` knows them too.
const DOCUMENTS: [&str; 3] = [".yaml", ".yml", ".json"];

/// How the names of pages end that have a document inside.
const PAGES: &str = ".md";

/// The file of a folder that is the overlay and not a document.
const OVERLAY: &str = "overlay.yaml";

/// The file of a program's folder that is about the folder.
const README: &str = "README.md";

/// The files that the pipeline starts from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The OpenAPI documents of the crate, sorted by name.
    pub documents: Vec<SourceFile>,
    /// The documents of a program, sorted by name. Their operations replace those of the crate.
    pub program: Vec<SourceFile>,
    /// The overlays, in the order in which they are applied.
    pub overlays: Vec<SourceFile>,
}

impl Sources {
    /// The vendored documents of a checkout or a package, and the overlay beside them.
    ///
    /// # Errors
    ///
    /// A diagnostic for every file that is missing or cannot be read.
    pub fn vendored(folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        // `spec`, wherever the package stands on a machine.
        let shown = folder.file_name().unwrap_or_default().display().to_string();
        let names = list(folder, &shown, &DOCUMENTS, "restore it, or name another one")?;
        let documents = collect(names.iter().map(|name| SourceFile::read(&folder.join(name))))?;
        let overlay = collect([SourceFile::read(&folder.join(OVERLAY))])?;
        Ok(Self { documents, program: Vec::new(), overlays: overlay })
    }

    /// Adds the documents that a program has in a folder of its own, and its overlay where there is one.
    ///
    /// # Errors
    ///
    /// A diagnostic with the whole path where the folder has no document, and for every file that cannot be read.
    pub fn add(&mut self, folder: &Path) -> Result<(), Vec<Diagnostic>> {
        let endings = [&DOCUMENTS[..], &[PAGES]].concat();
        let remedy = "put one into the folder that ARGYLE_SPEC_DIR names, or name another one; a relative path starts at the \
                      folder that holds `.cargo` if the variable is set with `relative = true` in `.cargo/config.toml`";
        let names = list(folder, &folder.display().to_string(), &endings, remedy)?;
        let read = |name: &str| {
            let path = folder.join(name);
            let file = SourceFile { name: path.display().to_string(), ..SourceFile::read(&path)? };
            if name.ends_with(PAGES) { markdown::extract(file) } else { Ok(file) }
        };
        self.program.extend(collect(names.iter().map(|name| read(name)))?);
        if folder.join(OVERLAY).exists() {
            self.overlays.extend(collect([read(OVERLAY)])?);
        }
        Ok(())
    }

    /// Documents and overlays.
    pub fn all(&self) -> impl Iterator<Item = &SourceFile> {
        self.all_documents().chain(&self.overlays)
    }

    /// The documents of the crate, and those of the program.
    pub fn all_documents(&self) -> impl Iterator<Item = &SourceFile> {
        self.documents.iter().chain(&self.program)
    }

    /// Blames what is missing on the documents that are cut off, where there are any.
    pub(crate) fn blame(&self, missing: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let findings: Vec<String> = missing.iter().map(Diagnostic::finding).collect();
        let cut = self.all_documents().filter_map(|file| {
            let scheme = openapi::lacked_scheme(file)?;
            let problem = format!(
                "the document lacks its security scheme `{scheme}`, as if it were cut off ({})",
                findings.join(", ")
            );
            Some(Diagnostic::new(&file.name, problem, DOWNLOAD_AGAIN))
        });
        let cut: Vec<Diagnostic> = cut.collect();
        if cut.is_empty() { missing } else { cut }
    }

    /// What tells these files from others: 64 bits of FNV-1a over all of them.
    ///
    /// It guards against forgetting, and not against anybody. `build.rs` of `argyle-user-tokens` computes it too,
    /// where it is built without this crate.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let bytes = self.all().flat_map(|file| &file.bytes);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// The names of the documents in `folder`, sorted; fails where there is none.
fn list(
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
    // An editor's lock files and unsaved changes: `.#page.yaml`, `.page.yaml`.
    names.retain(|name| !name.starts_with('.') && name != OVERLAY && name != README);
    if names.is_empty() {
        return Err(fail(format!("there is no OpenAPI document (*{})", endings.join(", *"))));
    }
    names.sort_unstable();
    Ok(names)
}
