//! What holds for every input from outside, as functions that a fuzzer and the property tests call. Each of
//! them panics where its promise is broken.

#![allow(clippy::panic, reason = "to panic is how these functions report")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use tokio::time::Instant;

use crate::credentials::Credentials;
use crate::decode;
use crate::environment::Target;
use crate::error::head::Head;
use crate::error::{ApiError, BODY_LIMIT, Error, Failure};
use crate::generated::types;
use crate::token::UserToken;
use crate::token::claims::ClaimsError;

/// A secret that inputs are mixed with, and that no output may hold.
const SECRET: &str = "hunter2-secret";
/// Likewise, a token: a JWT in form.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoieCJ9.c2lnbmF0dXJl";

fn credentials() -> Credentials {
    match Credentials::new("key-id", SECRET) {
        Ok(credentials) => credentials,
        Err(error) => panic!("{error}"),
    }
}

/// The first byte of `data` chooses the status, its first line is both headers that are read, and the rest is
/// the body.
fn parts(data: &[u8]) -> (StatusCode, HeaderMap, &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (line, body) = rest.split_at(end);
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(line) {
        headers.insert("x-trace-id", value.clone());
        headers.insert("retry-after", value);
    }
    let status = StatusCode::from_u16(200 + u16::from(*first)).unwrap_or(StatusCode::OK);
    (status, headers, body.get(1..).unwrap_or_default())
}

fn head(status: StatusCode, headers: &HeaderMap) -> Head {
    Head::new(status, headers, Instant::now(), credentials().known_secrets())
}

/// The body of a success decodes, or ends in an error that shows nothing of it.
pub fn response(data: &[u8]) {
    let (status, headers, body) = parts(data);
    for body in [body.to_vec(), with_inside(body, TOKEN)] {
        let head = head(status, &headers);
        match decode::json::<types::CreateUserTokenResponse>(&body) {
            Ok(response) => {
                let text = format!("{:?}", response.value);
                assert!(!text.contains(TOKEN), "{text}");
            }
            Err(unexpected) => {
                let failure = Failure::unexpected(head, &unexpected);
                let error = Error::new("create_user_token", 1, false, failure);
                assert!(!format!("{error:#} {error:?}").contains(TOKEN), "{error:?}");
            }
        }
    }
}

/// The body of an error is read in whatever shape, and neither a secret nor a token is in what is kept.
pub fn error_body(data: &[u8]) {
    let (status, headers, body) = parts(data);
    for secret in ["", SECRET, TOKEN] {
        let body = with_inside(body, secret);
        let head = head(status, &headers);
        let error = ApiError::new(head, &body, credentials().known_secrets());
        assert!(error.body().len() <= BODY_LIMIT);
        let texts = [error.to_string(), format!("{error:?}"), error.body().to_owned()];
        for text in &texts {
            assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
        }
        // It cannot forge lines of a log.
        assert!(!texts[0].chars().any(char::is_control), "{:?}", texts[0]);
    }
}

/// A `Retry-After` is a wait, or is none; and what is not a number of seconds is no long wait in disguise. A second line
/// is the `Date` of the response.
pub fn retry_after(data: &[u8]) {
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let asked = lines.next().unwrap_or_default();
    let Ok(value) = HeaderValue::from_bytes(asked) else {
        return;
    };
    let date = lines.next().and_then(|date| HeaderValue::from_bytes(date).ok());
    let headers = date.into_iter().map(|date| (DATE, date)).chain([(RETRY_AFTER, value)]);
    let wait = head(StatusCode::OK, &headers.collect()).retry_after;
    let text = String::from_utf8_lossy(asked);
    let seconds = text.trim_matches([' ', '\t']);
    if !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit()) {
        assert_eq!(wait, Some(Duration::from_secs(seconds.parse().unwrap_or(u64::MAX))));
    } else if seconds.starts_with('-') {
        assert_eq!(wait, None);
    }
}

/// The claims of a token are read as far as they can be, whatever the token is, and whatever its payload.
pub fn claims(data: &[u8]) {
    let payload = URL_SAFE_NO_PAD.encode(data);
    for token in [String::from_utf8_lossy(data).into_owned(), format!("e30.{payload}.c2ln")] {
        let is_blank = token.trim().is_empty();
        let claims = UserToken::try_from(token).and_then(|token| token.claims());
        // A blank text is no token, and is refused before anybody could ask for its claims.
        assert_eq!(matches!(claims, Err(ClaimsError::Empty)), is_blank);
    }
}

/// A base URL is refused, or leads to one place that is safe to send credentials to.
pub fn base_url(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let target = |text: &str| Target::new(None, text);
    if let Ok(accepted) = target(&text) {
        let (url, address) = (&accepted.url, accepted.address());
        let loopback = matches!(url.host_str(), Some("localhost" | "[::1]"))
            || url.host_str().is_some_and(|host| host.starts_with("127."));
        assert!(url.scheme() == "https" || loopback, "{text:?} became {address:?}");
        assert!(url.username().is_empty() && url.password().is_none(), "{address:?}");
        assert!(url.query().is_none() && url.fragment().is_none(), "{address:?}");
        // With the version behind it, it is the same again.
        let again = target(&format!("{address}/v2"));
        assert_eq!(again.as_ref().map(Target::address).ok(), Some(address));
    }
    for text in [
        format!("https://id:{SECRET}@{text}"),
        format!("https://id:{SECRET}%40{text}"),
        format!("https://id:{SECRET}\u{ff20}{text}"),
        format!("id:{SECRET}://{text}"),
        format!("https://h.example/?{SECRET}{text}"),
    ] {
        match target(&text) {
            Ok(accepted) => panic!("{text:?} became {accepted}"),
            Err(refusal) => {
                assert!(!format!("{refusal} {refusal:?}").contains(SECRET), "{refusal}");
            }
        }
    }
}

/// `body` with `text` in its middle.
fn with_inside(body: &[u8], text: &str) -> Vec<u8> {
    let (before, after) = body.split_at(body.len() / 2);
    [before, text.as_bytes(), after].concat()
}

#[cfg(test)]
mod tests;
