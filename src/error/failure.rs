//! The ways in which a call fails. Each has a constructor with its kind, its text, and whether a repeat is safe.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::error::Category;

use super::api::{ApiError, without_stop};
use super::cause::Cause;
use super::head::Head;
use super::{ErrorKind, Rounded};
use crate::retry::decision::RetrySafety;

/// What to do where a connection and its calls are of different runtimes.
const RUNTIME_REMEDY: &str = "make all calls of a client in one runtime that keeps running, or use `blocking::Client`, \
                              and build a new client in a forked process";

/// What failed, and what is known of it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) safety: RetrySafety,
    /// What failed and why.
    pub(super) text: String,
    /// What another library says about it.
    pub(super) cause: Option<Cause>,
    pub(super) api: Option<Box<ApiError>>,
    /// The head of a response that is no error of the API.
    head: Option<Box<Head>>,
    /// How long the wait for a place under the ceiling would be.
    wait: Option<Duration>,
}

impl Failure {
    fn new(kind: ErrorKind, safety: RetrySafety, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, safety, text, cause: None, api: None, head: None, wait: None }
    }

    fn caused_by(mut self, cause: Cause) -> Self {
        let reason = cause.reason();
        // A refused tunnel says less than what is known of the proxy.
        if !reason.starts_with("tunnel error: ") {
            self.text.extend([": ", reason]);
        }
        self.cause = Some(cause);
        self
    }

    /// No request can be made of what was given.
    pub(crate) fn invalid_request(problem: &str) -> Self {
        let text = format!("the request was not sent: {problem}");
        Self::new(ErrorKind::InvalidRequest, RetrySafety::Never, text)
    }

    /// The HTTP client cannot build the request.
    pub(crate) fn unsendable(cause: Cause) -> Self {
        Self::invalid_request("it could not be built").caused_by(cause)
    }

    /// The call started outside of every Tokio runtime.
    pub(crate) fn no_runtime() -> Self {
        Self::invalid_request("there is no Tokio runtime here")
    }

    /// An attempt was polled outside of every Tokio runtime.
    pub(crate) fn left_runtime() -> Self {
        let text = "the response was given up: the call was polled where there is no Tokio runtime";
        Self::new(ErrorKind::Transport, RetrySafety::Never, text)
    }

    pub(crate) fn connect(to: &str, cause: Cause) -> Self {
        let text = format!("no connection could be made to {to}");
        Self::new(ErrorKind::Connect, RetrySafety::Always, text).caused_by(cause)
    }

    pub(crate) fn connect_timeout(to: &str, cause: Cause) -> Self {
        let text = format!("no connection was made to {to} within the connect timeout");
        Self::new(ErrorKind::Timeout, RetrySafety::Always, text).caused_by(cause)
    }

    pub(crate) fn attempt_timeout(limit: Duration) -> Self {
        Self::timeout(format!("no response within the attempt timeout of {}", Rounded(limit)))
    }

    pub(crate) fn deadline(limit: Duration) -> Self {
        Self::timeout(format!("no response within the deadline of {} for the call", Rounded(limit)))
    }

    /// A limit passed that the program set with `configure_http`.
    pub(crate) fn http_client_timeout(cause: Cause) -> Self {
        let text = "no response within the timeout that `configure_http` set";
        Self::timeout(text.to_owned()).caused_by(cause)
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

    /// The place under the client's own ceiling comes too late.
    pub(crate) fn rate_limited(wait: Duration, deadline: Duration) -> Self {
        let text = format!(
            "the request was not sent: under `max_requests_per_second` its place comes in {}, too late for the \
             deadline of {}",
            Rounded(wait),
            Rounded(deadline)
        );
        let failure = Self::new(ErrorKind::RateLimited, RetrySafety::Always, text);
        Self { wait: Some(wait), ..failure }
    }

    pub(crate) fn transport(cause: Cause) -> Self {
        let text = "the connection broke, or carried no HTTP, before the response was complete";
        Self::new(ErrorKind::Transport, RetrySafety::IfIdempotent, text).caused_by(cause)
    }

    pub(crate) fn unprocessed(cause: Cause) -> Self {
        let text = "the server ended the request without processing it";
        Self::new(ErrorKind::Transport, RetrySafety::Always, text).caused_by(cause)
    }

    /// The connection ended with the Tokio runtime that opened it.
    pub(crate) fn runtime_ended(cause: Cause) -> Self {
        let text = format!(
            "the Tokio runtime that opened the connection ended before the response was complete; {RUNTIME_REMEDY}"
        );
        Self::new(ErrorKind::Transport, RetrySafety::IfIdempotent, text).caused_by(cause)
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

    /// The response is not one that the document describes.
    pub(crate) fn unexpected(head: Head, unexpected: &Unexpected) -> Self {
        let text = format!(
            "the response is not one that the API documents: {}{}{}",
            head.status_name(),
            unexpected.describe(&head),
            head.trace_note()
        );
        let failure = Self::new(ErrorKind::UnexpectedResponse, RetrySafety::Never, text);
        Self { head: Some(Box::new(head)), ..failure }
    }

    pub(crate) fn head(&self) -> Option<&Head> {
        self.api.as_deref().map(ApiError::head).or(self.head.as_deref())
    }

    /// What the response asks to wait, or how long the wait for a place is.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.wait.or_else(|| self.head()?.retry_after)
    }

    /// Whether the server may have seen the request.
    pub(crate) fn maybe_sent(&self) -> bool {
        let unseen = self.kind == ErrorKind::InvalidRequest || self.safety == RetrySafety::Always;
        self.head().is_some() || !unseen
    }
}

/// Why a response is not one that the document describes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unexpected {
    /// Neither a success nor an error, such as a redirect.
    Status,
    /// The body is longer than the limit.
    TooLarge { limit: usize },
    /// The body does not decode. Serde's own message quotes values, and a value may be a token, so it is not kept.
    Body { line: usize, column: usize, problem: &'static str },
    /// A field that the caller asked for is not there.
    MissingField(&'static str),
    /// The address of the next page of a list cannot be followed, because of this.
    #[cfg(any(test, argyle_spec = "list_pages"))]
    NextPage(&'static str),
}

impl Unexpected {
    /// What serde says of a body that does not decode.
    pub(crate) fn body(error: &serde_json::Error, is_empty: bool) -> Self {
        let problem = match error.classify() {
            _ if is_empty => "the body is empty",
            Category::Syntax | Category::Io => "the body is not JSON",
            Category::Eof => "the body ends too early",
            Category::Data => "a value is missing, empty or of another type than documented",
        };
        Self::Body { line: error.line(), column: error.column(), problem }
    }

    /// What is said behind the status.
    fn describe(self, head: &Head) -> String {
        let is_redirect = head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED;
        match self {
            Self::Status if is_redirect => ", a redirect, and none is followed".to_owned(),
            Self::Status => String::new(),
            Self::TooLarge { limit } => {
                format!(" with more than {limit} bytes (`max_response_bytes`)")
            }
            Self::Body { line, column, problem } => format!(
                ", whose body of {} differs at line {line} column {column}: {problem}",
                head.media_type()
            ),
            Self::MissingField(field) => format!(" without the field `{field}`"),
            #[cfg(any(test, argyle_spec = "list_pages"))]
            Self::NextPage(problem) => format!(", whose `next` {problem}"),
        }
    }
}
