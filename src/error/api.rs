//! Error responses of the API.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::head::Head;
use crate::generated::SECRET_PROPERTIES;
use crate::redaction::{KnownSecrets, REDACTED, cut};

/// The bytes of an error's body that are kept: enough for every documented error, and few enough for a log.
pub(crate) const BODY_LIMIT: usize = 8 * 1024;

/// The bytes of an error's body that are read: far more than any error that the API documents, and little enough
/// that what serde_json makes of it stays under 1 MiB.
pub(crate) const READ_LIMIT: usize = 16 * 1024;

/// The maximum length of the message in `Display`, in bytes: enough for a log.
const SUMMARY_LIMIT: usize = 1024;

/// The maximum length of a message, in bytes: longer ones are pages.
const MESSAGE_LIMIT: usize = 4 * 1024;
/// The maximum length of the name of a field, in bytes, including its outer fields.
const NAME_LIMIT: usize = 256;
/// The maximum number of messages.
const MESSAGES_LIMIT: usize = 1024;
/// The maximum number of objects and lists in a body. An object costs serde_json up to 700 bytes, however few the body
/// has for it, and no error of an API has so many.
const CONTAINERS_LIMIT: usize = 512;

/// An error response, 4xx or 5xx.
///
/// Argyle sends `{"detail": "…"}` or a map from field to messages; servers in front of it send HTML or nothing. The client
/// reads up to 16 KiB of each. Texts are redacted: `[REDACTED]` replaces known secrets, and every long opaque word, which
/// could be a secret. Invisible characters, and characters that change the direction of text, are escaped: `\u{202e}`.
pub struct ApiError {
    head: Head,
    message: Option<String>,
    fields: BTreeMap<String, Vec<String>>,
    /// The body holds more than the message and the fields, or may do so.
    left_out: bool,
    body: String,
}

impl ApiError {
    pub(crate) fn new(head: Head, body: &[u8], known: &KnownSecrets) -> Self {
        let mut reader = Reader { known, fields: BTreeMap::new(), messages: 0, left_out: false };
        reader.read(body);
        let Reader { mut fields, left_out, .. } = reader;
        let message = fields.remove("").map(|sentences| sentences.join(" "));
        let body = known.redact(&String::from_utf8_lossy(body), BODY_LIMIT);
        Self { head, message, fields, left_out, body }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Returns the message of the response (`detail`), if there is one, redacted and on one line. An ellipsis marks a message
    /// truncated to 4 KiB.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the messages about each field of the request. `outer.inner` names a nested field. Names and messages are
    /// redacted, each on one line.
    ///
    /// The map is bounded: up to 1024 messages of up to 4 KiB each, and names of up to 256 bytes. An ellipsis ends a
    /// truncated text, and `Display` adds "and more" if messages are missing. The map is empty for a body that is incomplete,
    /// longer than 16 KiB, or no JSON; [`body`](Self::body) returns its start.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, Vec<String>> {
        &self.fields
    }

    /// Returns the id that Argyle's support asks for (`X-Trace-Id`).
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.head.trace_id.as_deref()
    }

    /// Returns the wait that the API asks for (`Retry-After`), counted from the arrival of the response.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.head.retry_after
    }

    /// Returns the first 8 KiB of the body as text, redacted. `Debug` and `Display` omit the body, because any server on the
    /// way may have written it. For a body without a message of the API, `Display` names the media type.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl ApiError {
    /// The message and the fields in one line, which ends in an ellipsis where there is more.
    fn summary(&self) -> String {
        let mut summary = self.message.clone().unwrap_or_default();
        for (field, messages) in &self.fields {
            let separator = if summary.is_empty() { "" } else { "; " };
            summary.truncate(without_stop(&summary).len());
            summary.extend([separator, field, ":"]);
            summary.extend(messages.iter().flat_map(|message| [" ", message]));
            if summary.len() > SUMMARY_LIMIT {
                break;
            }
        }
        if summary.len() > SUMMARY_LIMIT {
            summary.truncate(cut(&summary, SUMMARY_LIMIT).len());
            summary.push('…');
        }
        summary
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Argyle answered {}", self.head.status_name())?;
        let summary = self.summary();
        match (summary.is_empty(), self.left_out) {
            (false, false) => write!(f, ": {summary}")?,
            (false, true) => write!(f, ": {}, and more", without_stop(&summary))?,
            (true, _) if self.body.is_empty() => {}
            (true, left_out) => {
                let part = if left_out { "the start of a body" } else { "a body" };
                let media_type = &self.head.media_type;
                write!(f, " with {part} of {media_type}, which is in `ApiError::body`")?;
            }
        }
        f.write_str(&self.head.trace_note())
    }
}

