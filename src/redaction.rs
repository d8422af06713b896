//! The one place where text from elsewhere is redacted and cut, before anybody is shown it.
//!
//! What a server sent is shown only after two things are cut out: known secrets, by comparison
//! ([`known`]), and every long opaque word, as it may be a secret that nobody knows here ([`opaque`]).
//! Both look at the text as it is written and at what its escapes stand for ([`view`]).

mod escape;
mod invisible;
mod known;
mod name;
mod opaque;
mod url;
mod view;

use std::fmt;
use std::ops::Range;

use invisible::is_escaped;
pub(crate) use invisible::is_invisible;
pub(crate) use known::KnownSecrets;
pub(crate) use name::{if_names, if_one_name};
pub(crate) use url::redact_url;

use view::View;

/// What a secret is replaced with.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// How much is looked at behind what is shown, in bytes. A secret that starts in what is shown is known by
/// its first letters, and these are in here, however they are escaped.
const LOOKAHEAD: usize = 1024;

/// How many escapes in each other are read: more of them than any server on the way puts around a text.
const ESCAPE_LEVELS: usize = 4;

/// Text that may be shown.
#[derive(Debug, PartialEq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Whether nothing was cut off at its end.
    pub(crate) whole: bool,
}

impl KnownSecrets {
    /// At most `limit` bytes of `text`, redacted. The work is linear in the limit.
    pub(crate) fn text(&self, text: &str, limit: usize) -> Shown {
        let scanned = cut(text, limit.saturating_add(LOOKAHEAD));
        let shown = cut(scanned, limit);
        let hidden = self.hidden(scanned);
        let mut output = String::with_capacity(shown.len());
        let mut whole = shown.len() == text.len();
        let mut inside = false;
        for (start, letter) in shown.char_indices() {
            let end = start + letter.len_utf8();
            let is_escaped = is_escaped(letter, &shown[..start], &shown[end..]);
            let is_hidden = hidden[start..end].contains(&true);
            // Behind a secret, marks belong to it: they may be what wraps it.
            if inside && (is_hidden || is_escaped) {
                continue;
            }
            inside = is_hidden;
            let before = output.len();
            match (is_hidden, is_escaped) {
                (true, _) => output.push_str(REDACTED),
                (_, true) => output.extend(letter.escape_unicode()),
                _ => output.push(letter),
            }
            if output.len() > limit {
                output.truncate(before);
                whole = false;
                break;
            }
        }
        if !whole {
            // What is left of an id that the limit cuts is no id any more.
            let word = opaque::last_word(&output);
            output.truncate(output.len() - if opaque::is_opaque(word) { word.len() } else { 0 });
        }
        output.shrink_to_fit();
        Shown { text: output, whole }
    }

    /// The same on one line, so that it cannot forge lines of a log.
    pub(crate) fn line(&self, text: &str, limit: usize) -> Shown {
        // Every response has an id, and few have anything else in its place: this costs next to nothing.
        if text.len() <= limit && opaque::is_uuid(text.as_bytes()) && !self.is_in(text.as_bytes()) {
            return Shown { text: text.to_owned(), whole: true };
        }
        let most = limit.saturating_add(LOOKAHEAD);
        let mut line = String::new();
        for word in text.split(breaks_a_line).filter(|word| !word.is_empty()) {
            if line.len() > most {
                break;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            // A word that is longer is cut: what is behind the limit is not shown.
            line.push_str(cut(word, most + 1));
        }
        self.text(&line, limit)
    }

    /// The same, with an ellipsis where something was cut off.
    pub(crate) fn shortened_line(&self, text: &str, limit: usize) -> String {
        let Shown { mut text, whole } = self.line(text, limit);
        if !whole {
            text.push('…');
        }
        text
    }

    /// For every byte of `text`, whether it is part of a secret.
    fn hidden(&self, text: &str) -> Vec<bool> {
        let mut hidden = vec![false; text.len()];
        let mut hide = |range: Range<usize>| hidden[range].fill(true);
        let mut view = View::of(text);
        for _ in 0..=ESCAPE_LEVELS {
            opaque::find(&view, &mut hide);
            self.find(&view, &mut hide);
            if !view.unescape() {
                break;
            }
        }
        hidden
    }
}

/// A writer that keeps as much as [`KnownSecrets::line`] reads for `limit`, and takes no more memory.
pub(crate) struct Bounded {
    pub(crate) text: String,
    most: usize,
}

impl Bounded {
    pub(crate) fn new(limit: usize) -> Self {
        Self { text: String::new(), most: limit.saturating_add(LOOKAHEAD + 1) }
    }
}

impl fmt::Write for Bounded {
    /// Fails as soon as nothing more fits, so that who writes can stop.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let kept = cut(text, self.most - self.text.len());
        self.text.push_str(kept);
        if kept.len() == text.len() { Ok(()) } else { Err(fmt::Error) }
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

fn breaks_a_line(letter: char) -> bool {
    letter.is_control() || letter.is_whitespace()
}

#[cfg(test)]
mod tests;
