//! The names under which browsers may call the server, and whether a request is from its own page.

use std::net::IpAddr;
use std::str::FromStr;

use argyle_user_tokens::reqwest::Url;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;
use crate::state::AppState;

/// What a browser says about where a request comes from. Pages cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin under which browsers reach a server that is not on loopback, such as `https://pay.example.com`: that
/// of the proxy in front of it, which does TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin(String);

impl PublicOrigin {
    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn authority(&self) -> &str {
        self.0.trim_start_matches("https://")
    }
}

impl FromStr for PublicOrigin {
    type Err = String;

    /// # Errors
    ///
    /// A sentence, where it is not `https://`, a host, and perhaps a port. Over plain HTTP, everybody on the way
    /// could read the tokens.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
        let origin = url.map(|url| (url.origin().ascii_serialization(), url));
        match origin {
            Some((origin, url)) if url.as_str() == format!("{origin}/") => Ok(Self(origin)),
            _ => Err("it is not an origin, such as https://pay.example.com".to_owned()),
        }
    }
}

/// Refuses requests to a name that is not this server's. A page of another site can let its own name lead here
/// ("DNS rebinding"), and would then be of the same origin.
pub(crate) async fn refuse_unknown(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let headers = request.headers();
    if is_loopback(headers) || public_origin(headers, &state).is_some() {
        Ok(next.run(request).await)
    } else {
        Err(Problem::UnknownHost)
    }
}

/// Returns true if the browser called the server by a name of loopback, where there is no TLS.
pub(crate) fn is_loopback(headers: &HeaderMap) -> bool {
    let host = host(headers).and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|authority| match authority.host() {
        "localhost" => true,
        host => {
            let address = host.trim_matches(['[', ']']).parse();
            address.is_ok_and(|address: IpAddr| address.is_loopback())
        }
    })
}

/// Proves that a request comes from a page of this server. Everything else is refused: `SameSite` alone would let
/// other ports of the same host in.
pub(crate) struct SameOrigin;

impl FromRequestParts<AppState> for SameOrigin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let own = match (public_origin(headers, state), host(headers)) {
            (Some(origin), _) => origin.as_str().to_owned(),
            (None, Some(host)) => format!("http://{host}"),
            (None, None) => return Err(Problem::NotSameOrigin),
        };
        let site = headers.get(SEC_FETCH_SITE).map(|site| site == "same-origin");
        let origin = headers.get(ORIGIN).map(|origin| origin == own.as_str());
        // Browsers send at least one of them with a POST; none may contradict.
        match (site, origin) {
            (Some(false), _) | (_, Some(false)) | (None, None) => Err(Problem::NotSameOrigin),
            (Some(true), _) | (None, Some(true)) => Ok(Self),
        }
    }
}

/// The public origin, where the browser called the server by it.
fn public_origin<'a>(headers: &HeaderMap, state: &'a AppState) -> Option<&'a PublicOrigin> {
    let host = host(headers)?;
    state.public_origin().filter(|origin| origin.authority().eq_ignore_ascii_case(host))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_origin_is_https_and_a_host() {
        for (text, expected) in [
            ("https://pay.example.com", Some("https://pay.example.com")),
            ("https://PAY.example.com:8443/", Some("https://pay.example.com:8443")),
            ("https://pay.example.com:443", Some("https://pay.example.com")),
            ("http://pay.example.com", None),
            ("https://pay.example.com/link", None),
            ("https://user@pay.example.com", None),
            ("https://pay.example.com?x", None),
            ("pay.example.com", None),
            ("", None),
        ] {
            let origin = text.parse::<PublicOrigin>().ok();
            assert_eq!(origin.as_ref().map(PublicOrigin::as_str), expected, "{text}");
        }
    }

    #[test]
    fn loopback_is_told_by_the_host_alone() {
        for (host, expected) in [
            ("127.0.0.1:3000", true),
            ("localhost", true),
            ("[::1]:3000", true),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com", false),
            ("192.168.0.7:3000", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            assert_eq!(is_loopback(&headers), expected, "{host}");
        }
    }
}
