//! Telemetry: a span for every call and an event for every attempt, which hold no body and no header. A repeat is an
//! event at INFO, a call that failed one at WARN, and one that succeeded at DEBUG.
//!
//! Attributes have the names that OpenTelemetry gives them for HTTP clients. `url.full` is not among them:
//! a path names users, and people's ids belong into no telemetry that nobody asked for.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::Method;
use tracing::field::Empty;
use tracing::{Span, debug, info, info_span, warn};

use super::Operation;
use crate::client::State;
use crate::error::head::trace_id;
use crate::error::{Error, ErrorKind, Failure};
use crate::redaction::KnownSecrets;
use crate::response::Response;

/// Whether anything is told at all: spans and events cost little, and nothing without the feature.
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
            server.port = url.port_or_known_default(),
            error.type = Empty,
            argyle.operation = operation.name,
            argyle.attempts = Empty,
            argyle.trace_id = Empty,
        );
        Self { span, operation: operation.name, known }
    }

    /// The span that a call runs in, so that what the HTTP client says belongs to it too.
    pub(crate) fn tracing_span(&self) -> Span {
        self.span.clone()
    }

    /// Tells of an attempt that failed, and how long the wait is before the next one.
    pub(crate) fn failed_attempt(&self, number: u32, failure: &Failure, wait: Duration) {
        if !IS_ON {
            return;
        }
        let head = failure.head();
        info!(
            parent: &self.span,
            argyle.operation = self.operation,
            argyle.attempt = number,
            http.response.status_code = head.map(|head| head.status.as_u16()),
            error.type = &*error_type(failure),
            // Whole milliseconds: formatters print shorter numbers as `5.5e-5`.
            argyle.wait_seconds = wait.as_millis() as f64 / 1000.0,
            argyle.trace_id = head.and_then(|head| head.trace_id.as_deref()),
            "the attempt failed, another is due",
        );
    }

    /// Records how the call ended, and tells of it, also where nobody listens to spans.
    pub(crate) fn end<T>(&self, result: Result<&Response<T>, &Error>) {
        if !IS_ON {
            return;
        }
        let (attempts, status) = match result {
            Ok(response) => (response.attempts(), Some(response.status())),
            Err(error) => (error.attempts(), error.status()),
        };
        // Redaction takes longer than all else here, so it waits until somebody listens.
        let trace_id = || match result {
            Ok(response) => trace_id(response.headers(), self.known),
            Err(error) => error.trace_id().map(str::to_owned),
        };
        let status = status.map(|status| status.as_u16());
        let error_type = result.err().map(|error| error_type(error.failure()));
        let left_out = result.map_or(0, |response| response.left_out.len());
        if left_out > 0 {
            warn!(
                parent: &self.span,
                argyle.operation = self.operation,
                argyle.left_out = left_out,
                "the response has values that are not as documented and were left out",
            );
        }
        if error_type.is_some() {
            warn!(
                parent: &self.span,
                argyle.operation = self.operation,
                argyle.attempts = attempts,
                http.response.status_code = status,
                error.type = error_type.as_deref(),
                argyle.trace_id = trace_id(),
                "the call failed",
            );
        } else {
            debug!(
                parent: &self.span,
                argyle.attempts = attempts,
                http.response.status_code = status,
                argyle.trace_id = trace_id(),
                "the call succeeded",
            );
        }
        if self.span.is_disabled() {
            return;
        }
        self.span.record("argyle.attempts", attempts);
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

/// The status of an error that the API answered with, as OpenTelemetry wants it, or the class of the failure.
fn error_type(failure: &Failure) -> Cow<'static, str> {
    let class = match failure.kind {
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Connect => "connect",
        ErrorKind::Timeout => "timeout",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Transport => "transport",
        ErrorKind::Api => "api",
        ErrorKind::UnexpectedResponse => "unexpected_response",
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
    fn a_warning_counts_what_was_left_out_of_a_response() {
        let client = Client::builder().base_url("http://127.0.0.1");
        let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
        for (left_out, is_told) in
            [(vec!["/a".to_owned(), "/b/0".to_owned()], true), (vec![], false)]
        {
            let lines = Lines::default();
            let writer = lines.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_ansi(false)
                .with_writer(move || writer.clone())
                .finish();
            tracing::subscriber::with_default(subscriber, || {
                let span = CallSpan::start(&Operation::UNKNOWN, &Method::GET, &client.inner);
                let (status, headers) = (StatusCode::OK, HeaderMap::new());
                span.end(Ok(&Response { status, headers, attempts: 1, value: (), left_out }));
            });
            let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
            assert_eq!(
                text.contains(" WARN ") && text.contains("argyle.left_out=2"),
                is_told && IS_ON,
                "{text}"
            );
            assert!(!text.contains("/b/0"), "{text}");
        }
    }
}
