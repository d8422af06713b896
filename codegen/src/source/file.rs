//! A file in a folder of documents.

use std::fs;
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// The remedy for an unreadable document, which is downloaded or handwritten.
pub(crate) const DOWNLOAD_AGAIN: &str = "download it again, or fix it if you wrote it";

/// A file in a folder of documents.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name that diagnostics use, such as `spec/user-tokens.yaml`.
    pub name: String,
    /// The content on disk. For a Markdown page, only the lines of the document.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// Reads a file. Its name consists of the folder and the file, so it is the same on every machine.
    ///
    /// # Errors
    ///
    /// Fails with a diagnostic if the file cannot be read.
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

    /// Returns the content as text.
    ///
    /// # Errors
    ///
    /// Fails with a diagnostic if it is not UTF-8.
    pub fn read_text(&self) -> Result<&str, Diagnostic> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let problem = format!("the file is not UTF-8 at byte {}", error.valid_up_to());
            Diagnostic::new(&self.name, problem, DOWNLOAD_AGAIN)
        })
    }
}
