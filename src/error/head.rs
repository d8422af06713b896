//! The head of a failed response: status, trace id and `Retry-After`.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

use crate::redaction::KnownSecrets;

/// The header with the id that Argyle's support asks for.
pub(crate) const TRACE_ID: &str = "x-trace-id";

/// The maximum length of a trace id or a media type, in bytes. Trace ids are UUIDs of 36 characters today.
const LENGTH: usize = 128;

/// The head of a response, which is kept even if the body cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) trace_id: Option<String>,
    /// The media type of the body, without its parameters.
    pub(crate) media_type: String,
    pub(crate) retry_after: Option<Duration>,
    /// The arrival, from which `retry_after` counts.
    pub(crate) received: Instant,
}

impl Head {
    /// Reads the head of a response that arrived at `received`. The trace id is redacted, because a server may repeat a
    /// request in it.
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
            media_type: read_header(headers, CONTENT_TYPE.as_str())
                .and_then(|value| value.split(';').next())
                .map_or("an unnamed type".to_owned(), |value| known.line(value, LENGTH)),
            retry_after: retry_after(headers, SystemTime::now()),
        }
    }

    /// Returns the status with its name, if it has one.
    pub(super) fn status_name(&self) -> String {
        let name = self.status.canonical_reason().map(|name| format!(" {name}"));
        format!("{}{}", self.status.as_str(), name.unwrap_or_default())
    }

    /// Returns the trace id for the end of a message.
    pub(super) fn trace_note(&self) -> String {
        self.trace_id.as_ref().map_or_else(String::new, |id| format!(" (trace id {id})"))
    }
}

/// Returns the trace id, redacted.
pub(crate) fn trace_id(headers: &HeaderMap, known: &KnownSecrets) -> Option<String> {
    read_header(headers, TRACE_ID).map(|id| known.line(id, LENGTH))
}

fn read_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}

/// Returns the wait that `Retry-After` asks for, in seconds or as an HTTP date, or `None` for any other value.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = read_header(headers, RETRY_AFTER.as_str())?;
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number beyond `u64` is a wait without end.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // The clocks of server and client may differ, so the response's own `Date` takes precedence.
    let sent =
        read_header(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
    // A date in the past asks for no wait.
    Some(date.duration_since(sent.unwrap_or(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the wait of a response with this `Retry-After` and `Date`. It arrives at the example date of RFC 9110:
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    fn seconds(retry_after: &str, date: Option<&str>) -> Option<u64> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let date = date.map(|date| (DATE, date.parse().unwrap()));
        let headers = date.into_iter().chain([(RETRY_AFTER, retry_after.parse().unwrap())]);
        super::retry_after(&headers.collect(), now).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
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
            assert_eq!(seconds(value, None), expected, "{value}");
        }
    }

    #[test]
    fn a_retry_after_date_counts_from_the_responses_date() {
        let slow = Some("Sun, 06 Nov 1994 07:49:37 GMT");
        let fast = Some("Sun, 06 Nov 1994 08:59:37 GMT");
        for (retry_after, date, expected) in [
            ("Sun, 06 Nov 1994 07:49:40 GMT", slow, Some(3)),
            ("Sun, 06 Nov 1994 08:59:40 GMT", fast, Some(3)),
            ("Sun, 06 Nov 1994 08:59:36 GMT", fast, Some(0)),
            ("Sunday, 06-Nov-94 08:59:40 GMT", Some("Sun Nov  6 08:59:37 1994"), Some(3)),
            // Seconds do not depend on a clock.
            ("3", slow, Some(3)),
            ("soon", slow, None),
            // Without `Date`, the clock of the machine counts.
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some("today"), Some(3)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(""), Some(3)),
        ] {
            assert_eq!(seconds(retry_after, date), expected, "{retry_after} {date:?}");
        }
    }
}
