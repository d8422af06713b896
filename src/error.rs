//! The one error of every operation, which says what failed and never repeats a secret.

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
/// It is one small type for every operation. [`kind`](Self::kind) tells the classes apart, the other
/// methods answer the questions that programs ask. `Display` says in one line what failed and why, and `source()`
/// leads to what other libraries said around that reason; `{:#}` prints both, cause after cause, still in one line,
/// which is what a log wants.
/// None of them, nor `Debug`, holds the API secret or a token.
/// Causes are texts of what other libraries said, redacted like everything that a server may have sent; there is
/// nothing to downcast to.
///
/// ```
/// use argyle_user_tokens::{Error, ErrorKind};
///
/// fn explain(error: &Error) -> &'static str {
///     match error.kind() {
///         // First of all: an outage of Argyle's, a 503, is of the kind `Api` too.
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
    /// Empty where the operation is not known yet.
    operation: &'static str,
    attempts: u32,
    repeatable: bool,
    /// Whether the server may have seen an attempt before the last one.
    seen_before: bool,
    give_up: GiveUp,
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
    /// The request was not sent: under the ceiling of
    /// [`max_requests_per_second`](crate::ClientBuilder::max_requests_per_second) its place would have come too
    /// late for the deadline. [`Error::retry_after`] has the wait. Argyle's own 429 is of the kind
    /// [`Api`](Self::Api).
    RateLimited,
    /// The connection broke, or carried no HTTP, before the response was complete; or an HTTP/2 server ended the
    /// request without processing it.
    Transport,
    /// The API answered with an error, 4xx or 5xx; [`Error::api`] has it.
    Api,
    /// The API answered with something that its document does not describe.
    UnexpectedResponse,
    /// The call was polled outside of a Tokio runtime. [`Error::maybe_sent`] is `false` if that was before its first
    /// attempt; otherwise the call left its runtime later, and its response was given up.
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

    /// Why there is no further attempt, and whether one before the last may have arrived.
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

    /// The values make up no request that could be sent.
    pub(crate) fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        let cause = Cause::redact(&error, &KnownSecrets::default());
        Self::new("", 0, false, Failure::unsendable(cause))
    }

    /// Sets the operation whose request cannot be made.
    pub(crate) fn name_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// What happened, for telemetry.
    pub(crate) fn failure(&self) -> &Failure {
        &self.0.failure
    }

    /// The class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.failure.kind
    }

    /// What the API said, if it answered with an error.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.failure.api.as_deref()
    }

    /// The status of the response, if there was one.
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

    /// Whether the same call may succeed later and does no harm if the first request arrived after all.
    /// The client has tried as far as its [`RetryPolicy`](crate::RetryPolicy) goes.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.failure.safety.allows(self.0.repeatable)
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

    /// Whether the API answered that there is no such thing (404). A base URL with a wrong path gets the same status.
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

    /// Whether there were too many requests: the API answered 429, or the client's own ceiling refused the
    /// call ([`ErrorKind::RateLimited`]).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let status = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        status || self.kind() == ErrorKind::RateLimited
    }

    /// How long the response asks to wait (`Retry-After`, in seconds or as a date), counted from the arrival
    /// of its head; or, of [`ErrorKind::RateLimited`], how long the wait for a place would have been. A date is
    /// compared with the `Date` of the response, and with the clock of this machine if there is none.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.failure.retry_after()
    }

    /// The id that Argyle's support asks for (`X-Trace-Id`).
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.failure.head()?.trace_id.as_deref()
    }

    /// Whether the server may have seen the request, at any attempt; `false` is a promise that it has not.
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
                write!(rest, "; the next one would be in {wait}, which is too late for this call")?;
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
