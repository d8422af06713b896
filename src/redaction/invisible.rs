//! Characters that nobody sees.

/// Whether nothing is seen where `letter` stands: blanks, control characters, and all that Unicode takes for
/// ignorable when it is shown, such as a byte order mark, zero-width spaces, soft hyphens and marks of direction.
pub(crate) fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            u32::from(letter),
            0xAD | 0x34F
                | 0x61C
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x202A..=0x202E
                | 0x2060..=0x206F
                // The braille pattern without a dot.
                | 0x2800
                | 0x3164
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFFB
                | 0x1BCA0..=0x1BCA3
                | 0x1D173..=0x1D17A
                | 0xE0000..=0xE0FFF
        )
}

/// Whether `letter`, between these texts, is shown as an escape (`\u{202e}`): a reader would not see it, or it turns
/// the direction of the text around it. Blanks, tabs and line breaks are not.
///
/// Persian, Hindi, emoji and other scripts need joiners and variation selector 16. Those stay behind a letter from
/// U+0600 on, where these scripts and most emoji are, and a joiner behind such a selector.
pub(super) fn is_escaped(letter: char, before: &str, behind: &str) -> bool {
    let base = if letter == '\u{fe0f}' { before } else { before.trim_end_matches('\u{fe0f}') };
    match letter {
        '\n' | '\t' => false,
        '\r' => !behind.starts_with('\n'),
        '\u{200c}' | '\u{200d}' | '\u{fe0f}' => {
            !base.ends_with(|letter| letter >= '\u{600}' && !is_invisible(letter))
        }
        '\u{2028}' | '\u{2029}' => true,
        _ => letter.is_control() || is_invisible(letter) && !letter.is_whitespace(),
    }
}
