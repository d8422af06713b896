//! The ways in which a call fails, and what each means for sending it again.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::error::Category;

use super::{ApiError, ErrorKind};
use crate::transport::head::Head;

/// A cause of another library.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// What happened.
#[derive(Debug)]
pub(crate) enum Failure {
    InvalidRequest(String),
    Unsendable(Source),
    NoRuntime,
    #[cfg(feature = "blocking")]
    InsideRuntime,
    Connect {
        error: reqwest::Error,
        to: String,
    },
    Timeout(TimeLimit),
    Transport(reqwest::Error),
    Api {
        api: ApiError,
        talks_to: String,
    },
    Unexpected(Head, Unexpected),
}

/// The limit that passed.
#[derive(Debug)]
pub(crate) enum TimeLimit {
    Connect(reqwest::Error),
    Attempt(Duration),
    Deadline(Duration),
    /// The deadline, while the request waited for its turn; with what is left of a `Retry-After` that an
    /// earlier response asked for, if that is what it waited for.
    Turn {
        deadline: Duration,
        wait: Option<Duration>,
    },
    /// A limit that the program set with `configure_http`.
    HttpClient(reqwest::Error),
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

/// Whether a request may be sent again after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// The server did nothing with it.
    Always,
    /// The server may have acted on it.
    IfHarmless,
    /// It would fail again.
    Never,
}

/// Why a failure is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It would fail again, might do harm, or cannot be sent again.
    Final,
    /// There were as many attempts as the policy allows.
    Attempts,
    /// The wait before the next attempt is longer than the call may take.
    Wait(Duration),
    /// The retry budget is spent.
    Budget,
}

impl Failure {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::InvalidRequest(_) | Self::Unsendable(_) | Self::NoRuntime => {
                ErrorKind::InvalidRequest
            }
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => ErrorKind::InvalidRequest,
            Self::Connect { .. } => ErrorKind::Connect,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Api { .. } => ErrorKind::Api,
            Self::Unexpected(..) => ErrorKind::UnexpectedResponse,
        }
    }

    pub(crate) fn head(&self) -> Option<&Head> {
        match self {
            Self::Api { api, .. } => Some(api.head()),
            Self::Unexpected(head, _) => Some(head),
            _ => None,
        }
    }

    /// What the response asks to wait, or an earlier one of this client did.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Timeout(TimeLimit::Turn { wait, .. }) => *wait,
            _ => self.head()?.retry_after,
        }
    }

    pub(crate) fn is_rate_limited(&self) -> bool {
        match self {
            Self::Timeout(TimeLimit::Turn { wait, .. }) => wait.is_some(),
            _ => self.head().is_some_and(|head| head.status == StatusCode::TOO_MANY_REQUESTS),
        }
    }

    pub(crate) fn repeat(&self) -> Repeat {
        match self {
            Self::Connect { .. }
            | Self::Timeout(TimeLimit::Connect(_) | TimeLimit::Turn { .. }) => Repeat::Always,
            Self::Timeout(_) | Self::Transport(_) => Repeat::IfHarmless,
            Self::Api { api, .. } => match api.status() {
                StatusCode::TOO_MANY_REQUESTS => Repeat::Always,
                StatusCode::REQUEST_TIMEOUT => Repeat::IfHarmless,
                status if status.is_server_error() => Repeat::IfHarmless,
                _ => Repeat::Never,
            },
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => Repeat::Never,
            Self::InvalidRequest(_)
            | Self::Unsendable(_)
            | Self::NoRuntime
            | Self::Unexpected(..) => Repeat::Never,
        }
    }

    pub(crate) fn maybe_sent(&self) -> bool {
        match self {
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => false,
            Self::InvalidRequest(_)
            | Self::Unsendable(_)
            | Self::NoRuntime
            | Self::Connect { .. }
            | Self::Timeout(TimeLimit::Connect(_) | TimeLimit::Turn { .. }) => false,
            Self::Timeout(_) | Self::Transport(_) | Self::Api { .. } | Self::Unexpected(..) => true,
        }
    }
}
