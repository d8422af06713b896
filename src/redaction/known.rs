//! Finds known secrets by comparison: as they are, in base64, and percent-encoded.

use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

/// How many letters of a secret tell that it is one, where the rest is cut off. A shorter secret is found as
/// a whole.
const SHORTEST_PREFIX: usize = 8;

/// The spellings of the secrets of an API key, in memory that is wiped when the last clone is gone.
#[derive(Clone, Default)]
pub(crate) struct KnownSecrets(Arc<[Zeroizing<Vec<u8>>]>);

impl KnownSecrets {
    /// `secret`, and `encoded`, which the header has.
    pub(crate) fn new(secret: &[u8], encoded: &[u8]) -> Self {
        let padding = encoded.iter().rev().take_while(|byte| **byte == b'=').count();
        let plain = [secret, &encoded[..encoded.len() - padding]];
        let plain = plain.into_iter().map(|spelling| Zeroizing::new(spelling.to_vec()));
        Self(plain.chain((0..3).map(|offset| in_base64(secret, offset))).collect())
    }

    /// Hides every secret in `text`, each on its own, so that none keeps another from being found.
    pub(super) fn find(&self, text: &str, mut hide: impl FnMut(Range<usize>)) {
        for spelling in self.0.iter() {
            let shortest = SHORTEST_PREFIX.min(spelling.len());
            // A sign of percent may be one of the secret.
            for (start, is_encoded) in (0..text.len()).flat_map(|at| [(at, false), (at, true)]) {
                let (letters, length) = common(spelling, &text.as_bytes()[start..], is_encoded);
                if letters >= shortest {
                    hide(start..start + length);
                }
            }
        }
    }
}

/// What any base64 holds that `secret` was encoded in, `offset` bytes behind a multiple of three; empty where that is
/// too short to be told from other text.
fn in_base64(secret: &[u8], offset: usize) -> Zeroizing<Vec<u8>> {
    // Full capacity from the start: a buffer that grows leaves copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(offset + secret.len()));
    padded.resize(offset, 0);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(padded.as_slice()));
    // The letters around it depend on what stands beside the secret.
    let own = encoded.as_bytes().get((offset * 8).div_ceil(6)..).unwrap_or_default();
    let is_long = offset == 0 || own.len() > SHORTEST_PREFIX;
    Zeroizing::new(if is_long { own.to_vec() } else { Vec::new() })
}

/// How many letters `text` starts with are those of the start of `spelling`, and how many bytes they take.
fn common(spelling: &[u8], text: &[u8], is_encoded: bool) -> (usize, usize) {
    let mut length = 0;
    for (count, letter) in spelling.iter().enumerate() {
        let (byte, taken) = match text[length..] {
            [b'%', high, low, ..] if is_encoded => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'%', 1),
            },
            // The way forms write a blank.
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

/// A letter as it is compared: in either alphabet of base64, and in whatever case.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}
