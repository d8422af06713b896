//! Redacts and cuts text from servers and libraries before anyone sees it.
//!
//! Two rules apply once to the text as it came: comparison finds known secrets ([`known`]), and every long opaque word
//! is cut out, because it may be an unknown secret ([`opaque`]). Only escapes of URLs are decoded, and only once.

mod known;
mod opaque;

use reqwest::Url;

pub(crate) use known::KnownSecrets;

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// The maximum length of a name in a setting: a longer word may be a key.
const NAME: usize = 16;

/// The number of bytes searched beyond the limit: later letters identify a secret that the limit cuts.
const LOOKAHEAD: usize = 1024;

impl KnownSecrets {
    /// Redacts `text`, and returns at most `limit` bytes. The work is linear in the limit.
    pub(crate) fn redact(&self, text: &str, limit: usize) -> String {
        self.shown(text, limit, false).0
    }

    /// The same on one line, so it cannot forge lines of a log. An ellipsis marks a truncated text.
    pub(crate) fn line(&self, text: &str, limit: usize) -> String {
        let (mut line, whole) = self.shown(text, limit, true);
        line.push_str(if whole { "" } else { "…" });
        line
    }

    /// Redacts the first `limit` bytes of `text`, and returns true if the text ends within them.
    fn shown(&self, text: &str, limit: usize, one_line: bool) -> (String, bool) {
        let scanned = cut(text, limit.saturating_add(LOOKAHEAD));
        let mut hidden = vec![false; scanned.len()];
        opaque::find(scanned, |word| hidden[word].fill(true));
        self.find(scanned, |secret| hidden[secret].fill(true));
        let shown = cut(scanned, limit);
        let mut output = String::with_capacity(shown.len());
        let mut inside = false;
        for (start, letter) in shown.char_indices() {
            let (end, before) = (start + letter.len_utf8(), output.len());
            let goes_on = std::mem::replace(&mut inside, hidden[start..end].contains(&true));
            match inside {
                true if goes_on => {}
                true => output.push_str(REDACTED),
                false if one_line && (letter.is_control() || letter.is_whitespace()) => {
                    let is_first = output.is_empty() || output.ends_with(' ');
                    output.push_str(if is_first { "" } else { " " });
                }
                false if is_escaped(letter, &shown[end..]) => {
                    output.extend(letter.escape_unicode());
                }
                false => output.push(letter),
            }
            if output.len() > limit {
                output.truncate(before);
                return (output, false);
            }
        }
        if one_line {
            output.truncate(output.trim_end().len());
        }
        (output, shown.len() == text.len())
    }
}

/// Returns the first `limit` bytes of `text`, or a few less if the limit splits a letter.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns true if `letter` is invisible: a blank, a control character, or ignorable by Unicode. Examples are byte
/// order marks, zero-width spaces, soft hyphens and marks of direction.
pub(crate) fn is_invisible(letter: char) -> bool {
    #[rustfmt::skip]
    let is_ignorable = matches!(
        u32::from(letter),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF
            // The braille pattern without a dot.
            | 0x2800
    );
    is_ignorable || letter.is_whitespace() || letter.is_control()
}

/// Returns true if `letter` is shown as an escape (`\u{202e}`), because it is invisible or turns the direction of text.
/// `behind` is the text after it. Blanks, tabs and line breaks are not escaped.
fn is_escaped(letter: char, behind: &str) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\r' => !behind.starts_with('\n'),
        '\u{2028}' | '\u{2029}' => true,
        _ => letter.is_control() || is_invisible(letter) && !letter.is_whitespace(),
    }
}

/// Formats a base URL for a message: scheme, host and port. Nothing is shown of other text, or of a URL with user info,
/// a query or a fragment, which may hold a secret.
pub(crate) fn redact_url(text: &str) -> String {
    let is_plain = |url: &Url| {
        let beside = (url.username(), url.password(), url.query(), url.fragment());
        url.origin().is_tuple() && beside == ("", None, None, None)
    };
    let url = Url::parse(text).ok().filter(is_plain);
    url.map_or(REDACTED.to_owned(), |url| url.origin().ascii_serialization())
}

/// Returns `value` if it consists of names and versions, and nothing otherwise: a key mixes letters and digits.
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

#[cfg(test)]
mod tests;
