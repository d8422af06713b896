//! The host names that this server accepts, and the check that a request comes from its own page.

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

/// The browser's statement about the origin of a request. Pages cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin under which browsers reach a server that is not on loopback, such as `https://pay.example.com`. It is
/// that of a proxy in front, which does TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin(String);

impl PublicOrigin {
    /// Returns the origin as browsers write it.
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
    /// Returns a sentence unless the text is `https://`, a host, and perhaps a port. Over plain HTTP, everyone on the
    /// way could read the tokens.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
        let origin = url.map(|url| (url.origin().ascii_serialization(), url));
        match origin {
            Some((origin, url)) if url.as_str() == format!("{origin}/") => Ok(Self(origin)),
            _ => Err("it is not an origin, such as https://pay.example.com".to_owned()),
        }
    }
}

/// Refuses requests to foreign host names. Another site can point its own name here ("DNS rebinding"), and would then
/// have the same origin.
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

/// Returns true if the browser used a host name of loopback, which has no TLS.
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

/// Proves that a request comes from a page of this server. `SameSite` alone would admit other ports of the same host.
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
        // Browsers send at least one of these headers with a POST. Neither may contradict.
        match (site, origin) {
            (Some(false), _) | (_, Some(false)) | (None, None) => Err(Problem::NotSameOrigin),
            (Some(true), _) | (None, Some(true)) => Ok(Self),
        }
    }
}

/// Returns the public origin if the browser used its host name.
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
    fn the_host_alone_identifies_loopback() {
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
