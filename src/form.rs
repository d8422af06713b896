//! Bodies that are sent as forms with files.

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::values::Upload;

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

/// Adds a value to a form: a list as several of one name, an object as JSON, which its part says, and null not at all.
pub(crate) fn add_value(
    form: Form,
    name: &'static str,
    value: &impl serde::Serialize,
) -> reqwest::Result<Form> {
    Ok(match serde_json::to_value(value).unwrap_or_default() {
        Value::Null => form,
        Value::String(text) => form.text(name, text),
        Value::Array(items) => {
            items.iter().try_fold(form, |form, item| add_value(form, name, item))?
        }
        value @ Value::Object(_) => {
            form.part(name, Part::text(value.to_string()).mime_str("application/json")?)
        }
        value => form.text(name, value.to_string()),
    })
}
