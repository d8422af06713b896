//! Converts every failure into a status, and a sentence for the user of the page.

use std::io::Write as _;
use std::time::Duration;

use argyle_user_tokens::{Error, ErrorKind};
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Serialize;
use uuid::Uuid;

/// The failure of a request.
#[derive(Debug)]
pub(crate) enum Problem {
    /// No page has this path.
    NotFound,
    /// The request names a foreign host.
    UnknownHost,
    /// The request comes from a page of another site.
    NotSameOrigin,
    /// The request belongs to no session.
    NoSession,
    /// The client failed to mint a token.
    Argyle(Error),
}

/// The body of an error response.
#[derive(Serialize)]
struct Body {
    error: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => {
                answer(StatusCode::NOT_FOUND, None, "There is no such page.".to_owned())
            }
            Self::UnknownHost => {
                let told = "This server does not know itself by this name. Whoever runs it sets it in \
                            LINK_SERVER_ORIGIN.";
                answer(StatusCode::MISDIRECTED_REQUEST, None, told.to_owned())
            }
            Self::NotSameOrigin => {
                let told = "Only this site's own page may ask for this.";
                answer(StatusCode::FORBIDDEN, None, told.to_owned())
            }
            Self::NoSession => {
                let told = "Your session has ended. Reload the page to start a new one.";
                answer(StatusCode::UNAUTHORIZED, None, told.to_owned())
            }
            Self::Argyle(error) => respond_to_argyle(&error),
        }
    }
}

/// Tells the user what to do about `error`. Argyle's message goes to the log only.
///
/// | error | status |
/// | --- | --- |
/// | may succeed later | 503, with `Retry-After` if the wait is known |
/// | not the documented response | 502 |
/// | all else: keys, the id of the user, the request | 500 |
fn respond_to_argyle(error: &Error) -> Response {
    // Connects the message on the page to the line in the log.
    let reference = Uuid::new_v4();
    log(&format!("[{reference}] {error:#}"));
    if error.is_retryable() {
        let wait = error.retry_after().map(whole_seconds);
        let when = match wait {
            None => "in a moment".to_owned(),
            Some(1) => "in 1 second".to_owned(),
            Some(seconds) if seconds < 120 => format!("in {seconds} seconds"),
            Some(seconds) => format!("in {} minutes", seconds.div_ceil(60)),
        };
        let told =
            format!("Payroll accounts cannot be connected right now. Please try again {when}.");
        return answer(StatusCode::SERVICE_UNAVAILABLE, wait, told);
    }
    let status = match error.kind() {
        ErrorKind::UnexpectedResponse => StatusCode::BAD_GATEWAY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let told = format!(
        "Payroll accounts cannot be connected, because something on our side is wrong. Please tell our support this \
         reference: {reference}."
    );
    answer(status, None, told)
}

/// Rounds up to whole seconds, as `Retry-After` has them.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn answer(status: StatusCode, wait: Option<u64>, error: String) -> Response {
    let wait = AppendHeaders(wait.map(|seconds| (RETRY_AFTER, seconds)));
    (status, wait, [(CACHE_CONTROL, "no-store")], Json(Body { error })).into_response()
}

/// Writes a line to stderr. The request continues if that fails.
fn log(line: &str) {
    let _ = writeln!(std::io::stderr(), "link_server: {line}");
}
