//! What an error says: one layer in `Display`, causes in `source()`, and no secret anywhere.

use std::fmt;

use super::failure::{Failure, TimeLimit, Unexpected};
use super::{ApiError, Error};
use crate::causes::write_causes;
use crate::error::head::Head;
use crate::retry::decision::GiveUp;

/// What to do where a connection and its calls are of different runtimes.
const RUNTIME_REMEDY: &str = "make all calls of a client in one runtime that keeps running, or use \
                              `blocking::Client`, and build a new client in a forked process";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        self.describe(f)?;
        match self.0.attempts {
            0 | 1 => {}
            attempts => write!(f, "; this was attempt {attempts}")?,
        }
        match self.0.give_up {
            GiveUp::Final | GiveUp::Attempts => {}
            GiveUp::Wait(wait) => {
                write!(f, "; the next one would be in {wait:?}, which is too late for this call")?;
            }
            GiveUp::Budget => f.write_str("; not repeated: the retry budget is spent")?,
        }
        if f.alternate() { write_causes(f, self) } else { Ok(()) }
    }
}

impl Error {
    /// What failed, without what was tried.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.failure {
            Failure::InvalidRequest(problem) => write!(f, "the request was not sent: {problem}"),
            Failure::Unsendable(_) => {
                f.write_str("the request was not sent, because no HTTP client could")
            }
            Failure::NoRuntime => {
                f.write_str("the request was not sent: there is no Tokio runtime here")
            }
            Failure::LeftRuntime => f.write_str(
                "the response was given up: the call was polled where there is no Tokio runtime",
            ),
            Failure::Connect { to, .. } => write!(f, "no connection to {to} could be made"),
            Failure::Timeout(limit) => write!(f, "{limit}"),
            Failure::RateLimited { wait, deadline } => write!(
                f,
                "the request was not sent: under `max_requests_per_second` its place comes in {wait:?}, \
                 too late for the deadline of {deadline:?}"
            ),
            Failure::Transport(_) => f.write_str(
                "the connection broke, or carried no HTTP, before the response was complete",
            ),
            Failure::Unprocessed(_) => {
                f.write_str("the server ended the request without processing it")
            }
            Failure::RuntimeEnded(_) => write!(
                f,
                "the Tokio runtime that opened the connection ended before the response was \
                 complete; {RUNTIME_REMEDY}"
            ),
            Failure::Api { api, talks_to } => {
                write!(f, "{api}")?;
                if self.is_unauthorized() {
                    write!(
                        f,
                        "; API keys belong to one environment, and this client talks to {talks_to}"
                    )?;
                }
                Ok(())
            }
            Failure::Unexpected(head, unexpected) => unexpected.describe(f, head),
        }
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(_) => f.write_str("no connection was made within the connect timeout"),
            Self::Attempt(limit) => {
                write!(f, "no response within the attempt timeout of {limit:?}")
            }
            Self::Deadline(limit) => {
                write!(f, "no response within the deadline of {limit:?} for the call")
            }
            Self::Unsent(limit) => {
                write!(f, "the request was not sent within the deadline of {limit:?} for the call")
            }
            Self::HttpClient(_) => {
                f.write_str("no response within the timeout that `configure_http` set")
            }
            Self::NotDriven(elapsed) => write!(
                f,
                "no response within {elapsed:?}: the Tokio runtime that opened the connection is not \
                 running; {RUNTIME_REMEDY}"
            ),
        }
    }
}

impl Unexpected {
    fn describe(&self, f: &mut fmt::Formatter<'_>, head: &Head) -> fmt::Result {
        write!(f, "the response is not one that the API documents: {}", head.status)?;
        match self {
            Self::Status if head.status.is_redirection() => {
                f.write_str(", a redirect, and none is followed")?;
            }
            Self::Status => {}
            Self::TooLarge { limit } => write!(f, " with more than {limit} bytes")?,
            Self::Body(mismatch) => {
                write!(
                    f,
                    ", whose body differs at line {} column {}",
                    mismatch.line, mismatch.column
                )?;
            }
            Self::MissingField(field) => write!(f, " without the field `{field}`")?,
            #[cfg(any(test, argyle_spec = "list_pages"))]
            Self::NextPage(problem) => write!(f, ", whose `next` {problem}")?,
        }
        match &head.trace_id {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Argyle answered {}", self.status())?;
        if !self.summary().is_empty() {
            write!(f, ": {}", self.summary())?;
        }
        if self.left_out() {
            f.write_str(", and more")?;
        }
        match self.trace_id() {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    /// All but the body, which can hold whatever a server or a proxy in front of it prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status())
            .field("message", &self.message())
            .field("fields", &self.fields())
            .field("left_out", &self.left_out())
            .field("trace_id", &self.trace_id())
            .field("retry_after", &self.retry_after())
            .field("body_bytes", &self.body().len())
            .finish()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("operation", &self.0.operation)
            .field("attempts", &self.0.attempts)
            .field("failure", &self.0.failure)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.failure {
            Failure::Unsendable(error)
            | Failure::Connect { error, .. }
            | Failure::Timeout(TimeLimit::Connect(error) | TimeLimit::HttpClient(error))
            | Failure::Transport(error)
            | Failure::Unprocessed(error)
            | Failure::RuntimeEnded(error) => Some(error),
            Failure::Unexpected(_, Unexpected::Body(mismatch)) => Some(mismatch),
            Failure::InvalidRequest(_)
            | Failure::NoRuntime
            | Failure::RateLimited { .. }
            | Failure::LeftRuntime
            | Failure::Timeout(
                TimeLimit::Attempt(_)
                | TimeLimit::Deadline(_)
                | TimeLimit::Unsent(_)
                | TimeLimit::NotDriven(_),
            )
            | Failure::Api { .. }
            | Failure::Unexpected(..) => None,
        }
    }
}
