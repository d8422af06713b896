//! What an error says: one layer in `Display`, causes in `source()`, and no secret anywhere.

use std::fmt::{self, Write as _};

use reqwest::StatusCode;

use super::failure::{Failure, TimeLimit, Unexpected};
use super::{ApiError, Cause, Error};
use crate::causes::write_causes;
use crate::error::head::Head;
use crate::redaction::cut;
use crate::retry::decision::GiveUp;
use crate::rounded::Rounded;

/// How much of what the API says goes into a message, in bytes: enough for a log; the error has all of it.
const SUMMARY_LIMIT: usize = 1024;

/// What to do where a connection and its calls are of different runtimes.
const RUNTIME_REMEDY: &str = "; make all calls of a client in one runtime that keeps running, or use \
                              `blocking::Client`, and build a new client in a forked process";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = self.0.operation.map_or_else(String::new, |name| format!("{name}: "));
        self.describe(&mut line)?;
        // What a refused tunnel says is less than what is known of the proxy.
        let reason = self.0.failure.cause().map(Cause::reason);
        if let Some(reason) = reason.filter(|reason| !reason.starts_with("tunnel error: ")) {
            write!(line, ": {reason}")?;
        }
        let mut rest = String::new();
        if matches!(
            self.0.failure,
            Failure::RuntimeEnded(_) | Failure::Timeout(TimeLimit::NotDriven(_))
        ) {
            rest.push_str(RUNTIME_REMEDY);
        }
        match self.0.attempts {
            1 if !matches!(self.0.give_up, GiveUp::Wait(_) | GiveUp::Budget) => {}
            0 => {}
            1 => rest.push_str("; after 1 attempt"),
            attempts => write!(rest, "; after {attempts} attempts")?,
        }
        match self.0.give_up {
            GiveUp::Wait(wait) => {
                let wait = Rounded(wait);
                write!(rest, "; the next one would be in {wait}, which is too late for this call")?;
            }
            GiveUp::Deadline
                if !matches!(self.0.failure, Failure::Timeout(TimeLimit::Deadline(_))) =>
            {
                rest.push_str("; the deadline leaves no time for another attempt");
            }
            GiveUp::Budget => rest.push_str("; not repeated: the retry budget is spent"),
            GiveUp::Deadline | GiveUp::Final | GiveUp::Attempts => {}
        }
        f.write_str(if rest.is_empty() { &line } else { without_stop(&line) })?;
        f.write_str(&rest)?;
        if f.alternate() { write_causes(f, self) } else { Ok(()) }
    }
}

/// A sentence that goes on behind this, without the punctuation at its end.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ',', ';', ':', '。', '।', '۔', '．'])
}

impl Error {
    /// What failed, without what was tried.
    fn describe(&self, f: &mut String) -> fmt::Result {
        match &self.0.failure {
            Failure::InvalidRequest(problem) => write!(f, "the request was not sent: {problem}"),
            Failure::Unsendable(_) => {
                f.write_str("the request was not sent: it could not be built")
            }
            Failure::NoRuntime => {
                f.write_str("the request was not sent: there is no Tokio runtime here")
            }
            Failure::LeftRuntime => f.write_str(
                "the response was given up: the call was polled where there is no Tokio runtime",
            ),
            Failure::Connect { to, .. } => write!(f, "no connection could be made to {to}"),
            Failure::Timeout(limit) => write!(f, "{limit}"),
            Failure::RateLimited { wait, deadline } => write!(
                f,
                "the request was not sent: under `max_requests_per_second` its place comes in {}, \
                 too late for the deadline of {}",
                Rounded(*wait),
                Rounded(*deadline)
            ),
            Failure::Transport(_) => f.write_str(
                "the connection broke, or carried no HTTP, before the response was complete",
            ),
            Failure::Unprocessed(_) => {
                f.write_str("the server ended the request without processing it")
            }
            Failure::RuntimeEnded(_) => f.write_str(
                "the Tokio runtime that opened the connection ended before the response was complete",
            ),
            Failure::Api { api, talks_to } if self.is_unauthorized() => write!(
                f,
                "{}; API keys belong to one environment, and this client talks to {talks_to}",
                without_stop(&api.to_string())
            ),
            Failure::Api { api, .. } => write!(f, "{api}"),
            Failure::Unexpected(head, unexpected) => unexpected.describe(f, head),
        }
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect { to, .. } => {
                write!(f, "no connection was made to {to} within the connect timeout")
            }
            Self::Attempt(limit) => {
                write!(f, "no response within the attempt timeout of {}", Rounded(*limit))
            }
            Self::Deadline(limit) => {
                write!(f, "no response within the deadline of {} for the call", Rounded(*limit))
            }
            Self::Unsent(limit) => {
                write!(
                    f,
                    "the request was not sent within the deadline of {} for the call",
                    Rounded(*limit)
                )
            }
            Self::HttpClient(_) => {
                f.write_str("no response within the timeout that `configure_http` set")
            }
            Self::NotDriven(elapsed) => write!(
                f,
                "no response within {}: the Tokio runtime that opened the connection is not running",
                Rounded(*elapsed)
            ),
        }
    }
}

impl Unexpected {
    fn describe(&self, f: &mut String, head: &Head) -> fmt::Result {
        write!(f, "the response is not one that the API documents: {}", named(head.status))?;
        match self {
            Self::Status
                if head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED =>
            {
                f.write_str(", a redirect, and none is followed")?;
            }
            Self::Status => {}
            Self::TooLarge { limit } => {
                write!(f, " with more than {limit} bytes (`max_response_bytes`)")?;
            }
            Self::Body(mismatch) => {
                write!(
                    f,
                    ", whose body of {} differs at line {} column {}",
                    media_type(head),
                    mismatch.line,
                    mismatch.column
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

/// A status with its name, if it has one.
fn named(status: StatusCode) -> String {
    let name = status.canonical_reason().map(|name| format!(" {name}")).unwrap_or_default();
    format!("{}{name}", status.as_str())
}

fn media_type(head: &Head) -> &str {
    head.media_type.as_deref().unwrap_or("an unnamed type")
}

impl ApiError {
    /// The message and the fields in one line, which ends in an ellipsis where there is more.
    fn summary(&self) -> String {
        let mut summary = self.message().unwrap_or_default().to_owned();
        for (field, messages) in self.fields() {
            let separator = if summary.is_empty() { "" } else { "; " };
            summary.truncate(without_stop(&summary).len());
            summary.extend([separator, field, ":"]);
            summary.extend(messages.iter().flat_map(|message| [" ", message]));
            if summary.len() > SUMMARY_LIMIT {
                break;
            }
        }
        if summary.len() > SUMMARY_LIMIT {
            summary.truncate(cut(&summary, SUMMARY_LIMIT).len());
            summary.push('…');
        }
        summary
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Argyle answered {}", named(self.status()))?;
        let summary = self.summary();
        match (summary.is_empty(), self.left_out()) {
            (false, false) => write!(f, ": {summary}")?,
            (false, true) => write!(f, ": {}, and more", without_stop(&summary))?,
            (true, _) if self.body().is_empty() => {}
            (true, left_out) => {
                let part = if left_out { "the start of a body" } else { "a body" };
                let media_type = media_type(self.head());
                write!(f, " with {part} of {media_type}, which is in `ApiError::body`")?;
            }
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
            Failure::Unexpected(_, Unexpected::Body(mismatch)) => Some(mismatch),
            failure => failure.cause()?.outer(),
        }
    }
}
