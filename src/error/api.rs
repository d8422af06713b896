//! An error that the API answered with, in either of the shapes that it uses.

mod body;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::head::Head;
use crate::redaction::{KnownSecrets, cut};
use body::Said;

/// How much of an error's body is kept, in bytes: enough for every error that the API documents, and
/// little enough for a log.
pub(crate) const BODY_LIMIT: usize = 8 * 1024;

/// How much of an error's body is read, in bytes: far more than any error that the API documents, and little enough
/// that what serde_json makes of it stays under 1 MiB.
pub(crate) const READ_LIMIT: usize = 16 * 1024;

/// How much of what the API says goes into a message, in bytes: enough for a log; the error has all of it.
const SUMMARY_LIMIT: usize = 1024;

/// An answer of the API with a status of the class 4xx or 5xx.
///
/// Argyle uses two shapes, `{"detail": "…"}` and a map from field to messages, and the servers in front
/// of it answer with HTML or nothing; all of them are read, up to 16 KiB. What it says is redacted: known secrets, and
/// every long opaque word, which could be one, are replaced by `[REDACTED]`. Marks that nobody sees, or that turn the
/// direction of text, are escaped: `\u{202e}`.
pub struct ApiError {
    head: Head,
    said: Said,
    body: String,
}

impl ApiError {
    pub(crate) fn new(head: Head, body: &[u8], known: &KnownSecrets) -> Self {
        let text = String::from_utf8_lossy(body);
        let said = body::read(body, known);
        Self { head, said, body: known.text(&text, BODY_LIMIT) }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// What the API says about the whole (`detail`), if it does; redacted and on one line. A sentence of more than
    /// 4 KiB is cut, which an ellipsis tells.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.said.message.as_deref()
    }

    /// What is wrong with which field of the request; a field inside another is named `outer.inner`. Names and
    /// messages are redacted, each on one line.
    ///
    /// Whatever a server sends, this has an end: it holds up to 1024 messages of up to 4 KiB each, about fields with
    /// names of up to 256 bytes, and about 32 KiB of text in all. A text that is cut ends in an ellipsis, and `Display`
    /// says "and more" where something is left out. Of a body that breaks off, or is longer than 16 KiB, or is no
    /// JSON that an API would send, nothing is in here; [`body`](Self::body) shows its start.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, Vec<String>> {
        &self.said.fields
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

    /// The first 8 KiB of the body as text, redacted. `Debug` and `Display` leave it out: beside the API, any
    /// server on the way may have written it. Where it has no message of the API, `Display` names its media type.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl ApiError {
    /// The message and the fields in one line, which ends in an ellipsis where there is more.
    fn summary(&self) -> String {
        let mut summary = self.said.message.clone().unwrap_or_default();
        for (field, messages) in &self.said.fields {
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
        match (summary.is_empty(), self.said.left_out) {
            (false, false) => write!(f, ": {summary}")?,
            (false, true) => write!(f, ": {}, and more", without_stop(&summary))?,
            (true, _) if self.body.is_empty() => {}
            (true, left_out) => {
                let part = if left_out { "the start of a body" } else { "a body" };
                let media_type = self.head.media_type();
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
            .field("said", &self.said)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// A sentence that goes on behind this, without the punctuation at its end.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ',', ';', ':', '。', '।', '۔', '．'])
}
