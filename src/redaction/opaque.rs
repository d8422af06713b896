//! Long opaque words: tokens, keys and whatever else nobody reads.

use std::ops::Range;

use super::View;
use super::invisible::is_invisible;

/// From how many letters on a word is opaque, if it mixes two of lower case, upper case and digits: those of 18
/// bytes in base64.
const OPAQUE_LENGTH: usize = 24;

/// What every JWT starts with: the base64 of `{"`.
const JWT: &[u8] = b"eyJ";

/// The length of a UUID as text.
const UUID_LENGTH: usize = 36;

/// Hides every opaque word in `view`, and every start of a JWT, however short.
pub(super) fn find(view: &View, hide: &mut impl FnMut(Range<usize>)) {
    // What nobody sees does not end a word.
    let view = view.without(|letter| is_invisible(letter) && !letter.is_whitespace());
    let bytes = view.bytes.as_slice();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| is_of_word(**byte)).count();
        let word = at..at + length;
        at = word.end + 1;
        if length < JWT.len() {
            continue;
        }
        let mut hide = |range: Range<usize>| hide(view.source(&range));
        if let Some(start) = jwt(&bytes[word.clone()]) {
            hide(word.start + start..word.end);
        }
        if length >= OPAQUE_LENGTH {
            each_without_uuids(bytes, word, |part| {
                if is_opaque(&bytes[part.clone()]) {
                    hide(part);
                }
            });
        }
    }
}

/// Whether `word` may be a secret that nobody knows here.
pub(super) fn is_opaque(word: &[u8]) -> bool {
    let has = |class: fn(&u8) -> bool| usize::from(word.iter().any(class));
    let classes =
        has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit);
    word.len() >= OPAQUE_LENGTH && classes >= 2 && !is_name_of_field(word)
}

/// The word at the end of `text`.
pub(super) fn last_word(text: &str) -> &[u8] {
    let length = text.bytes().rev().take_while(|byte| is_of_word(*byte)).count();
    &text.as_bytes()[text.len() - length..]
}

/// Letters, digits, and the signs of base64, URLs and escapes. A colon, a comma and a question mark are none of
/// them, as prose has them too.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_=.%\\~&$".contains(&byte)
}

/// Where in `word` a JWT starts. Inside of a longer run of letters, what looks like one is chance.
fn jwt(word: &[u8]) -> Option<usize> {
    let starts = word.windows(JWT.len()).enumerate().filter(|(_, letters)| *letters == JWT);
    let mut starts = starts.map(|(at, _)| at);
    starts.find(|at| *at == 0 || !word[at - 1].is_ascii_alphanumeric())
}

/// Whether `word` is the name of a field in snake case, as the API has them, or such names with dots between
/// them: words and few digits.
fn is_name_of_field(word: &[u8]) -> bool {
    /// A longer one is no word.
    const PART: usize = 20;
    /// Enough for a year or for two places in lists, and too few for a number that is a secret.
    const DIGITS: usize = 4;
    let snake = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    word.iter().all(snake)
        && word.iter().filter(|byte| byte.is_ascii_digit()).count() <= DIGITS
        && word.split(|byte| b"_.".contains(byte)).all(|part| part.len() <= PART)
}

/// Calls `each` with the parts of `word` between UUIDs, which are ids of the API and no secrets. A UUID that
/// is only a part of something else is none.
fn each_without_uuids(bytes: &[u8], word: Range<usize>, mut each: impl FnMut(Range<usize>)) {
    let stands_alone = |id: &Range<usize>| {
        let bounded = |at: usize| b"/=.&".contains(&bytes[at]);
        (id.start == word.start || bounded(id.start - 1)) && (id.end == word.end || bounded(id.end))
    };
    let (mut start, mut at) = (word.start, word.start);
    while at + UUID_LENGTH <= word.end {
        let id = at..at + UUID_LENGTH;
        if stands_alone(&id) && is_uuid(&bytes[id.clone()]) {
            each(start..id.start);
            (start, at) = (id.end, id.end);
        } else {
            at += 1;
        }
    }
    each(start..word.end);
}

/// Whether `text` is a UUID with hyphens.
pub(super) fn is_uuid(text: &[u8]) -> bool {
    text.len() == UUID_LENGTH
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
