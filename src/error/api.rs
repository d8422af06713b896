//! An error that the API answered with, in either of the shapes that it uses.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use crate::Credentials;
use crate::generated::SECRET_PROPERTIES;
use crate::transport::head::Head;

/// How much of an error's body is kept, in bytes: enough for every error that the API documents, and
/// little enough for a log.
pub(crate) const BODY_LIMIT: usize = 8 * 1024;

/// How much of an error's body is read, in bytes: errors about many fields are longer than what is kept.
pub(crate) const READ_LIMIT: usize = 64 * 1024;

/// What a secret in an error is replaced with.
const REDACTED: &str = "[REDACTED]";

/// An answer of the API with a status of the class 4xx or 5xx.
///
/// Argyle uses two shapes, `{"detail": "…"}` and a map from field to messages, and the servers in front
/// of it answer with HTML or nothing; all of them are read.
pub struct ApiError {
    head: Head,
    message: Option<String>,
    fields: BTreeMap<String, Vec<String>>,
    body: String,
}

impl ApiError {
    pub(crate) fn new(head: Head, body: &[u8], credentials: &Credentials) -> Self {
        // A debugging page may send back what it was sent.
        let conceal = |text: &str| conceal_tokens(&credentials.conceal(text));
        let mut error = Self {
            head,
            message: None,
            fields: BTreeMap::new(),
            body: truncated(conceal(&String::from_utf8_lossy(body))),
        };
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    match value {
                        Value::String(detail) if name == "detail" => {
                            error.message = Some(line(&conceal(&detail)))
                        }
                        value => error.collect(&name, value, &conceal),
                    }
                }
            }
            Ok(Value::Array(items)) => {
                let texts = items.iter().filter_map(Value::as_str);
                let texts: Vec<String> = texts.map(|text| line(&conceal(text))).collect();
                error.message = (!texts.is_empty()).then(|| texts.join(" "));
            }
            Ok(Value::String(text)) => error.message = Some(line(&conceal(&text))),
            _ => {}
        }
        error
    }

    /// Collects the messages about one field; those about fields inside it go under `outer.inner`.
    fn collect(&mut self, field: &str, value: Value, conceal: &dyn Fn(&str) -> String) {
        let secret = field.split('.').any(|step| SECRET_PROPERTIES.contains(&step));
        match value {
            Value::String(_) if secret => self.add(&conceal(field), REDACTED.to_owned()),
            Value::String(text) => self.add(&conceal(field), line(&conceal(&text))),
            Value::Array(items) => {
                for (index, item) in items.into_iter().enumerate() {
                    match item {
                        item @ Value::String(_) => self.collect(field, item, conceal),
                        item => self.collect(&format!("{field}.{index}"), item, conceal),
                    }
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    self.collect(&format!("{field}.{name}"), value, conceal);
                }
            }
            Value::Bool(_) | Value::Number(_) if !secret => {
                self.add(&conceal(field), value.to_string());
            }
            _ => {}
        }
    }

    fn add(&mut self, field: &str, message: String) {
        self.fields.entry(line(field)).or_default().push(message);
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The API's own sentence about the error (`detail`), if it has one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What is wrong with which field of the request; a field inside another is named `outer.inner`.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, Vec<String>> {
        &self.fields
    }

    /// The id that Argyle's support asks for (`X-Trace-Id`).
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.head.trace_id.as_deref()
    }

    /// How long the API asks to wait (`Retry-After`), counted from the arrival of the response.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.head.retry_after
    }

    /// The first 8 KiB of the body as text. `Debug` and `Display` leave it out: beside the API, any
    /// server on the way may have written it.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// `text` on one line, so that it cannot forge lines of a log.
fn line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || letter.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `text` cut at the limit, which replaced characters may have pushed it over.
fn truncated(mut text: String) -> String {
    let end = (0..=BODY_LIMIT.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or_default());
    text
}

/// `text` without what looks like a JWT: every JWT starts with the base64 of `{"`.
pub(crate) fn conceal_tokens(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, token) = rest.split_at(start);
        let end =
            token.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.=".contains(letter));
        let end = end.unwrap_or(token.len());
        output.push_str(before);
        output.push_str(if token[..end].contains('.') { REDACTED } else { &token[..end] });
        rest = &token[end..];
    }
    output.push_str(rest);
    output
}
