//! Reads strings, integers and other values that stand in a JSONPath.

use serde_json::{Number, Value};

use super::Parser;
use crate::json_path::ParseError;

/// The highest number up to which every integer is also a double, which is what RFC 7493 (I-JSON) allows.
const MAX_INTEGER: i64 = (1 << 53) - 1;

impl Parser<'_> {
    /// A value that is written out, if one stands here.
    pub(super) fn literal(&mut self) -> Result<Option<Value>, ParseError> {
        if let Some(text) = self.string()? {
            return Ok(Some(Value::String(text)));
        }
        if self.rest.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit()) {
            return self.number().map(|number| Some(Value::Number(number)));
        }
        let start = self.rest;
        let literal =
            match self.take_while(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
                "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => {
                    self.rest = start;
                    return Ok(None);
                }
            };
        Ok(Some(literal))
    }

    /// A number, which is written as in JSON.
    fn number(&mut self) -> Result<Number, ParseError> {
        let start = self.rest;
        let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
        let digits = self.take_while(is_part);
        let number = serde_json::from_str(digits);
        number.map_err(|_| self.error_before(start, format!("`{digits}` is no number")))
    }

    /// An integer of a selector, if one stands here.
    pub(super) fn integer(&mut self) -> Result<Option<i64>, ParseError> {
        let start = self.rest;
        let is_negative = self.takes("-");
        let digits = self.take_while(|letter| letter.is_ascii_digit());
        if digits.is_empty() && !is_negative {
            return Ok(None);
        }
        let has_form = !digits.starts_with('0') || (digits == "0" && !is_negative);
        let number: Option<i64> = digits.parse().ok().filter(|it| has_form && *it <= MAX_INTEGER);
        let number = number.map(|number| if is_negative { -number } else { number });
        let problem = || {
            let sign = if is_negative { "-" } else { "" };
            format!(
                "`{sign}{digits}` is no integer without zeros in front, from -{MAX_INTEGER} to {MAX_INTEGER}"
            )
        };
        number.map(Some).ok_or_else(|| self.error_before(start, problem()))
    }

    /// A string in quotes, if one stands here.
    pub(super) fn string(&mut self) -> Result<Option<String>, ParseError> {
        let quote = match self.rest.chars().next() {
            Some(quote @ ('\'' | '"')) => quote,
            _ => return Ok(None),
        };
        let start = self.rest;
        let mut string = String::new();
        self.next_character();
        loop {
            let before = self.rest;
            match self.next_character() {
                Some(letter) if letter == quote => return Ok(Some(string)),
                Some('\\') => string.push(self.escaped(before, quote)?),
                Some('\0'..='\u{1f}') => {
                    let problem = "a control character in a string has to be escaped";
                    return Err(self.error_before(before, problem));
                }
                Some(letter) => string.push(letter),
                None => return Err(self.error_before(start, "the string is not closed")),
            }
        }
    }

    /// The character that stands behind a backslash; `start` is what the backslash starts.
    fn escaped(&mut self, start: &str, quote: char) -> Result<char, ParseError> {
        let character = match self.next_character() {
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.code_point(),
            Some(letter) if letter == quote || letter == '/' || letter == '\\' => Some(letter),
            _ => None,
        };
        character.ok_or_else(|| self.error_before(start, "what stands behind `\\` is no escape"))
    }

    /// The character of one or, for those beyond 16 bits, two numbers of four hexadecimal digits.
    fn code_point(&mut self) -> Option<char> {
        let unit = self.code_unit()?;
        let mut units = vec![unit];
        if (0xd800..0xdc00).contains(&unit) && self.takes("\\u") {
            units.push(self.code_unit()?);
        }
        String::from_utf16(&units).ok()?.chars().next()
    }

    fn code_unit(&mut self) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        // The function reads a sign, too.
        let digits = Some(digits).filter(|it| it.chars().all(|digit| digit.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value that a whole text is.
    fn literal(text: &str) -> Option<Value> {
        let mut parser = Parser::new(text);
        let literal = parser.literal().ok()??;
        parser.rest.is_empty().then_some(literal)
    }

    #[test]
    fn a_string_may_escape_what_it_has_to_and_more() {
        for (text, string) in [
            (r#"'a"b'"#, "a\"b"),
            (r#""a'b""#, "a'b"),
            (r"'\'\\\/'", "'\\/"),
            (r"'\b\f\n\r\t'", "\u{8}\u{c}\n\r\t"),
            (r"'\u00e9\u00E9'", "éé"),
            (r"'\uD83D\uDE00'", "😀"),
            ("'é😀\u{7f}'", "é😀\u{7f}"),
        ] {
            assert_eq!(literal(text), Some(string.into()), "{text}");
        }
        for text in [
            "'a",
            r"'\'",
            r#"'\"'"#,
            r#""\'""#,
            r"'\a'",
            r"'\u00e'",
            r"'\u+0e9'",
            r"'\uD83D'",
            r"'\uDE00'",
            r"'\uD83D\u0041'",
            r"'\uD83Dé'",
            "'\n'",
            "'\0'",
        ] {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_written_as_in_json() {
        for (text, number) in [
            ("0", Value::from(0)),
            ("-12", Value::from(-12)),
            ("18446744073709551615", Value::from(u64::MAX)),
            ("1.50", Value::from(1.5)),
            ("-0.5e-1", Value::from(-0.05)),
            ("1E2", Value::from(100.0)),
        ] {
            assert_eq!(literal(text), Some(number), "{text}");
        }
        for text in ["-", "01", "+1", "1.", ".1", "1e", "1e+", "1e999", "0x1", "1-2"] {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_literals() {
        assert_eq!(literal("null"), Some(Value::Null));
        assert_eq!(literal("true"), Some(true.into()));
        for text in ["True", "nul", "nulls", "false_", ""] {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn an_integer_has_no_zeros_in_front_and_is_a_double_too() {
        for (text, integer) in [
            ("0", Some(0)),
            ("-10", Some(-10)),
            ("9007199254740991", Some(MAX_INTEGER)),
            ("-9007199254740991", Some(-MAX_INTEGER)),
            ("9007199254740992", None),
            ("99999999999999999999", None),
            ("-0", None),
            ("01", None),
            ("--1", None),
        ] {
            assert_eq!(Parser::new(text).integer().ok().flatten(), integer, "{text}");
        }
    }
}
