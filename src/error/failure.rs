//! The ways in which a call fails, and what each means for sending it again.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::error::Category;

use super::{ApiError, Cause, ErrorKind};
use crate::error::head::Head;
use crate::retry::decision::RetrySafety;

/// What happened.
#[derive(Debug)]
pub(crate) enum Failure {
    InvalidRequest(String),
    Unsendable(Cause),
    /// The call started outside of every Tokio runtime.
    NoRuntime,
    /// An attempt was polled outside of every Tokio runtime.
    LeftRuntime,
    Connect {
        error: Cause,
        to: String,
    },
    Timeout(TimeLimit),
    /// The place under the client's own ceiling comes after so much time, which is too late for the deadline.
    RateLimited {
        wait: Duration,
        deadline: Duration,
    },
    Transport(Cause),
    /// The server says that it did not process the request.
    Unprocessed(Cause),
    /// The connection ended with the Tokio runtime that opened it.
    RuntimeEnded(Cause),
    Api {
        api: Box<ApiError>,
        talks_to: String,
    },
    Unexpected(Head, Unexpected),
}

/// The limit that passed.
#[derive(Debug)]
pub(crate) enum TimeLimit {
    Connect {
        error: Cause,
        to: String,
    },
    Attempt(Duration),
    Deadline(Duration),
    /// The deadline, before anything was sent.
    Unsent(Duration),
    /// A limit that the program set with `configure_http`.
    HttpClient(Cause),
    /// The end of an attempt whose connection is driven by no Tokio runtime.
    NotDriven(Duration),
}

/// Why a response is not one that the document describes.
#[derive(Debug)]
pub(crate) enum Unexpected {
    /// Neither a success nor an error, such as a redirect.
    Status,
    /// The body is longer than the limit.
    TooLarge { limit: usize },
    /// The body does not decode.
    Body(Mismatch),
    /// A field that the caller asked for is not there.
    MissingField(&'static str),
    /// The address of the next page of a list cannot be followed, because of this.
    #[cfg(any(test, argyle_spec = "list_pages"))]
    NextPage(&'static str),
}

/// Where and how a body differs from its documented type. Serde's own message quotes values, and a
/// value may be a token, so it is not kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mismatch {
    pub(crate) line: usize,
    pub(crate) column: usize,
    problem: &'static str,
}

impl Mismatch {
    pub(crate) fn of(error: &serde_json::Error, empty: bool) -> Self {
        let problem = match error.classify() {
            _ if empty => "the body is empty",
            Category::Syntax | Category::Io => "the body is not JSON",
            Category::Eof => "the body ends too early",
            Category::Data => "a value is missing, empty or of another type than documented",
        };
        Self { line: error.line(), column: error.column(), problem }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem)
    }
}

impl std::error::Error for Mismatch {}

impl Failure {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::InvalidRequest(_) | Self::Unsendable(_) | Self::NoRuntime => {
                ErrorKind::InvalidRequest
            }
            Self::Connect { .. } => ErrorKind::Connect,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::RateLimited { .. } => ErrorKind::RateLimited,
            Self::Transport(_)
            | Self::Unprocessed(_)
            | Self::RuntimeEnded(_)
            | Self::LeftRuntime => ErrorKind::Transport,
            Self::Api { .. } => ErrorKind::Api,
            Self::Unexpected(..) => ErrorKind::UnexpectedResponse,
        }
    }

    /// What another library says about it.
    pub(super) fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Unsendable(cause)
            | Self::Connect { error: cause, .. }
            | Self::Timeout(
                TimeLimit::Connect { error: cause, .. } | TimeLimit::HttpClient(cause),
            )
            | Self::Transport(cause)
            | Self::Unprocessed(cause)
            | Self::RuntimeEnded(cause) => Some(cause),
            _ => None,
        }
    }

    pub(crate) fn head(&self) -> Option<&Head> {
        match self {
            Self::Api { api, .. } => Some(api.head()),
            Self::Unexpected(head, _) => Some(head),
            _ => None,
        }
    }

    /// What the response asks to wait, or how long the wait for a place is.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { wait, .. } => Some(*wait),
            _ => self.head()?.retry_after,
        }
    }

    pub(crate) fn is_rate_limited(&self) -> bool {
        match self {
            Self::RateLimited { .. } => true,
            _ => self.head().is_some_and(|head| head.status == StatusCode::TOO_MANY_REQUESTS),
        }
    }

    pub(crate) fn retry_safety(&self) -> RetrySafety {
        match self {
            Self::Connect { .. }
            | Self::RateLimited { .. }
            | Self::Unprocessed(_)
            | Self::Timeout(TimeLimit::Connect { .. } | TimeLimit::Unsent(_)) => {
                RetrySafety::Always
            }
            Self::Timeout(_) | Self::Transport(_) | Self::RuntimeEnded(_) => {
                RetrySafety::IfIdempotent
            }
            Self::Api { api, .. } => match api.status() {
                StatusCode::TOO_MANY_REQUESTS => RetrySafety::Always,
                StatusCode::REQUEST_TIMEOUT => RetrySafety::IfIdempotent,
                status if status.is_server_error() => RetrySafety::IfIdempotent,
                _ => RetrySafety::Never,
            },
            Self::InvalidRequest(_)
            | Self::Unsendable(_)
            | Self::NoRuntime
            | Self::LeftRuntime
            | Self::Unexpected(..) => RetrySafety::Never,
        }
    }

    pub(crate) fn maybe_sent(&self) -> bool {
        !matches!(
            self,
            Self::InvalidRequest(_)
                | Self::Unsendable(_)
                | Self::NoRuntime
                | Self::Connect { .. }
                | Self::RateLimited { .. }
                | Self::Unprocessed(_)
                | Self::Timeout(TimeLimit::Connect { .. } | TimeLimit::Unsent(_))
        )
    }
}
