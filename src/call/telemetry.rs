//! Telemetry: a span for every call and an event for every attempt, without bodies and headers. A retry is an event at
//! INFO. The last event of a call is at DEBUG, or at WARN if the call failed or its response lacks values.
//!
//! Attributes have OpenTelemetry's names for HTTP clients. `url.full` is not among them, because a path contains ids of
//! users. Integers are signed, because exporters of OpenTelemetry write unsigned ones as text.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::Method;
use tracing::field::Empty;
use tracing::{Span, debug, info, info_span, warn};

use super::{Deadline, Operation};
use crate::client::State;
use crate::error::head::trace_id;
use crate::error::{Error, ErrorKind, Failure};
use crate::redaction::KnownSecrets;
use crate::response::Response;

/// True if spans and events exist. Without the feature, the compiler removes them.
const IS_ON: bool = cfg!(feature = "tracing");

/// The span of a call.
pub(crate) struct CallSpan<'a> {
    span: Span,
    operation: &'static str,
    known: &'a KnownSecrets,
}

impl<'a> CallSpan<'a> {
    pub(crate) fn start(operation: &Operation, method: &Method, state: &'a State) -> Self {
        let known = state.credentials.known_secrets();
        if !IS_ON {
            return Self { span: Span::none(), operation: operation.name, known };
        }
        let url = &state.settings.target.url;
        let span = info_span!(
            "argyle.call",
            otel.name = operation.name,
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method.as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            server.address = url.host_str().unwrap_or_default(),
            server.port = url.port_or_known_default().map(i64::from),
            error.type = Empty,
            argyle.operation = operation.name,
            argyle.attempts = Empty,
            argyle.duration_seconds = Empty,
            argyle.trace_id = Empty,
        );
        Self { span, operation: operation.name, known }
    }

    /// Returns the span that the call runs in, so events of the HTTP client belong to it too.
    pub(crate) fn tracing_span(&self) -> Span {
        self.span.clone()
    }

    /// Records a failed attempt, and the wait before the next one.
    pub(crate) fn failed_attempt(&self, number: u32, failure: &Failure, wait: Duration) {
        if !IS_ON {
            return;
        }
        let head = failure.head();
        info!(
            parent: &self.span,
            argyle.operation = self.operation,
            argyle.attempt = i64::from(number),
            http.response.status_code = head.map(|head| i64::from(head.status.as_u16())),
            error.type = &*error_type(failure),
            argyle.wait_seconds = seconds(wait),
            argyle.trace_id = head.and_then(|head| head.trace_id.as_deref()),
            "the attempt failed, another is due",
        );
    }

    /// Records the end of a call in its last event, which needs no span, and in the span.
    pub(crate) fn end<T>(&self, result: Result<&Response<T>, &Error>, deadline: Deadline) {
        if !IS_ON {
            return;
        }
        let (attempts, status) = match result {
            Ok(response) => (response.attempts(), Some(response.status())),
            Err(error) => (error.attempts(), error.status()),
        };
        let attempts = i64::from(attempts);
        let status = status.map(|status| i64::from(status.as_u16()));
        let duration = seconds(deadline.elapsed());
        // Redaction is slow, so it happens only for a subscriber.
        let trace_id = || match result {
            Ok(response) => trace_id(response.headers(), self.known),
            Err(error) => error.trace_id().map(str::to_owned),
        };
        let error_type = result.err().map(|error| error_type(error.failure()));
        match result {
            Err(_) => warn!(
                parent: &self.span,
                argyle.operation = self.operation,
                argyle.attempts = attempts,
                argyle.duration_seconds = duration,
                http.response.status_code = status,
                error.type = error_type.as_deref(),
                argyle.trace_id = trace_id(),
                "the call failed",
            ),
            Ok(response) if !response.left_out.is_empty() => warn!(
                parent: &self.span,
                argyle.operation = self.operation,
                argyle.left_out = i64::try_from(response.left_out.len()).unwrap_or(i64::MAX),
                argyle.attempts = attempts,
                argyle.duration_seconds = duration,
                http.response.status_code = status,
                argyle.trace_id = trace_id(),
                "the call succeeded without some values",
            ),
            Ok(_) => debug!(
                parent: &self.span,
                argyle.operation = self.operation,
                argyle.attempts = attempts,
                argyle.duration_seconds = duration,
                http.response.status_code = status,
                argyle.trace_id = trace_id(),
                "the call succeeded",
            ),
        }
        if self.span.is_disabled() {
            return;
        }
        self.span.record("argyle.attempts", attempts);
        self.span.record("argyle.duration_seconds", duration);
        self.span.record("argyle.trace_id", trace_id());
        self.span.record("http.response.status_code", status);
        if attempts > 1 {
            self.span.record("http.request.resend_count", attempts - 1);
        }
        if let Some(error_type) = error_type {
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", &*error_type);
        }
    }
}

/// Converts into seconds, in whole milliseconds: formatters print shorter times as `5.5e-5`.
fn seconds(duration: Duration) -> f64 {
    duration.as_millis() as f64 / 1000.0
}

/// Returns the status of an error response, as OpenTelemetry specifies, or the class of the failure.
fn error_type(failure: &Failure) -> Cow<'static, str> {
    let class = match failure.kind {
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Connect => "connect",
        ErrorKind::Timeout => "timeout",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Transport => "transport",
        ErrorKind::Api => "api",
        ErrorKind::UnexpectedResponse => "unexpected_response",
        ErrorKind::NoRuntime => "no_runtime",
    };
    let status = failure.head().filter(|_| failure.kind == ErrorKind::Api);
    status.map_or(class.into(), |head| head.status.as_str().to_owned().into())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::credentials::Credentials;
    use crate::generated::Client;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_success_without_some_values_counts_them() {
        let client = Client::builder().base_url("http://127.0.0.1");
        let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
        for (left_out, level) in
            [(vec!["/a".to_owned(), "/b/0".to_owned()], " WARN "), (vec![], " DEBUG ")]
        {
            let lines = Lines::default();
            let writer = lines.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_ansi(false)
                .with_max_level(tracing::Level::DEBUG)
                .with_writer(move || writer.clone())
                .finish();
            let is_whole = left_out.is_empty();
            tracing::subscriber::with_default(subscriber, || {
                let span = CallSpan::start(&Operation::UNKNOWN, &Method::GET, &client.inner);
                let (status, headers) = (StatusCode::OK, HeaderMap::new());
                let response = Response { status, headers, attempts: 1, value: (), left_out };
                span.end(Ok(&response), Deadline::start(Duration::from_secs(1)));
            });
            let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
            assert_eq!(text.lines().count(), usize::from(IS_ON), "{text}");
            if IS_ON {
                assert!(text.contains(level) && text.contains("the call succeeded"), "{text}");
                assert_ne!(text.contains("argyle.left_out=2"), is_whole, "{text}");
            }
            assert!(!text.contains("/b/0"), "{text}");
        }
    }
}
