//! The error of every operation.

mod api;
mod cause;
mod failure;
pub(crate) mod head;

use std::fmt::{self, Write as _};
use std::time::Duration;

use reqwest::StatusCode;

use crate::redaction::KnownSecrets;
use crate::retry::{GiveUp, RetrySafety};
use api::without_stop;
use failure::Rounded;

pub use api::ApiError;
#[cfg(any(test, fuzzing))]
pub(crate) use api::BODY_LIMIT;
pub(crate) use api::READ_LIMIT;
pub(crate) use cause::{Cause, write_causes};
pub(crate) use failure::{Failure, RUNTIME_REMEDY};

/// Why a call failed.
///
/// Every operation returns this type. [`kind`](Self::kind) tells the classes apart.
///
/// `Display` states what failed and why, in one line; `source()` returns the causes. `{:#}` prints both in one line, which
/// suits a log. The API secret and tokens never appear in any of them, nor in `Debug`. Causes are redacted texts, so there
/// is no type to downcast to.
///
/// ```
/// use argyle_user_tokens::{Error, ErrorKind};
///
/// fn explain(error: &Error) -> &'static str {
///     match error.kind() {
///         // First, because a 503 has the kind `Api` too.
///         _ if error.is_retryable() => "try again later",
///         _ if error.is_unauthorized() => "check the keys and their environment",
///         ErrorKind::Api => "Argyle refused the request",
///         _ => "see the log",
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Error(Box<Details>);

#[derive(Debug)]
struct Details {
    /// Empty while the operation is unknown.
    operation: &'static str,
    attempts: u32,
    repeatable: bool,
    /// True if the server may have seen an attempt before the last one.
    seen_before: bool,
    give_up: GiveUp,
    failure: Failure,
}

/// The classes of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value is missing or cannot be sent. The request was not sent.
    InvalidRequest,
    /// No connection to the server could be made.
    Connect,
    /// A time limit passed: connecting, an attempt, or the deadline of the call.
    Timeout,
    /// Waiting for the client-side rate limit,
    /// [`max_requests_per_second`](crate::ClientBuilder::max_requests_per_second), would exceed the deadline. The request was
    /// not sent. [`Error::retry_after`] returns the wait. Argyle's own 429 has the kind [`Api`](Self::Api).
    RateLimited,
    /// The connection broke before the response was complete, or did not carry HTTP; or an HTTP/2 server did not process the
    /// request.
    Transport,
    /// Argyle answered with an error, 4xx or 5xx. [`Error::api`] returns it.
    Api,
    /// The response is not as documented: no token, a redirect, or too long.
    UnexpectedResponse,
    /// The call was polled outside of a Tokio runtime. [`Error::maybe_sent`] is `false` if that was before its first
    /// attempt; otherwise the call left its runtime later, and its response was discarded.
    NoRuntime,
}

impl Error {
    pub(crate) fn new(
        operation: &'static str,
        attempts: u32,
        repeatable: bool,
        failure: Failure,
    ) -> Self {
        Self(Box::new(Details {
            operation,
            attempts,
            repeatable,
            seen_before: false,
            give_up: GiveUp::Final,
            failure,
        }))
    }

    /// Sets the reason for the end of the call, and whether the server may have seen an earlier attempt.
    pub(crate) fn ending(mut self, give_up: GiveUp, seen_before: bool) -> Self {
        self.0.give_up = give_up;
        self.0.seen_before = seen_before;
        self
    }

    /// A value of a builder is missing or does not convert.
    pub(crate) fn invalid_request(problem: impl AsRef<str>) -> Self {
        Self::new("", 0, false, Failure::invalid_request(problem.as_ref()))
    }

    /// The builder of the type `name` cannot build a value.
    pub(crate) fn incomplete(name: &str, problem: &impl fmt::Display) -> Self {
        let text = format!("`{name}` cannot be built: {problem}");
        Self::new("", 0, false, Failure::new(ErrorKind::InvalidRequest, RetrySafety::Never, text))
    }

    /// The values do not make up a valid request.
    pub(crate) fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        let cause = Cause::redact(&error, &KnownSecrets::default());
        Self::new("", 0, false, Failure::unsendable(cause))
    }

    /// Sets the operation whose request cannot be made.
    pub(crate) fn name_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// Returns the failure, for telemetry.
    pub(crate) fn failure(&self) -> &Failure {
        &self.0.failure
    }

    /// Returns the class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.failure.kind
    }

    /// Returns Argyle's error response, if the kind is [`ErrorKind::Api`].
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.failure.api.as_deref()
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        Some(self.0.failure.head()?.status)
    }

    /// Number of attempts, including failed connections. It is 0 if nothing was sent, such as for
    /// [`ErrorKind::InvalidRequest`] and [`ErrorKind::RateLimited`].
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns `true` if the same call may succeed later, and does no harm even if Argyle acted on the first request.
    /// The client has already made the attempts of its [`RetryPolicy`](crate::RetryPolicy).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.failure.safety.allows(self.0.repeatable)
    }

    /// Returns `true` if a time limit passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns `true` if Argyle refused the credentials (401). An API key belongs to one environment; the message names the
    /// environment of this client.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns true if the API answered that there is no such thing (404). A base URL with a wrong path gets the same status.
    ///
    /// ```
    /// use argyle_user_tokens::Error;
    ///
    /// /// None for a thing that does not exist.
    /// fn existing<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    ///     match result {
    ///         Err(error) if error.is_not_found() => Ok(None),
    ///         result => result.map(Some),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns `true` if Argyle answered 429, or if the client-side rate limit refused the call
    /// ([`ErrorKind::RateLimited`]).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let status = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        status || self.kind() == ErrorKind::RateLimited
    }

    /// Returns the wait that the response asks for (`Retry-After`, in seconds or as a date), counted from the arrival of its
    /// head. A date is compared with the `Date` of the response, or with this machine's clock if there is none. For
    /// [`ErrorKind::RateLimited`], returns the wait for a slot.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.failure.retry_after()
    }

    /// Returns the id that Argyle's support asks for (`X-Trace-Id`).
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.failure.head()?.trace_id.as_deref()
    }

    /// Returns `false` if the server cannot have seen the request at any attempt.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.0.seen_before || self.0.failure.maybe_sent()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { operation, attempts, give_up, failure, .. } = &*self.0;
        let mut rest = String::new();
        match attempts {
            0 => {}
            1 if !matches!(give_up, GiveUp::Wait(_) | GiveUp::Budget) => {}
            1 => rest.push_str("; after 1 attempt"),
            attempts => write!(rest, "; after {attempts} attempts")?,
        }
        match give_up {
            GiveUp::Wait(wait) => {
                let wait = Rounded(*wait);
                write!(rest, "; the next attempt would be in {wait}, which exceeds the deadline")?;
            }
            GiveUp::Deadline => {
                rest.push_str("; the deadline leaves no time for another attempt");
            }
            GiveUp::Budget => rest.push_str("; not repeated: the retry budget is spent"),
            GiveUp::Final => {}
        }
        let colon = if operation.is_empty() { "" } else { ": " };
        write!(f, "{operation}{colon}")?;
        let text = &*failure.text;
        f.write_str(if rest.is_empty() { text } else { without_stop(text) })?;
        f.write_str(&rest)?;
        if f.alternate() { write_causes(f, self) } else { Ok(()) }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.failure.cause.as_ref()?.outer()
    }
}
