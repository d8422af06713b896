//! Files, and bodies that are encoded as `multipart/form-data`.
//!
//! progenitor does not support such bodies, so it serializes them as JSON. There, the index of a file represents the file,
//! and a thread-local list collects the files themselves.

use std::cell::RefCell;
use std::fmt;

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Request};
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::Error;

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
}

impl Serialize for Upload {
    /// Serializes a file as its index; fails outside of a form.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = FILES.with_borrow_mut(|files| {
            let files = files.as_mut()?;
            files.push(self.clone());
            Some(files.len() - 1)
        });
        let number =
            number.ok_or_else(|| S::Error::custom("a file is sent in a form and not in JSON"))?;
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(FILE, &number)?;
        map.end()
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

/// The property with the index of a file. No documented property has this name.
const FILE: &str = "\0file";

thread_local! {
    /// The files of the body that this thread serializes.
    static FILES: RefCell<Option<Vec<Upload>>> = const { RefCell::new(None) };
}

/// Runs `serialize`, and returns its result and the files it met.
pub(crate) fn collecting<T>(serialize: impl FnOnce() -> T) -> (T, Vec<Upload>) {
    FILES.replace(Some(Vec::new()));
    let serialized = serialize();
    (serialized, FILES.take().unwrap_or_default())
}

/// Encodes a body in a request that goes nowhere, as only reqwest computes the length of its form. A list becomes parts of
/// the same name, an object becomes JSON, and null is skipped.
pub(crate) fn encode(json: &[u8], files: &[Upload], http: &Client) -> Result<Request, Error> {
    let properties: Map<String, Value> = serde_json::from_slice(json).map_err(Error::unsendable)?;
    let mut form = Form::new();
    for (name, value) in properties {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            form = match part(value, files)? {
                Some(part) => form.part(name.clone(), part),
                None => form,
            };
        }
    }
    http.post("http://localhost").multipart(form).build().map_err(Error::unsendable)
}

fn part(value: Value, files: &[Upload]) -> Result<Option<Part>, Error> {
    let number =
        value.get(FILE).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    if let Some(file) = number.and_then(|number| files.get(number)) {
        let part = Part::stream_with_length(file.content.clone(), file.content.len() as u64)
            .file_name(file.file_name.clone());
        let part = match &file.content_type {
            Some(content_type) => part.mime_str(content_type).map_err(Error::unsendable)?,
            None => part,
        };
        return Ok(Some(part));
    }
    let part = match value {
        Value::Null => return Ok(None),
        Value::String(text) => Part::text(text),
        Value::Object(_) => {
            let part = Part::text(value.to_string()).mime_str("application/json");
            part.map_err(Error::unsendable)?
        }
        value => Part::text(value.to_string()),
    };
    Ok(Some(part))
}
