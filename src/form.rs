//! Bodies that are sent as forms with files.
//!
//! progenitor knows no such forms: it has the body serialized as JSON, in which each file stands as its number, while the
//! files themselves are collected beside it.

use std::cell::RefCell;

use reqwest::multipart::{Form, Part};
use serde::Serializer;
use serde::ser::{Error as _, SerializeMap as _};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::values::Upload;

/// The property under which the number of a file stands. No other property of a body is named so.
const FILE: &str = "\0file";

thread_local! {
    /// The files of the body that is serialized on this thread, if one is.
    static FILES: RefCell<Option<Vec<Upload>>> = const { RefCell::new(None) };
}

/// What `serialize` does, and the files that it met.
pub(crate) fn collecting<T>(serialize: impl FnOnce() -> T) -> (T, Vec<Upload>) {
    FILES.replace(Some(Vec::new()));
    let serialized = serialize();
    (serialized, FILES.take().unwrap_or_default())
}

/// Serializes a file as its number, where files are collected.
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

/// The form of a body: a list is several parts of one name, an object is JSON, which its part says, and null is not sent.
pub(crate) fn of(json: &[u8], files: &[Upload]) -> Result<Form, Error> {
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
    Ok(form)
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
