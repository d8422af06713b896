//! The one error of every operation, which says what failed and never repeats a secret.

mod api;
mod display;
mod failure;

use std::time::Duration;

use reqwest::StatusCode;

pub use api::ApiError;
pub(crate) use api::BODY_LIMIT;
pub(crate) use failure::{Failure, Mismatch, TimeLimit, Unexpected};

/// Why a call failed.
///
/// It is one small type for every operation. [`kind`](Self::kind) tells the classes apart, the other
/// methods answer the questions that programs ask. `Display` says what failed in one line, `source()`
/// leads to the cause, and neither they nor `Debug` hold the API secret or a token.
///
/// ```
/// use argyle_user_tokens::{Error, ErrorKind};
///
/// fn explain(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::Api if error.is_unauthorized() => "check the keys and their environment",
///         ErrorKind::Api => "Argyle refused the request",
///         _ if error.is_retryable() => "try again later",
///         _ => "see the log",
///     }
/// }
/// ```
pub struct Error(Box<Details>);

pub(crate) struct Details {
    operation: Option<&'static str>,
    attempts: u32,
    repeatable: bool,
    failure: Failure,
}

/// The classes of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was not sent, because a value is missing or cannot be sent.
    InvalidRequest,
    /// No connection could be made.
    Connect,
    /// A time limit passed: that of connecting, of an attempt, or the deadline of the whole call.
    Timeout,
    /// The connection broke before the response was complete.
    Transport,
    /// The API answered with an error, 4xx or 5xx; [`Error::api`] has it.
    Api,
    /// The API answered with something that its document does not describe.
    UnexpectedResponse,
}

impl Error {
    pub(crate) fn new(
        operation: &'static str,
        attempts: u32,
        repeatable: bool,
        failure: Failure,
    ) -> Self {
        Self(Box::new(Details { operation: Some(operation), attempts, repeatable, failure }))
    }

    /// A value of a builder is missing or does not convert.
    pub(crate) fn invalid_request(problem: String) -> Self {
        Self::unsent(Failure::InvalidRequest(problem))
    }

    /// The values make up no request that could be sent.
    pub(crate) fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::unsent(Failure::Unsendable(Box::new(error)))
    }

    fn unsent(failure: Failure) -> Self {
        Self(Box::new(Details { operation: None, attempts: 0, repeatable: false, failure }))
    }

    /// The class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.failure.kind()
    }

    /// What the API said, if it answered with an error.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.failure {
            Failure::Api { api, .. } => Some(api),
            _ => None,
        }
    }

    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        Some(self.0.failure.head()?.status)
    }

    /// How often the request was sent, or was tried to be; 0 for [`ErrorKind::InvalidRequest`].
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call may succeed later and does no harm if the first request arrived after all.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.failure.repeat() {
            failure::Repeat::Always => true,
            failure::Repeat::IfHarmless => self.0.repeatable,
            failure::Repeat::Never => false,
        }
    }

    /// Whether a time limit passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the API refused the credentials (401). They belong to one environment; the message names
    /// the one that this client talks to.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether there were too many requests (429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long the response asks to wait (`Retry-After`, in seconds or as a date), counted from its
    /// arrival.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.failure.head()?.retry_after
    }

    /// The id that Argyle's support asks for (`X-Trace-Id`).
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.failure.head()?.trace_id.as_deref()
    }

    /// Whether the server may have seen the request; `false` is a promise that it has not.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.0.failure.maybe_sent()
    }
}
