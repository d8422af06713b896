//! A file that is sent in a form.

use std::fmt;

use reqwest::multipart::Part;

/// A file to be sent in a form. `Debug` shows its name and its length, and nothing of its content.
#[derive(Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    content: Vec<u8>,
}

impl Upload {
    /// A file with a name, as which it is sent, and its content.
    pub fn new(file_name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { file_name: file_name.into(), content_type: None, content: content.into() }
    }

    /// Says of which media type the content is, such as `application/pdf`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(crate) fn part(self) -> reqwest::Result<Part> {
        let part = Part::bytes(self.content).file_name(self.file_name);
        match self.content_type {
            Some(content_type) => part.mime_str(&content_type),
            None => Ok(part),
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("content_bytes", &self.content.len())
            .finish()
    }
}
