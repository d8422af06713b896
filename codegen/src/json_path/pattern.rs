//! Patterns of the functions `match` and `search`, which are written in I-Regexp (RFC 9485).

use std::str::Chars;

use regex::{Regex, escape};

use super::syntax::Extent;

/// The characters that a backslash may stand before to mean themselves, or a control character.
const ESCAPED: &str = "()*+-.?[\\]^nrt{|}";

/// The categories of characters: a major one, and the minor ones that it has.
const CATEGORIES: [(char, &str); 7] = [
    ('C', "cfno"),
    ('L', "lmotu"),
    ('M', "cen"),
    ('N', "dlo"),
    ('P', "cdefios"),
    ('S', "ckmo"),
    ('Z', "lps"),
];

/// The pattern for a search or, with `Extent::Whole`, for a whole text; none if it is no I-Regexp.
pub fn compile(pattern: &str, extent: Extent) -> Option<Regex> {
    let mut translation = Translation { rest: pattern.chars(), output: String::new() };
    translation.pattern()?;
    let translated = translation.output;
    let whole = match extent {
        Extent::Whole => format!(r"\A(?:{translated})\z"),
        Extent::Part => translated,
    };
    Regex::new(&whole).ok()
}

/// The translation of an I-Regexp for a library whose patterns can say more.
struct Translation<'a> {
    rest: Chars<'a>,
    output: String,
}

impl Translation<'_> {
    /// `^` and `$` are handed on: section 5 of RFC 9485 leaves them as they are, so that they mean the ends of a text.
    fn pattern(&mut self) -> Option<()> {
        let mut open = 0_usize;
        // Whether there is something that a quantifier could be about.
        let mut is_quantifiable = false;
        while let Some(character) = self.rest.next() {
            let quantifies = matches!(character, '*' | '+' | '?' | '{');
            if quantifies && !is_quantifiable {
                return None;
            }
            is_quantifiable = !quantifies && !matches!(character, '(' | '|');
            match character {
                '.' => self.output.push_str(r"[^\n\r]"),
                '\\' => {
                    self.escaped()?;
                }
                '[' => self.class()?,
                '{' => self.quantity()?,
                ']' | '}' => return None,
                _ => self.output.push(character),
            }
            match character {
                '(' => open += 1,
                ')' => open = open.checked_sub(1)?,
                _ => {}
            }
        }
        (open == 0).then_some(())
    }

    /// What stands in braces, behind the first of them.
    fn quantity(&mut self) -> Option<()> {
        let (quantity, rest) = self.rest.as_str().split_once('}')?;
        self.rest = rest.chars();
        self.output.extend(["{", quantity, "}"]);
        let (least, most) = quantity.split_once(',').unwrap_or((quantity, ""));
        let is_number = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
        (!least.is_empty() && is_number(least) && is_number(most)).then_some(())
    }

    /// What stands behind a backslash; tells whether that is a single character.
    fn escaped(&mut self) -> Option<bool> {
        let character = self.rest.next()?;
        self.output.extend(['\\', character]);
        if ESCAPED.contains(character) {
            return Some(true);
        }
        let (category, rest) = self.rest.as_str().strip_prefix('{')?.split_once('}')?;
        self.rest = rest.chars();
        self.output.extend(["{", category, "}"]);
        let mut letters = category.chars();
        let (major, minor) = (letters.next()?, letters.next());
        let (_, known) = CATEGORIES.into_iter().find(|(known, _)| *known == major)?;
        let is_known = minor.is_none_or(|minor| known.contains(minor)) && letters.next().is_none();
        (is_known && matches!(character, 'p' | 'P')).then_some(false)
    }

    /// What stands in brackets, behind the first of them.
    fn class(&mut self) -> Option<()> {
        self.output.push('[');
        if self.rest.as_str().starts_with('^') {
            self.output.extend(self.rest.next());
        }
        let mut is_empty = true;
        loop {
            match self.rest.next()? {
                ']' if !is_empty => break,
                '-' if is_empty || self.rest.as_str().starts_with(']') => {
                    self.output.push_str(r"\-")
                }
                character => {
                    let is_single = self.class_character(character)?;
                    let rest = self.rest.as_str();
                    if is_single && rest.starts_with('-') && !rest.starts_with("-]") {
                        self.output.extend(self.rest.next());
                        let last = self.rest.next()?;
                        if !self.class_character(last)? {
                            return None;
                        }
                    }
                }
            }
            is_empty = false;
        }
        self.output.push(']');
        Some(())
    }

    /// Tells whether that is a single character. Here, more of them have a meaning for the library than in I-Regexp.
    fn class_character(&mut self, character: char) -> Option<bool> {
        match character {
            '\\' => return self.escaped(),
            '-' | '[' | ']' => return None,
            _ => self.output.push_str(&escape(&character.to_string())),
        }
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_it_means_in_i_regexp() {
        for (pattern, text, expected) in [
            ("a|bc", "bc", true),
            ("a|bc", "ac", false),
            ("a.c", "a\u{2028}c", true),
            ("a.c", "a\nc", false),
            ("a.c", "a\rc", false),
            ("(ab)+c{2,3}d*", "ababccc", true),
            ("[^a-c]x?", "d", true),
            (r"[\]\-.&&~]{5}", "]-.&~", true),
            ("[-a]+[b-]", "-a-", true),
            (r"\p{Lu}\P{Lu}\p{N}", "Éé1", true),
            (r"\{\}\[\n", "{}[\n", true),
            ("é# ", "é# ", true),
            ("a", "a\n", false),
            ("", "", true),
        ] {
            let compiled = compile(pattern, Extent::Whole).unwrap();
            assert_eq!(compiled.is_match(text), expected, "{pattern} {text:?}");
        }
        assert!(compile("b.", Extent::Part).unwrap().is_match("abcd"));
    }

    #[test]
    fn what_other_kinds_of_patterns_have_is_no_i_regexp() {
        for pattern in [
            "*",
            "a**",
            "a*?",
            "a|+",
            "(?i)a",
            "(?:a)",
            "(",
            ")",
            "a)(b",
            "[",
            "]",
            "[]",
            "[^]",
            "}",
            "{1}",
            "a{,1}",
            "a{1",
            "a{x}",
            "a{2,1}",
            "[[:alpha:]]",
            "[a[b]]",
            "[a-c-e]",
            r"[a-\p{L}]",
            "[b-a]",
            r"\d",
            r"\b",
            r"\x41",
            r"\p{Greek}",
            r"\p{Lx}",
            r"\pL",
            "\\",
        ] {
            assert!(compile(pattern, Extent::Whole).is_none(), "{pattern}");
        }
    }
}
