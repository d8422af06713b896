//! Finds known secrets by comparison: as they are, in base64, and percent-encoded.

use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

/// The number of letters that identify a truncated secret. A shorter secret is found as a whole.
const SHORTEST_PREFIX: usize = 8;

/// The spellings of the secrets of an API key, in memory that is wiped when the last clone is gone.
#[derive(Clone, Default)]
pub(crate) struct KnownSecrets(Arc<[Zeroizing<Vec<u8>>]>);

impl KnownSecrets {
    /// Prepares `secret`, and `encoded`, which is the secret in the header.
    pub(crate) fn new(secret: &[u8], encoded: &[u8]) -> Self {
        let padding = encoded.iter().rev().take_while(|byte| **byte == b'=').count();
        let plain = [secret, &encoded[..encoded.len() - padding]];
        let plain = plain.into_iter().map(|spelling| Zeroizing::new(spelling.to_vec()));
        Self(plain.chain((0..3).map(|offset| in_base64(secret, offset))).collect())
    }

    /// Hides every secret in `text`. Each is searched for on its own, so overlapping secrets do not hide each other.
    pub(super) fn find(&self, text: &str, mut hide: impl FnMut(Range<usize>)) {
        for spelling in self.0.iter() {
            let shortest = SHORTEST_PREFIX.min(spelling.len());
            // The secret may contain a literal percent sign.
            for (start, is_encoded) in (0..text.len()).flat_map(|at| [(at, false), (at, true)]) {
                let (letters, length) = common(spelling, &text.as_bytes()[start..], is_encoded);
                if letters >= shortest {
                    hide(start..start + length);
                }
            }
        }
    }
}

/// Returns the letters that every base64 contains in which `secret` starts `offset` bytes behind a multiple of three.
/// Returns nothing if they are too few to identify the secret.
fn in_base64(secret: &[u8], offset: usize) -> Zeroizing<Vec<u8>> {
    // Full capacity from the start: a buffer that grows leaves copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(offset + secret.len()));
    padded.resize(offset, 0);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(padded.as_slice()));
    // The first and the last letter depend on the neighbours of the secret.
    let own = encoded.as_bytes().get((offset * 8).div_ceil(6)..).unwrap_or_default();
    let is_long = offset == 0 || own.len() > SHORTEST_PREFIX;
    Zeroizing::new(if is_long { own.to_vec() } else { Vec::new() })
}

/// Counts the letters that `text` and `spelling` share at their starts, and the bytes that they take in `text`.
fn common(spelling: &[u8], text: &[u8], is_encoded: bool) -> (usize, usize) {
    let mut length = 0;
    for (count, letter) in spelling.iter().enumerate() {
        let (byte, taken) = match text[length..] {
            [b'%', high, low, ..] if is_encoded => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'%', 1),
            },
            // Forms write a blank as `+`.
            [b'+', ..] if is_encoded && *letter == b' ' => (b' ', 1),
            [byte, ..] => (byte, 1),
            [] => return (count, length),
        };
        if folded(byte) != folded(*letter) {
            return (count, length);
        }
        length += taken;
    }
    (spelling.len(), length)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Folds a letter for comparison: both alphabets of base64 are equal, and so are upper and lower case.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}
