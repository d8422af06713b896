//! What the head of a failure says: status, trace id, and how long to wait.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

use crate::redaction::KnownSecrets;

/// The header with the id that Argyle's support asks for.
pub(crate) const TRACE_ID: &str = "x-trace-id";

/// How much of a trace id or a media type is kept, in bytes: the first is a UUID of 36 characters today.
const LENGTH: usize = 128;

/// The head of a response, which outlives a body that cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) trace_id: Option<String>,
    /// The media type of the body, without its parameters.
    pub(crate) media_type: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// When it came, from which `retry_after` counts.
    pub(crate) received: Instant,
}

impl Head {
    /// Reads the head, which was received then; its trace id is redacted, as a server may send back there what it
    /// was sent.
    pub(crate) fn new(
        status: StatusCode,
        headers: &HeaderMap,
        received: Instant,
        known: &KnownSecrets,
    ) -> Self {
        Self {
            status,
            received,
            trace_id: trace_id(headers, known),
            media_type: text(headers, CONTENT_TYPE.as_str())
                .and_then(|value| value.split(';').next())
                .map(|value| known.line(value, LENGTH).text),
            retry_after: text(headers, RETRY_AFTER.as_str())
                .and_then(|value| retry_after(value, SystemTime::now())),
        }
    }
}

/// The trace id, redacted.
pub(crate) fn trace_id(headers: &HeaderMap, known: &KnownSecrets) -> Option<String> {
    text(headers, TRACE_ID).map(|id| known.line(id, LENGTH).text)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}

/// The wait that a `Retry-After` asks for, in seconds or as an HTTP date; none for anything else.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a number can hold are still a wait without end.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date that has passed asks for no wait.
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        // Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (value, expected) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(3)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:49:38 1994", Some(1)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(value, now), expected.map(Duration::from_secs), "{value}");
        }
    }
}
