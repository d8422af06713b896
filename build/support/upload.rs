//! Files that are sent in a form, and the form around them.

use std::fmt;

use reqwest::multipart::{Form, Part};
use serde_json::Value;

/// A file to be sent in a form. `Debug` shows its name and its length, and nothing of its content.
#[derive(Clone, PartialEq, Eq, ::serde::Deserialize, ::serde::Serialize)]
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

    fn part(self) -> reqwest::Result<Part> {
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

/// A value that is a file, or several, or none.
pub(crate) trait Files {
    /// The files.
    fn files(self) -> Vec<Upload>;
}

impl Files for Upload {
    fn files(self) -> Vec<Upload> {
        vec![self]
    }
}

impl<T: Files> Files for Option<T> {
    fn files(self) -> Vec<Upload> {
        self.into_iter().flat_map(Files::files).collect()
    }
}

impl<T: Files> Files for Vec<T> {
    fn files(self) -> Vec<Upload> {
        self.into_iter().flat_map(Files::files).collect()
    }
}

/// Adds files to a form.
pub(crate) fn add_files(
    mut form: Form,
    name: &'static str,
    value: impl Files,
) -> reqwest::Result<Form> {
    for file in value.files() {
        form = form.part(name, file.part()?);
    }
    Ok(form)
}

/// Adds a value to a form: a list as several of one name, an object as JSON, and null not at all.
pub(crate) fn add_value(form: Form, name: String, value: &impl ::serde::Serialize) -> Form {
    match serde_json::to_value(value).unwrap_or_default() {
        Value::Null => form,
        Value::String(text) => form.text(name, text),
        Value::Array(items) => {
            items.iter().fold(form, |form, item| add_value(form, name.clone(), item))
        }
        value => form.text(name, value.to_string()),
    }
}
