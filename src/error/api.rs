//! Error responses of the API.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::head::Head;
use crate::generated::SECRET_PROPERTIES;
use crate::redaction::{KnownSecrets, REDACTED, cut};

/// The maximum size of the part of a body that is kept: enough for every documented error, and little enough for a log.
pub(crate) const BODY_LIMIT: usize = 8 * 1024;

/// The maximum number of bytes of an error's body that are read: far more than any documented error needs, and few
/// enough that serde_json's value stays under 1 MiB.
pub(crate) const READ_LIMIT: usize = 16 * 1024;

/// The maximum length of the message in `Display`, in bytes: enough for a log.
const SUMMARY_LIMIT: usize = 1024;

/// The maximum length of a message, in bytes: longer ones are pages.
const MESSAGE_LIMIT: usize = 4 * 1024;
/// The maximum length of the name of a field, in bytes, including its outer fields.
const NAME_LIMIT: usize = 256;
/// The maximum number of messages.
const MESSAGES_LIMIT: usize = 1024;
/// The maximum number of objects and lists in a body. Each costs serde_json up to 700 bytes, and no documented error
/// needs so many.
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
    /// Joins the message and the fields in one line. An ellipsis marks missing parts.
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
    /// Omits the body, which may hold anything that a server or a proxy prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("head", &self.head)
            .field("message", &self.message)
            .field("fields", &self.fields)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Removes the punctuation at the end of a sentence that another one will include.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ',', ';', ':', '。', '।', '۔', '．'])
}

/// The messages in the body of an error.
struct Reader<'a> {
    known: &'a KnownSecrets,
    fields: BTreeMap<String, Vec<String>>,
    messages: usize,
    /// The body holds more than the fields do, or may hold more.
    left_out: bool,
}

impl Reader<'_> {
    /// Reads `body` in any shape. A body that is not JSON has no messages, and a truncated one may hold more.
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

    /// Adds the messages of the field `name`, or those of the whole body if the name is empty. `secret` is true inside
    /// a property whose value is a secret.
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
            // Other numbers lose their spelling, so they cannot be compared with a secret of digits.
            Value::Number(number) if !number.is_i64() && !number.is_u64() => REDACTED.to_owned(),
            scalar => self.known.line(&scalar.to_string(), MESSAGE_LIMIT),
        };
        self.messages += 1;
        self.fields.entry(name.to_owned()).or_default().push(text);
    }
}

/// Joins the name of a field and the name of its outer field.
fn join_names(outer: &str, name: &str) -> String {
    let separator = if outer.is_empty() { "" } else { "." };
    let whole = [outer, separator, name].concat();
    match cut(&whole, NAME_LIMIT) {
        kept if kept.len() < whole.len() => format!("{kept}…"),
        _ => whole,
    }
}
