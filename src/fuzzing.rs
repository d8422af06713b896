//! What holds for every input from outside, as functions that a fuzzer and the property tests call. Each of
//! them panics where its promise is broken.

#![allow(clippy::panic, reason = "to panic is how these functions report")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use tokio::time::Instant;

use crate::config_error::ConfigError;
use crate::credentials::Credentials;
use crate::decode;
use crate::environment::BaseUrl;
use crate::error::head::Head;
use crate::error::{ApiError, Error};
use crate::error::{BODY_LIMIT, Failure};
use crate::generated::types;
use crate::token::UserToken;
use crate::token::claims;
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

/// What an error prints, its causes included.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    text
}

/// The body of a success decodes, or ends in an error that shows nothing of it.
pub fn response(data: &[u8]) {
    let (status, headers, body) = parts(data);
    for body in [body.to_vec(), with_inside(body, TOKEN)] {
        let head = head(status, &headers);
        match decode::json::<types::CreateUserTokenResponse>(&mut body.into()) {
            Ok(response) => {
                let text = format!("{:?}", response.value);
                assert!(!text.contains(TOKEN), "{text}");
            }
            Err(unexpected) => {
                let failure = Failure::Unexpected(head, unexpected);
                let error = Error::new("create_user_token", 1, false, failure);
                assert!(!printed(&error).contains(TOKEN), "{error:?}");
            }
        }
    }
}

/// The body of an error is read in whatever shape, and neither a secret nor a token is in what is kept.
pub fn error_body(data: &[u8]) {
    redacted(data);
    let (status, headers, body) = parts(data);
    let token = format!(" {TOKEN} ");
    let spelled = [spelling(SECRET, data), spelling(&token, data)];
    for secret in [String::new(), SECRET.to_owned(), token].into_iter().chain(spelled) {
        let body = with_inside(body, &secret);
        let head = head(status, &headers);
        let error = ApiError::new(head, &body, credentials().known_secrets());
        assert!(error.body().len() <= BODY_LIMIT);
        let texts = [error.to_string(), format!("{error:?}"), error.body().to_owned()];
        for text in &texts {
            assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
            // A text that is a part of another one by chance tells nothing.
            let told = secret.len() > SECRET.len() && text.contains(secret.trim());
            assert!(!told, "{secret:?} is in {text}");
        }
        // It cannot forge lines of a log.
        assert!(!texts[0].chars().any(char::is_control), "{:?}", texts[0]);
    }
}

/// Redacted text holds no secret, whatever it stands in, and no cut makes one appear.
fn redacted(data: &[u8]) {
    let credentials = credentials();
    let spelling = spelling(SECRET, data);
    let text = with_inside(data, &spelling);
    let text = String::from_utf8_lossy(&text);
    for limit in [text.len(), text.len() / 2 + spelling.len() / 2, data.len() / 2 + 7] {
        let shown = credentials.known_secrets().text(&text, limit);
        assert!(shown.len() <= limit && !shown.contains(SECRET), "{shown}");
    }
}

/// `text` in one of the ways in which a server may write it, by the length of the input: all of them are tried.
fn spelling(text: &str, data: &[u8]) -> String {
    match data.len() % 3 {
        0 => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        1 => text.to_uppercase(),
        _ => STANDARD.encode(text),
    }
}

/// A `Retry-After` is a wait, or is none; and what is not a number of seconds is no long wait in disguise. A second line
/// is the `Date` of the response.
pub fn retry_after(data: &[u8]) {
    use reqwest::header::{DATE, RETRY_AFTER};

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
    let text = String::from_utf8_lossy(data);
    let payload = URL_SAFE_NO_PAD.encode(data);
    for token in [text.into_owned(), format!("e30.{payload}.c2ln")] {
        let direct = claims::decode(&token);
        let through = UserToken::try_from(token.clone()).and_then(|token| token.claims());
        if token.trim().is_empty() {
            // It is no token, and is refused before anybody could ask for its claims.
            assert_eq!(through, Err(ClaimsError::Empty));
        } else {
            assert_eq!(direct, through);
        }
    }
}

/// A base URL is refused, or leads to one place that is safe to send credentials to.
pub fn base_url(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match text.parse::<BaseUrl>() {
        Ok(base_url) => {
            let address = base_url.as_str();
            let url: reqwest::Url = match address.parse() {
                Ok(url) => url,
                Err(error) => panic!("{text:?} became {address:?}, which is no URL: {error}"),
            };
            let loopback = matches!(url.host_str(), Some("localhost" | "[::1]"))
                || url.host_str().is_some_and(|host| host.starts_with("127."));
            assert!(url.scheme() == "https" || loopback, "{text:?} became {address:?}");
            assert!(url.username().is_empty() && url.password().is_none(), "{address:?}");
            assert!(url.query().is_none() && url.fragment().is_none(), "{address:?}");
            assert!(!address.ends_with('/'), "{address:?}");
            // With the version behind it, it is the same again.
            let again = format!("{address}/v2").parse::<BaseUrl>();
            assert_eq!(again.as_ref().map(BaseUrl::as_str).ok(), Some(address));
        }
        Err(error) => assert!(error.to_string().len() < 4096, "{error}"),
    }
    for text in [
        format!("https://id:{SECRET}@{text}"),
        format!("https://id:{SECRET}%40{text}"),
        format!("https://id:{SECRET}\u{ff20}{text}"),
        format!("id:{SECRET}://{text}"),
        format!("https://h.example/?{SECRET}{text}"),
    ] {
        let refusal: ConfigError = match text.parse::<BaseUrl>() {
            Ok(base_url) => panic!("{text:?} became {:?}", base_url.as_str()),
            Err(refusal) => refusal,
        };
        assert!(!format!("{refusal} {refusal:?}").contains(SECRET), "{refusal}");
    }
}

/// `body` with `text` in its middle.
fn with_inside(body: &[u8], text: &str) -> Vec<u8> {
    let (before, after) = body.split_at(body.len() / 2);
    [before, text.as_bytes(), after].concat()
}

#[cfg(test)]
mod tests;
