//! Redacts and cuts text from elsewhere before anybody is shown it.
//!
//! Two rules are applied once to the text as it came: known secrets are cut out by comparison ([`known`]), and
//! every long opaque word is, as it may be a secret that is not known here ([`opaque`]). No escape is decoded but
//! those of URLs, and those only once.

mod known;
mod opaque;

use reqwest::Url;

pub(crate) use known::KnownSecrets;

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// The maximum length of a name in a setting: a longer word may be a key.
const NAME: usize = 16;

/// How much is looked at behind what is shown, in bytes: a secret that the limit cuts is told by letters behind it.
const LOOKAHEAD: usize = 1024;

impl KnownSecrets {
    /// At most `limit` bytes of `text`, redacted. The work is linear in the limit.
    pub(crate) fn redact(&self, text: &str, limit: usize) -> String {
        self.shown(text, limit, false).0
    }

    /// The same on one line, so that it cannot forge lines of a log, with an ellipsis where something was cut off.
    pub(crate) fn line(&self, text: &str, limit: usize) -> String {
        let (mut line, whole) = self.shown(text, limit, true);
        line.push_str(if whole { "" } else { "…" });
        line
    }

    /// What may be shown of the first `limit` bytes of `text`, and whether nothing was cut off at its end.
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

/// The first `limit` bytes of `text`, or a few less where a letter would be split.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns true if nothing is seen where `letter` stands: blanks, control characters, and all that Unicode takes for
/// ignorable when it is shown, such as a byte order mark, zero-width spaces, soft hyphens and marks of direction.
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

/// Returns true if `letter`, in front of this text, is shown as an escape (`\u{202e}`): a reader would not see it, or it turns
/// the direction of the text around it. Blanks, tabs and line breaks are not.
fn is_escaped(letter: char, behind: &str) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\r' => !behind.starts_with('\n'),
        '\u{2028}' | '\u{2029}' => true,
        _ => letter.is_control() || is_invisible(letter) && !letter.is_whitespace(),
    }
}

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

#[cfg(test)]
mod tests;
