//! Encodes bodies as `multipart/form-data`.
//!
//! progenitor does not support such bodies, so it serializes them as JSON. There, the index of a file represents the file,
//! and a thread-local list collects the files themselves.

use std::cell::RefCell;

use reqwest::multipart::{Form, Part};
use reqwest::{Client, Request};
use serde::Serializer;
use serde::ser::{Error as _, SerializeMap as _};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::values::Upload;

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

/// Serializes a file as its index; fails outside of a form.
pub(crate) fn serialize<S: Serializer>(file: &Upload, serializer: S) -> Result<S::Ok, S::Error> {
    let number = FILES.with_borrow_mut(|files| {
        let files = files.as_mut()?;
        files.push(file.clone());
        Some(files.len() - 1)
    });
    let number =
        number.ok_or_else(|| S::Error::custom("a file is sent in a form and not in JSON"))?;
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(FILE, &number)?;
    map.end()
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
    let number = value.get(FILE).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
    if let Some(file) = number.and_then(|number| files.get(number)) {
        return file.part().map(Some).map_err(Error::unsendable);
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
