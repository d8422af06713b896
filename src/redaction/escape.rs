//! Escapes of JSON, of programming languages, of URLs and of HTML, in upper and lower case.

/// An escape at the start of a text.
pub(super) struct Escape {
    /// How many bytes it has, never fewer than what it stands for.
    pub(super) length: usize,
    letter: [u8; 4],
    letter_length: usize,
}

impl Escape {
    /// One byte, which `length` bytes stand for.
    pub(super) fn byte(byte: u8, length: usize) -> Self {
        Self { length, letter: [byte, 0, 0, 0], letter_length: 1 }
    }

    fn letter(number: u32, length: usize) -> Option<Self> {
        let mut letter = [0; 4];
        let letter_length = char::from_u32(number)?.encode_utf8(&mut letter).len();
        Some(Self { length, letter, letter_length })
    }

    /// The bytes that it stands for, a letter in UTF-8 or one byte of it.
    pub(super) fn stands_for(&self) -> &[u8] {
        &self.letter[..self.letter_length]
    }
}

/// The escape that `text` starts with.
pub(super) fn at(text: &[u8]) -> Option<Escape> {
    match text {
        [b'%', b'u' | b'U', rest @ ..] => Escape::letter(hex(rest, 4)?, 6),
        [b'%', rest @ ..] => Some(Escape::byte(u8::try_from(hex(rest, 2)?).ok()?, 3)),
        [b'\\', rest @ ..] => backslash(rest),
        [b'&', b'#', b'x' | b'X', rest @ ..] => reference(rest, 16, 3),
        [b'&', b'#', rest @ ..] => reference(rest, 10, 2),
        [b'&', ..] => named(text),
        _ => None,
    }
}

/// What follows a backslash in JSON, JavaScript, C, Python and Rust.
fn backslash(rest: &[u8]) -> Option<Escape> {
    let (first, rest) = rest.split_first()?;
    match first {
        b'u' | b'x' if rest.first() == Some(&b'{') => {
            let (number, digits) = digits(&rest[1..], 16, 6)?;
            let closed = rest.get(1 + digits) == Some(&b'}');
            if closed { Escape::letter(number, digits + 4) } else { None }
        }
        b'u' => match (hex(rest, 4)?, rest.get(4..6)) {
            (high @ 0xD800..0xDC00, Some(br"\u")) => match hex(&rest[6..], 4)? {
                low @ 0xDC00..0xE000 => {
                    Escape::letter(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12)
                }
                _ => None,
            },
            (number, _) => Escape::letter(number, 6),
        },
        b'U' => Escape::letter(hex(rest, 8)?, 10),
        b'x' => Some(Escape::byte(u8::try_from(hex(rest, 2)?).ok()?, 4)),
        b'0'..=b'7' => Some(Escape::byte(octal(*first, rest)?, 4)),
        b'n' | b'r' | b't' | b'b' | b'f' | b'v' => Some(Escape::byte(b'\n', 2)),
        b'/' | b'\\' | b'"' | b'\'' => Some(Escape::byte(*first, 2)),
        _ => None,
    }
}

/// A byte in three octal digits.
fn octal(first: u8, rest: &[u8]) -> Option<u8> {
    let (more, _) = digits(rest, 8, 2).filter(|(_, count)| *count == 2)?;
    u8::try_from(u32::from(first - b'0') * 64 + more).ok()
}

/// A letter by its number in HTML; browsers do without the semicolon.
fn reference(rest: &[u8], radix: u32, before: usize) -> Option<Escape> {
    let (number, digits) = digits(rest, radix, 8)?;
    let semicolon = usize::from(rest.get(digits) == Some(&b';'));
    Escape::letter(number, before + digits + semicolon)
}

/// The letters that base64, URLs and HTML need, by their names in HTML.
fn named(text: &[u8]) -> Option<Escape> {
    const NAMES: [(&str, u8); 19] = [
        ("amp", b'&'),
        ("lt", b'<'),
        ("gt", b'>'),
        ("quot", b'"'),
        ("apos", b'\''),
        ("nbsp", b' '),
        ("plus", b'+'),
        ("sol", b'/'),
        ("bsol", b'\\'),
        ("equals", b'='),
        ("percnt", b'%'),
        ("lowbar", b'_'),
        ("hyphen", b'-'),
        ("dash", b'-'),
        ("period", b'.'),
        ("colon", b':'),
        ("num", b'#'),
        ("excl", b'!'),
        ("dollar", b'$'),
    ];
    NAMES.iter().find_map(|(name, byte)| {
        let rest = text[1..].strip_prefix(name.as_bytes())?;
        (rest.first() == Some(&b';')).then(|| Escape::byte(*byte, name.len() + 2))
    })
}

/// The number in exactly `count` hexadecimal digits.
fn hex(text: &[u8], count: usize) -> Option<u32> {
    digits(text, 16, count).filter(|(_, found)| *found == count).map(|(number, _)| number)
}

/// The number in the digits at the start of `text`, at most `most` of them, and how many there are.
fn digits(text: &[u8], radix: u32, most: usize) -> Option<(u32, usize)> {
    let mut number = 0u32;
    let mut count = 0;
    for byte in text.iter().take(most) {
        let Some(digit) = char::from(*byte).to_digit(radix) else { break };
        number = number.checked_mul(radix)?.checked_add(digit)?;
        count += 1;
    }
    (count > 0).then_some((number, count))
}
