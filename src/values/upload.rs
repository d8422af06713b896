//! A file that is sent in a form.

use std::fmt;

use bytes::Bytes;
use reqwest::multipart::Part;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file to be sent in a form. `Debug` shows its name and its length, and nothing of its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    content: Bytes,
}

impl Upload {
    /// A file with a name, as which it is sent, and its content.
    pub fn new(file_name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { file_name: file_name.into(), content_type: None, content: content.into().into() }
    }

    /// Says of which media type the content is, such as `application/pdf`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(crate) fn part(&self) -> reqwest::Result<Part> {
        let length = self.content.len() as u64;
        let part = Part::stream_with_length(self.content.clone(), length);
        let part = part.file_name(self.file_name.clone());
        match &self.content_type {
            Some(content_type) => part.mime_str(content_type),
            None => Ok(part),
        }
    }
}

impl Serialize for Upload {
    /// In a form alone: a file is no JSON.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::form::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a file is sent, and nothing is read as one"))
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
