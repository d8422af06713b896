//! A text as its reader may see it: with its escapes read, and with the place where each byte stands.

use std::ops::Range;

use super::ESCAPE_LEVELS;
use super::escape::{self, Escape};

/// The bytes of a text, of which each knows the bytes of the source that stand for it.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl View {
    /// `text` as it is written. What [`cut`](super::cut) leaves of it is far below 4 GiB.
    pub(super) fn of(text: &str) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            bytes: text.as_bytes().to_vec(),
            starts: (0..length).collect(),
            ends: (1..=length).collect(),
        }
    }

    /// Reads all escapes, as far as anybody does.
    pub(super) fn unescape_all(&mut self) {
        for _ in 0..ESCAPE_LEVELS {
            self.unescape();
        }
    }

    /// Reads the outermost escapes, and tells whether there was one. It takes no memory: no escape is shorter
    /// than what it stands for.
    pub(super) fn unescape(&mut self) -> bool {
        let (mut read, mut written) = (0, 0);
        while read < self.bytes.len() {
            let byte = self.bytes[read];
            let escape = escape::at(&self.bytes[read..]).unwrap_or_else(|| Escape::byte(byte, 1));
            let (start, end) = (self.starts[read], self.ends[read + escape.length - 1]);
            for byte in escape.stands_for() {
                self.bytes[written] = *byte;
                self.starts[written] = start;
                self.ends[written] = end;
                written += 1;
            }
            read += escape.length;
        }
        let found = written < read;
        self.bytes.truncate(written);
        self.starts.truncate(written);
        self.ends.truncate(written);
        found
    }

    /// The same without the letters that `dropped` says.
    pub(super) fn without(&self, dropped: fn(char) -> bool) -> Self {
        let length = self.bytes.len();
        let mut kept = Self {
            bytes: Vec::with_capacity(length),
            starts: Vec::with_capacity(length),
            ends: Vec::with_capacity(length),
        };
        let mut keep = |range: Range<usize>| {
            kept.bytes.extend_from_slice(&self.bytes[range.clone()]);
            kept.starts.extend_from_slice(&self.starts[range.clone()]);
            kept.ends.extend_from_slice(&self.ends[range]);
        };
        let mut at = 0;
        for chunk in self.bytes.utf8_chunks() {
            for letter in chunk.valid().chars() {
                let next = at + letter.len_utf8();
                if !dropped(letter) {
                    keep(at..next);
                }
                at = next;
            }
            let next = at + chunk.invalid().len();
            keep(at..next);
            at = next;
        }
        kept
    }

    /// Where bytes of the view stand in the source; `range` is not empty.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.starts.get(range.start).copied().unwrap_or_default();
        let end = self.ends.get(range.end - 1).copied().unwrap_or_default();
        start as usize..end as usize
    }
}
