//! Known secrets, which are found by comparison in whatever spelling.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::View;
use super::invisible::is_invisible;

/// How many letters of a secret tell that it is one, where the rest is cut off. A shorter secret is found as
/// a whole.
const SHORTEST_PREFIX: usize = 8;

/// From how many letters on a spelling is looked for inside of words. A shorter one would garble every text.
const SHORTEST_INSIDE: usize = 4;

/// The spellings of the secrets of an API key, in memory that is wiped when the last clone is gone.
#[derive(Clone, Default)]
pub(crate) struct KnownSecrets(Arc<[Spelling]>);

impl KnownSecrets {
    /// `secret`, and `encoded`, which the header has.
    pub(crate) fn new(secret: &[u8], encoded: &[u8]) -> Self {
        let mut spellings = Vec::new();
        let padding = encoded.iter().rev().take_while(|byte| **byte == b'=').count();
        let encoded = &encoded[..encoded.len() - padding];
        for known in [secret, encoded] {
            spellings.push(Spelling::new(known.iter().copied()));
            for offset in 0..3 {
                spellings.extend(in_base64(known, offset));
            }
        }
        if secret.contains(&b' ') {
            // The way forms write a blank.
            let plus = |byte: &u8| if *byte == b' ' { b'+' } else { *byte };
            spellings.push(Spelling::new(secret.iter().map(plus)));
        }
        if let Some(unescaped) = unescaped(secret) {
            spellings.push(Spelling::new(unescaped.iter().copied()));
        }
        let hex = secret.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        spellings.push(Spelling::new(hex.map(|digit| b"0123456789abcdef"[usize::from(digit)])));
        Self(spellings.into())
    }

    /// Whether a secret starts in `text`, which has no escape and no invisible character.
    pub(super) fn is_in(&self, text: &[u8]) -> bool {
        self.0.iter().any(|spelling| spelling.starts_in(text))
    }

    /// Hides every secret in `view`, each on its own, so that none keeps another from being found.
    pub(super) fn find(&self, view: &View, hide: &mut impl FnMut(Range<usize>)) {
        if self.0.is_empty() {
            return;
        }
        // Blanks and line breaks wrap a secret, and are no part of it. They end a word.
        let joined = view.without(is_invisible);
        let words = view.without(|letter| is_invisible(letter) && !letter.is_whitespace());
        for spelling in self.0.iter() {
            spelling.find(if spelling.is_word { &words } else { &joined }, hide);
        }
    }
}

impl fmt::Debug for KnownSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownSecrets([REDACTED])")
    }
}

/// What is read instead of a secret that has something like an escape in it, where all escapes are read.
fn unescaped(secret: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut view = View::of(std::str::from_utf8(secret).ok()?);
    view.unescape_all();
    let unescaped = Zeroizing::new(view.bytes);
    (unescaped.len() < secret.len()).then_some(unescaped)
}

/// What any base64 holds that `secret` was encoded in, `offset` bytes after a multiple of three, as far as its
/// neighbours do not change it.
fn in_base64(secret: &[u8], offset: usize) -> Option<Spelling> {
    let length = offset + secret.len();
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.resize(offset, 0);
    padded.extend_from_slice(secret);
    let mut encoded = Zeroizing::new(String::with_capacity(length.div_ceil(3) * 4));
    STANDARD_NO_PAD.encode_string(padded.as_slice(), &mut encoded);
    let own = (offset * 8).div_ceil(6)..length * 8 / 6;
    let own = encoded.get(own).filter(|own| own.len() >= SHORTEST_PREFIX);
    match own {
        Some(own) => Some(Spelling::new(own.bytes())),
        // Too short to tell anything from other text, unless it stands alone.
        None => (offset == 0).then(|| Spelling::new(encoded.bytes())),
    }
}

/// One way to write a secret, as it is compared.
struct Spelling {
    letters: Zeroizing<Vec<u8>>,
    /// For every place in `letters`, how many letters from there on are those of the start.
    repeats: Vec<usize>,
    /// Whether it is so short that it is one only where it is a word of its own.
    is_word: bool,
}

impl Spelling {
    fn new(letters: impl Iterator<Item = u8> + Clone) -> Self {
        // Full capacity from the start: a buffer that grows leaves copies behind.
        let mut raw = Zeroizing::new(Vec::with_capacity(letters.clone().count()));
        raw.extend(letters);
        let mut kept = Zeroizing::new(Vec::with_capacity(raw.len()));
        let mut count = 0;
        for chunk in raw.utf8_chunks() {
            let visible = chunk.valid().chars().filter(|letter| !is_invisible(*letter));
            for letter in visible {
                count += 1;
                kept.extend(letter.encode_utf8(&mut [0; 4]).bytes().map(folded));
            }
        }
        let repeats = repeats(&kept);
        Self { letters: kept, repeats, is_word: count < SHORTEST_INSIDE }
    }

    /// How many letters tell that it is the secret; none do if there are none.
    fn shortest(&self) -> usize {
        SHORTEST_PREFIX.min(self.letters.len())
    }

    fn starts_in(&self, text: &[u8]) -> bool {
        let start = &self.letters[..self.shortest()];
        let is_start = |piece: &[u8]| piece.iter().zip(start).all(|(a, b)| folded(*a) == *b);
        !start.is_empty() && text.windows(start.len()).any(is_start)
    }

    /// Hides every start of the secret that is long enough, in time linear in `view`: what was compared once
    /// is looked up in `repeats` and not compared again.
    fn find(&self, view: &View, hide: &mut impl FnMut(Range<usize>)) {
        let (letters, text) = (self.letters.as_slice(), view.bytes.as_slice());
        let shortest = self.shortest();
        if shortest == 0 {
            return;
        }
        let (mut left, mut right, mut hidden) = (0, 0, 0);
        for at in 0..text.len() {
            let mut length = if at < right { self.repeats[at - left].min(right - at) } else { 0 };
            while text
                .get(at + length)
                .is_some_and(|byte| letters.get(length) == Some(&folded(*byte)))
            {
                length += 1;
            }
            if at + length > right {
                (left, right) = (at, at + length);
            }
            let is_found =
                length >= shortest && !(self.is_word && is_in_word(text, at, at + length));
            if is_found && at + length > hidden {
                // From the last letter that is hidden already, with the blanks behind it.
                hide(view.source(&(at.max(hidden.saturating_sub(1))..at + length)));
                hidden = at + length;
            }
        }
    }
}

/// Whether a letter or a digit stands right before or right behind a piece of `text`.
fn is_in_word(text: &[u8], start: usize, end: usize) -> bool {
    let before = String::from_utf8_lossy(&text[start.saturating_sub(4)..start]);
    let behind = String::from_utf8_lossy(&text[end..text.len().min(end + 4)]);
    before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric)
}

/// For every place in `letters`, how many letters from there on are those of the start: the Z function.
fn repeats(letters: &[u8]) -> Vec<usize> {
    let mut repeats = vec![letters.len(); letters.len()];
    let (mut left, mut right) = (0, 0);
    for at in 1..letters.len() {
        let mut length = if at < right { repeats[at - left].min(right - at) } else { 0 };
        while at + length < letters.len() && letters[at + length] == letters[length] {
            length += 1;
        }
        repeats[at] = length;
        if at + length > right {
            (left, right) = (at, at + length);
        }
    }
    repeats
}

/// A letter as it is compared: in either alphabet of base64, and in whatever case.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}
