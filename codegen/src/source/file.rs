//! One file of a folder of documents.

use std::fs;
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// Remedy for an unreadable file: a document that was downloaded, or one that its reader wrote.
pub(crate) const DOWNLOAD_AGAIN: &str = "download it again, or fix it if you wrote it";

/// A file of a folder of documents.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name that diagnostics use, such as `spec/user-tokens.yaml`.
    pub name: String,
    /// The content, as it is on disk; of a page in Markdown, the lines of the document alone.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// Reads a file. Its name is the same wherever the package stands on a machine: that of its folder, and its own.
    ///
    /// # Errors
    ///
    /// A diagnostic where the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        let file = path.file_name().unwrap_or_default();
        let name = format!("{}/{}", folder.display(), file.display());
        match fs::read(path) {
            Ok(bytes) => Ok(Self { name, bytes }),
            Err(error) => {
                let problem = format!("the file cannot be read: {error}");
                Err(Diagnostic::new(name, problem, "restore it from version control"))
            }
        }
    }

    /// The content as text.
    ///
    /// # Errors
    ///
    /// A diagnostic where it is not UTF-8.
    pub fn text(&self) -> Result<&str, Diagnostic> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let problem = format!("the file is not UTF-8 from byte {} on", error.valid_up_to());
            Diagnostic::new(&self.name, problem, DOWNLOAD_AGAIN)
        })
    }
}
