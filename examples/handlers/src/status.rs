//! The table from errors to statuses: the response to a browser that gets no token.

use std::fmt;
use std::time::Duration;

use argyle_user_tokens::reqwest::StatusCode;
use argyle_user_tokens::{Error, ErrorKind};

/// A status, and a sentence for people. Neither contains Argyle's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The status of the response.
    pub status: StatusCode,
    /// The failure, and what a person can do about it.
    pub sentence: &'static str,
    /// The seconds until a retry is useful (`Retry-After`).
    pub retry_after: Option<u64>,
}

impl Problem {
    /// The session is missing or has ended.
    pub const LOGGED_OUT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        sentence: "Please log in, and try again.",
        retry_after: None,
    };
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        // For the log: with causes, and without the API secret and tokens.
        eprintln!("no user token: {error:#}");
        let (status, sentence) = match error.kind() {
            _ if error.is_rate_limited() => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Many people are doing this at the moment. Please try again in a few minutes.",
            ),
            _ if error.is_timeout() => {
                (StatusCode::GATEWAY_TIMEOUT, "This took too long. Please try again.")
            }
            _ if is_outage(&error) => (
                StatusCode::BAD_GATEWAY,
                "Your payroll account cannot be connected at the moment. Please try again in a few minutes.",
            ),
            ErrorKind::UnexpectedResponse => (StatusCode::BAD_GATEWAY, OUR_SIDE),
            // The API key is refused, Argyle rejects this user, or a value cannot be sent.
            _ => (StatusCode::INTERNAL_SERVER_ERROR, OUR_SIDE),
        };
        Self { status, sentence, retry_after: error.retry_after().map(whole_seconds) }
    }
}

/// Argyle fails, or the connection breaks. `is_retryable` alone is false for `new_user`, which is not safe to repeat.
fn is_outage(error: &Error) -> bool {
    error.is_retryable()
        || error.kind() == ErrorKind::Transport
        || error.status().is_some_and(|status| status.is_server_error())
}

const OUR_SIDE: &str =
    "Something is wrong on our side, and trying again will not help. Please contact us.";

/// Rounded up, because a retry must not come too early.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence)
    }
}
