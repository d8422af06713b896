//! Telemetry: a span for every call and an event for every attempt, which hold no body and no header.
//!
//! Attributes have the names that OpenTelemetry gives them for HTTP clients. `url.full` is not among them:
//! a path names users, and people's ids belong into no telemetry that nobody asked for.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::Request;
use tracing::field::Empty;
use tracing::{Instrument as _, Span, debug, info_span};

use super::Operation;
use super::head::Head;
use super::response::Response;
use crate::Error;
use crate::error::{ErrorKind, Failure};

/// The span of a call.
pub(super) struct Call(Span);

impl Call {
    pub(super) fn start(operation: Operation, request: &Request) -> Self {
        let url = request.url();
        Self(info_span!(
            "argyle.call",
            otel.name = operation.name,
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = request.method().as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            server.address = url.host_str().unwrap_or_default(),
            server.port = url.port_or_known_default(),
            error.type = Empty,
            argyle.operation = operation.name,
            argyle.attempts = Empty,
            argyle.trace_id = Empty,
        ))
    }

    /// Runs the call in its span, so that what the HTTP client says belongs to it too.
    pub(super) fn within<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call.instrument(self.0.clone())
    }

    /// Tells how an attempt went, and how long the wait is before the next one, if there is one.
    pub(super) fn attempt(
        &self,
        number: u32,
        outcome: Result<&Head, &Failure>,
        wait: Option<Duration>,
    ) {
        let head = match outcome {
            Ok(head) => Some(head),
            Err(failure) => failure.head(),
        };
        let error = outcome.err().map(error_type);
        let wait = wait.map(|wait| wait.as_secs_f64());
        debug!(
            parent: &self.0,
            argyle.attempt = number,
            http.response.status_code = head.map(|head| head.status.as_u16()),
            error.type = error.as_deref(),
            argyle.wait_seconds = wait,
            argyle.trace_id = head.and_then(|head| head.trace_id.as_deref()),
            "{}",
            if wait.is_some() { "the attempt failed, another follows" } else { "the last attempt" },
        );
    }

    /// Records how the call ended.
    pub(super) fn end<T>(&self, result: &Result<Response<T>, Error>) {
        let (attempts, status, trace_id) = match result {
            Ok(response) => {
                let head = &response.head;
                (response.attempts, Some(head.status), head.trace_id.as_deref())
            }
            Err(error) => (error.attempts(), error.status(), error.trace_id()),
        };
        self.0.record("argyle.attempts", attempts);
        self.0.record("argyle.trace_id", trace_id);
        self.0.record("http.response.status_code", status.map(|status| status.as_u16()));
        if attempts > 1 {
            self.0.record("http.request.resend_count", attempts - 1);
        }
        if let Err(error) = result {
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", &*error_type(error.failure()));
        }
    }
}

/// The status of an error that the API answered with, as OpenTelemetry wants it, or the class of the failure.
fn error_type(failure: &Failure) -> Cow<'static, str> {
    match failure {
        Failure::Api { api, .. } => Cow::Owned(api.status().as_str().to_owned()),
        failure => Cow::Borrowed(name(failure.kind())),
    }
}

fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Connect => "connect",
        ErrorKind::Timeout => "timeout",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Transport => "transport",
        ErrorKind::Api => "api",
        ErrorKind::UnexpectedResponse => "unexpected_response",
    }
}
