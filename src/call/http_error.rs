//! Tells how an error of the HTTP client affects the request.

use std::error::Error;
use std::iter::successors;

use hyper_util::client::legacy;
use reqwest::Url;

use crate::error::{Cause, ErrorKind, Failure, RUNTIME_REMEDY};
use crate::generated::Client;
use crate::retry::RetrySafety;

impl Client {
    /// Converts the error of an attempt into a failure.
    pub(crate) fn failure(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        let cause = Cause::redact(&error, self.inner.credentials.known_secrets());
        let (kind, safety, text) = if error.is_request() && is_unprocessed(&error) {
            // The server processed a request whose response has begun.
            let text = "the server ended the request without processing it".to_owned();
            (ErrorKind::Transport, RetrySafety::Always, text)
        } else if is_of_ended_runtime(&error) {
            let text = format!(
                "the Tokio runtime that opened the connection ended before the response was complete; {RUNTIME_REMEDY}"
            );
            (ErrorKind::Transport, RetrySafety::IfIdempotent, text)
        } else if error.is_connect() {
            let to = self.inner.settings.target.address();
            let through = describe_proxy(&self.http, &cause).unwrap_or_default();
            let (kind, text) = if error.is_timeout() {
                let text =
                    format!("no connection was made to {to}{through} within the connect timeout");
                (ErrorKind::Timeout, text)
            } else {
                (ErrorKind::Connect, format!("no connection could be made to {to}{through}"))
            };
            // A repeat has the same credentials, and may lock out the proxy's user.
            let asks = cause.layers().any(|text| text == PROXY_ASKS);
            (kind, if asks { RetrySafety::Never } else { RetrySafety::Always }, text)
        } else if error.is_timeout() && find_cause::<legacy::Error>(&error).is_none() {
            // An unanswered PING leaves a cause, and a timer of reqwest does not.
            let text = "no response within the timeout that `configure_http` set".to_owned();
            (ErrorKind::Timeout, RetrySafety::IfIdempotent, text)
        } else if error.is_builder() {
            return Failure::unsendable(cause);
        } else {
            let text = "the connection broke, or carried no HTTP, before the response was complete";
            (ErrorKind::Transport, RetrySafety::IfIdempotent, text.to_owned())
        };
        Failure::new(kind, safety, text).caused_by(cause)
    }
}

/// Returns true if the stream of the request is above the last one that the server processed, as its GOAWAY says (RFC 9113,
/// 6.8). h2 ends no other streams with a GOAWAY.
///
/// REFUSED_STREAM promises the same (8.7), and is not believed: HAProxy 2.6 also sends it if a backend dies that has
/// received the request.
fn is_unprocessed(error: &reqwest::Error) -> bool {
    find_cause::<h2::Error>(error).is_some_and(|error| error.is_remote() && error.is_go_away())
}

/// Returns true if the connection ended with the Tokio runtime that opened it. hyper reports that only in its message.
fn is_of_ended_runtime(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "runtime dropped the dispatch task")
}

/// Returns the first cause of type `E`.
pub(super) fn find_cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    successors(error.source(), |&cause| cause.source())
}

/// hyper-util's error for a proxy that refused a tunnel with the status 407.
const PROXY_ASKS: &str = "tunnel error: proxy authorization required";

/// Names the proxy that refused a tunnel. hyper-util tells whether its status was 407, and no other status.
fn describe_proxy(client: &reqwest::Client, cause: &Cause) -> Option<String> {
    let problem = cause.layers().find(|text| text.starts_with("tunnel error: "))?;
    let answer = match problem {
        PROXY_ASKS => " (407), which asks for credentials",
        "tunnel error: unsuccessful" => ", which refused the tunnel and may forbid this host",
        _ => "",
    };
    let proxy = only_proxy(client).map(|address| format!("the proxy {address}"));
    Some(format!(" through {}{answer}", proxy.as_deref().unwrap_or("a proxy")))
}

/// Returns host and port of the client's only proxy for `https://`, or `None` if there may be several. reqwest shows
/// the proxies of the program and the system only in `Debug`, without user info.
fn only_proxy(client: &reqwest::Client) -> Option<String> {
    let debug = format!("{client:?}");
    let (_, proxies) = debug.split_once(", proxies: [")?;
    let (proxies, _) = proxies.split_once("], ")?;
    let mut found = proxies.split("https: Intercept { uri: ").skip(1);
    let url = Url::parse(found.next()?.split(' ').next()?).ok()?;
    // `_` stands for a proxy function of the program.
    let is_only = found.next().is_none() && !format!(", {proxies}").contains(", _");
    is_only.then_some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}
