//! The ways in which a call fails. Each has a constructor with its kind, its text, and whether a repeat is safe.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::ErrorKind;
use super::api::{ApiError, without_stop};
use super::cause::Cause;
use super::head::Head;
use crate::retry::RetrySafety;

/// The remedy if a connection and its calls belong to different runtimes.
pub(crate) const RUNTIME_REMEDY: &str = "make all calls of a client in one runtime that keeps running, or use `blocking::Client`, \
                              and build a new client in a forked process";

/// A failure of an attempt or a call.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) safety: RetrySafety,
    /// The message: what failed and why.
    pub(super) text: String,
    /// The error of another library.
    pub(super) cause: Option<Cause>,
    pub(super) api: Option<Box<ApiError>>,
    /// The head of a response that is not an error of the API.
    head: Option<Box<Head>>,
    /// The wait for a slot under the rate limit.
    wait: Option<Duration>,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, safety: RetrySafety, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, safety, text, cause: None, api: None, head: None, wait: None }
    }

    pub(crate) fn caused_by(mut self, cause: Cause) -> Self {
        let reason = cause.reason();
        // The message of a refused tunnel says less than `describe_proxy` does.
        if !reason.starts_with("tunnel error: ") {
            self.text.extend([": ", reason]);
        }
        self.cause = Some(cause);
        self
    }

    /// The values do not make up a valid request.
    pub(crate) fn invalid_request(problem: &str) -> Self {
        let text = format!("the request was not sent: {problem}");
        Self::new(ErrorKind::InvalidRequest, RetrySafety::Never, text)
    }

    /// The HTTP client cannot build the request.
    pub(crate) fn unsendable(cause: Cause) -> Self {
        Self::invalid_request("it could not be built").caused_by(cause)
    }

    /// The call was polled outside of a Tokio runtime, before or after its first attempt.
    pub(crate) fn no_runtime(is_unsent: bool) -> Self {
        let text = match is_unsent {
            true => "the request was not sent: the call was polled outside of a Tokio runtime",
            false => "the response was discarded: the call was polled outside of a Tokio runtime",
        };
        Self::new(ErrorKind::NoRuntime, RetrySafety::Never, text)
    }

    pub(crate) fn attempt_timeout(limit: Duration) -> Self {
        Self::timeout(format!("no response within the attempt timeout of {}", Rounded(limit)))
    }

    pub(crate) fn deadline(limit: Duration) -> Self {
        Self::timeout(format!("no response within the deadline of {} for the call", Rounded(limit)))
    }

    /// No Tokio runtime drives the connection of an attempt.
    pub(crate) fn not_driven(elapsed: Duration) -> Self {
        Self::timeout(format!(
            "no response within {}: the Tokio runtime that opened the connection is not running; {RUNTIME_REMEDY}",
            Rounded(elapsed)
        ))
    }

    fn timeout(text: String) -> Self {
        Self::new(ErrorKind::Timeout, RetrySafety::IfIdempotent, text)
    }

    /// The deadline passed before anything was sent.
    pub(crate) fn unsent(deadline: Duration) -> Self {
        let deadline = Rounded(deadline);
        let text =
            format!("the request was not sent within the deadline of {deadline} for the call");
        Self::new(ErrorKind::Timeout, RetrySafety::Always, text)
    }

    /// The slot under the rate limit comes too late.
    pub(crate) fn rate_limited(wait: Duration, deadline: Duration) -> Self {
        let text = format!(
            "the request was not sent: waiting {} for the client-side rate limit (`max_requests_per_second`) would \
             exceed the deadline of {}",
            Rounded(wait),
            Rounded(deadline)
        );
        let failure = Self::new(ErrorKind::RateLimited, RetrySafety::Always, text);
        Self { wait: Some(wait), ..failure }
    }

    /// The API answered with an error.
    pub(crate) fn api(api: ApiError, talks_to: &impl fmt::Display) -> Self {
        let safety = match api.status() {
            StatusCode::TOO_MANY_REQUESTS => RetrySafety::Always,
            StatusCode::REQUEST_TIMEOUT => RetrySafety::IfIdempotent,
            status if status.is_server_error() => RetrySafety::IfIdempotent,
            _ => RetrySafety::Never,
        };
        let mut text = api.to_string();
        if api.status() == StatusCode::UNAUTHORIZED {
            text = format!(
                "{}; API keys belong to one environment, and this client talks to {talks_to}",
                without_stop(&text)
            );
        }
        Self { api: Some(Box::new(api)), ..Self::new(ErrorKind::Api, safety, text) }
    }

    /// The response is not as documented. The message continues with `problem` after the status.
    pub(crate) fn unexpected(head: Head, problem: &str) -> Self {
        let is_redirect = head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED;
        let redirect =
            if is_redirect { ", a redirect, which the client does not follow" } else { "" };
        let text = format!(
            "the response is not as documented: {}{redirect}{problem}{}",
            head.status_name(),
            head.trace_note()
        );
        let failure = Self::new(ErrorKind::UnexpectedResponse, RetrySafety::Never, text);
        Self { head: Some(Box::new(head)), ..failure }
    }

    /// The body of a success is longer than the limit.
    pub(crate) fn too_large(head: Head, limit: usize) -> Self {
        let problem = format!(" with more than {limit} bytes (`max_response_bytes`)");
        Self::unexpected(head, &problem)
    }

    pub(crate) fn head(&self) -> Option<&Head> {
        self.api.as_deref().map(ApiError::head).or(self.head.as_deref())
    }

    /// Returns the wait that the response asks for, or the wait for a slot.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.wait.or_else(|| self.head()?.retry_after)
    }

    /// Returns true if the server may have seen the request, as far as this failure shows.
    pub(crate) fn maybe_sent(&self) -> bool {
        let is_unsent = matches!(
            self.kind,
            ErrorKind::InvalidRequest | ErrorKind::NoRuntime | ErrorKind::Connect
        );
        let is_unseen = is_unsent || self.safety == RetrySafety::Always;
        self.head().is_some() || !is_unseen
    }
}

/// A duration in at most three significant digits: `863 ms`, `1.5 s`, `2 min`.
pub(crate) struct Rounded(pub(crate) Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        let (number, unit) = match seconds {
            ..1.0 => (seconds * 1000.0, "ms"),
            ..120.0 => (seconds, "s"),
            ..7200.0 => (seconds / 60.0, "min"),
            ..172_800.0 => (seconds / 3600.0, "h"),
            _ => (seconds / 86_400.0, "days"),
        };
        let scale = if number < 100.0 { 10.0 } else { 1.0 };
        write!(f, "{} {unit}", (number * scale).round() / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_at_most_three_digits() {
        let second = Duration::from_secs(1);
        for (duration, expected) in [
            (Duration::from_nanos(71_234), "0.1 ms"),
            (Duration::from_nanos(863_395_005), "863 ms"),
            (Duration::from_nanos(999_400_000), "999 ms"),
            (Duration::from_nanos(9_996_000_000), "10 s"),
            (Duration::from_millis(1500), "1.5 s"),
            (Duration::from_micros(12_345_678), "12.3 s"),
            (second * 30, "30 s"),
            (second * 90, "90 s"),
            (second * 120, "2 min"),
            (second * 200, "3.3 min"),
            (second * 3600, "60 min"),
            (second * 9000, "2.5 h"),
            (second * 86_400, "24 h"),
            (second * 86_400 * 3, "3 days"),
        ] {
            assert_eq!(Rounded(duration).to_string(), expected, "{duration:?}");
        }
    }
}
