//! Base URLs in messages: what is certain to be an address is shown, and nothing else.

use std::net::IpAddr;

use super::REDACTED;
use super::opaque::is_opaque;

/// How long a host is at most, as DNS has it.
const HOST: usize = 253;
/// How long a word is at most that stands alone, without a scheme and without a dot: a longer one may be a key.
const WORD: usize = 16;

/// A base URL for a message: scheme, host and port. A path is only hinted at, as it may hold a secret, and of a
/// text that is not certain to be an address nothing is shown: what stands before a colon may be a key, and
/// what stands behind it a password.
pub(crate) fn redact_url(text: &str) -> String {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, text),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let known = ["https", "http", "ftp", "ws", "wss", "file"];
    let scheme_is_one =
        scheme.is_none_or(|scheme| known.iter().any(|it| it.eq_ignore_ascii_case(scheme)));
    if !scheme_is_one || !is_authority(authority, scheme.is_some()) || !is_plain(path) {
        return REDACTED.to_owned();
    }
    let shown = &text[..text.len() - path.len()];
    match path {
        "" | "/" | "/v2" | "/v2/" => text.to_owned(),
        _ => format!("{shown}/…"),
    }
}

/// Whether `path` is one, without a sign that could end a password before it.
fn is_plain(path: &str) -> bool {
    path.chars().all(|letter| letter.is_ascii_alphanumeric() || "/-_.~".contains(letter))
}

/// Whether `text` is a host with or without a port.
fn is_authority(text: &str, after_scheme: bool) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_err()) {
        return false;
    }
    if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return true;
    }
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    let is_host = host.len() <= HOST && host.bytes().all(of_host) && !is_opaque(host.as_bytes());
    // Without a scheme, anything may stand there by mistake, and a key has digits or both cases.
    let mixed = || {
        host.bytes().any(|byte| byte.is_ascii_digit())
            || (host.bytes().any(|byte| byte.is_ascii_uppercase())
                && host.bytes().any(|byte| byte.is_ascii_lowercase()))
    };
    let is_known = host.contains('.') || host == "localhost" || port.is_none();
    let words = || host.split('.').all(|label| label.len() <= WORD) && !mixed();
    is_host && (after_scheme || (is_known && words()))
}
