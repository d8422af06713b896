//! Redacts values of settings: a value is shown where it is certain to be an address or a name, and nothing else.

use std::net::IpAddr;

use super::opaque::is_opaque;
use super::{REDACTED, is_invisible};

/// How long a name is at most: a longer word may be a key.
const NAME: usize = 16;

/// A base URL for a message: scheme, host and port. A path is only hinted at, as it may hold a secret, and of a
/// text that is not certain to be an address nothing is shown: what stands before a colon may be a key, and
/// what stands behind it a password.
pub(crate) fn redact_url(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let schemes = ["", "https", "http", "ftp", "ws", "wss", "file"];
    let has_scheme = rest.len() < text.len();
    let is_url = schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme))
        && has_scheme != scheme.is_empty()
        && is_authority(authority, has_scheme)
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    match path {
        _ if !is_url => REDACTED.to_owned(),
        "" | "/" | "/v2" | "/v2/" => text.to_owned(),
        _ => format!("{}/…", &text[..text.len() - path.len()]),
    }
}

/// Whether `text` is a host with or without a port.
fn is_authority(text: &str, has_scheme: bool) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return false;
    }
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    // 253 is the limit of DNS.
    let is_host = host.len() <= 253 && host.bytes().all(of_host) && !is_opaque(host.as_bytes());
    // Without a scheme, anything may stand there by mistake: a key is long, or has digits or upper case.
    let is_certain = (host.contains('.') || host == "localhost" || port.is_none())
        && host.split('.').all(|label| label.len() <= NAME)
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || b".-".contains(&byte));
    host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() || is_host && (has_scheme || is_certain)
}

/// `value` where it is one name, with whatever invisible there is around it, and else nothing of it.
pub(crate) fn if_one_name(value: &str) -> String {
    let name = value.trim_matches(is_invisible);
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte));
    let is_name = is_plain && name.len() <= NAME && value.len() <= 4 * NAME;
    (if is_name { value } else { REDACTED }).to_owned()
}

/// `value` where it consists of names and versions, and else nothing of it: a key mixes letters and digits.
pub(crate) fn if_names(value: &str) -> String {
    let is_name = |word: &str| {
        (word.len() <= NAME && word.chars().all(|letter| letter.is_ascii_alphabetic()))
            || (word.len() <= 4 && word.chars().all(|letter| letter.is_ascii_digit()))
    };
    let mut words =
        value.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let are_names = value.len() <= 4 * NAME && words.all(is_name);
    (if are_names { value } else { REDACTED }).to_owned()
}
