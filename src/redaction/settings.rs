//! Redacts values of settings: a value is shown where it is certain to be an address or a name, and nothing else.

use reqwest::Url;

use super::REDACTED;

/// How long a name is at most: a longer word may be a key.
const NAME: usize = 16;

/// A base URL for a message: scheme, host and port. Of a text that is no URL, or has user info, a query or a fragment,
/// nothing is shown, as it may hold a secret.
pub(crate) fn redact_url(text: &str) -> String {
    let is_plain = |url: &Url| {
        let beside = (url.username(), url.password(), url.query(), url.fragment());
        url.origin().is_tuple() && beside == ("", None, None, None)
    };
    let url = Url::parse(text).ok().filter(is_plain);
    url.map_or(REDACTED.to_owned(), |url| url.origin().ascii_serialization())
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
