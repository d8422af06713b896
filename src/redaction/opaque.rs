//! Finds long opaque words, such as tokens and keys.

use std::ops::Range;

/// The minimum length of an opaque word, which mixes two of lower case, upper case and digits: 18 bytes in base64.
const OPAQUE_LENGTH: usize = 24;

/// The start of every JWT: the base64 of `{"`.
const JWT: &[u8] = b"eyJ";

/// The length of a UUID as text.
const UUID_LENGTH: usize = 36;

/// Hides every opaque word in `text`, and every start of a JWT, however short.
pub(super) fn find(text: &str, mut hide: impl FnMut(Range<usize>)) {
    let mut end = 0;
    for word in text.as_bytes().split(|byte| !is_of_word(*byte)) {
        let start = end;
        end += word.len();
        if let Some(at) = if is_opaque(word) { Some(0) } else { jwt(word) } {
            hide(start + at..end);
        }
        end += 1;
    }
}

/// Returns true if `word` may be an unknown secret. UUIDs between separators of paths and queries are ids of the API, and do
/// not count.
pub(super) fn is_opaque(word: &[u8]) -> bool {
    if word.len() < OPAQUE_LENGTH {
        return false;
    }
    let is_uuid = |part: &&[u8]| is_uuid(part);
    let parts = || word.split(|byte| b"/=.&".contains(byte));
    let length = word.len() - UUID_LENGTH * parts().filter(is_uuid).count();
    let has = |class: fn(&u8) -> bool| {
        usize::from(parts().filter(|part| !is_uuid(part)).flatten().any(class))
    };
    let classes =
        has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit);
    length >= OPAQUE_LENGTH && classes >= 2
}

/// Returns true for letters, digits, and the signs of base64, URLs and escapes. Colons, commas and question marks end a
/// word, because prose uses them too.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_=.%\\~&$".contains(&byte)
}

/// Returns the offset in `word` at which a JWT starts. Within a longer run of letters, the start of one is chance.
fn jwt(word: &[u8]) -> Option<usize> {
    let is_start = |at: &usize| *at == 0 || !word[at - 1].is_ascii_alphanumeric();
    (0..word.len()).filter(is_start).find(|at| word[*at..].starts_with(JWT))
}

/// Returns true if `text` is a UUID with hyphens.
fn is_uuid(text: &[u8]) -> bool {
    let is_fine = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == UUID_LENGTH && text.iter().enumerate().all(is_fine)
}