impl fmt::Debug for ApiError {
    /// All but the body, which can hold whatever a server or a proxy in front of it prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("head", &self.head)
            .field("message", &self.message)
            .field("fields", &self.fields)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// A sentence that goes on behind this, without the punctuation at its end.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ',', ';', ':', '。', '।', '۔', '．'])
}

/// The messages in the body of an error.
struct Reader<'a> {
    known: &'a KnownSecrets,
    fields: BTreeMap<String, Vec<String>>,
    messages: usize,
    /// The body holds more than is in the fields, or may do so.
    left_out: bool,
}

impl Reader<'_> {
    /// Reads `body` in whatever shape; one that is no JSON has no messages, and more may follow where it is cut off.
    fn read(&mut self, body: &[u8]) {
        if body.iter().filter(|byte| b"{[".contains(byte)).count() > CONTAINERS_LIMIT {
            return;
        }
        match serde_json::from_slice::<Value>(body) {
            Ok(mut value) => {
                let detail = value.get_mut("detail").filter(|detail| detail.is_string());
                if let Some(detail) = detail.map(Value::take) {
                    self.add("", &detail, false);
                }
                self.add("", &value, false);
            }
            Err(error) => self.left_out = error.is_eof() && !body.trim_ascii().is_empty(),
        }
    }

    /// Adds what the value of the field `name` says, or, where that is empty, the body: a sentence of the message.
    /// `secret` is whether it belongs to a property whose value is a secret.
    fn add(&mut self, name: &str, value: &Value, secret: bool) {
        let text = match value {
            Value::Null => return,
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    match item {
                        Value::String(_) => self.add(name, item, secret),
                        item => self.add(&join_names(name, &index.to_string()), item, secret),
                    }
                }
                return;
            }
            Value::Object(members) => {
                for (step, value) in members {
                    let secret =
                        secret || step.split('.').any(|part| SECRET_PROPERTIES.contains(&part));
                    let step = self.known.line(step, NAME_LIMIT);
                    self.add(&join_names(name, &step), value, secret);
                }
                return;
            }
            Value::String(text) if name.is_empty() && text.trim().is_empty() => return,
            other if name.is_empty() && !other.is_string() => return,
            _ if self.messages >= MESSAGES_LIMIT => {
                self.left_out = true;
                return;
            }
            _ if secret => REDACTED.to_owned(),
            Value::String(text) => self.known.line(text, MESSAGE_LIMIT),
            // Another number is not kept as it was written, so that it cannot be compared with a secret of digits.
            Value::Number(number) if !number.is_i64() && !number.is_u64() => REDACTED.to_owned(),
            scalar => self.known.line(&scalar.to_string(), MESSAGE_LIMIT),
        };
        self.messages += 1;
        self.fields.entry(name.to_owned()).or_default().push(text);
    }
}

/// The name of a field inside `outer`.
fn join_names(outer: &str, name: &str) -> String {
    let separator = if outer.is_empty() { "" } else { "." };
    let whole = [outer, separator, name].concat();
    match cut(&whole, NAME_LIMIT) {
        kept if kept.len() < whole.len() => format!("{kept}…"),
        _ => whole,
    }
}
