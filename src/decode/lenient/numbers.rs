//! Reads numbers, and text that spells one, where nothing is lost.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

use super::{EXACT, Lenient};

/// Text that spells a number, as the shortest text for that number: `+1.50` → `1.5`.
fn plain(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = match digits.split_once('.') {
        Some((whole, part)) => {
            let part = part.trim_end_matches('0');
            let dot = if part.is_empty() { "" } else { "." };
            format!("{}{dot}{part}", whole.trim_start_matches('0'))
        }
        None => digits.trim_start_matches('0').to_owned(),
    };
    let zero = if digits.is_empty() || digits.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{digits}")
}

macro_rules! lenient_number {
    ($($number:ty),*) => {$(
        impl Lenient for $number {
            fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Number;

                impl Visitor<'_> for Number {
                    type Value = $number;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a number, or text that spells one")
                    }

                    fn visit_i64<E: de::Error>(self, number: i64) -> Result<$number, E> {
                        self.visit_str(&number.to_string())
                    }

                    fn visit_u64<E: de::Error>(self, number: u64) -> Result<$number, E> {
                        self.visit_str(&number.to_string())
                    }

                    fn visit_f64<E: de::Error>(self, number: f64) -> Result<$number, E> {
                        // A larger one has been rounded, and its text is not that of an integer.
                        if number.abs() >= EXACT && !stringify!($number).starts_with('f') {
                            return Err(E::custom("the number cannot be held without loss"));
                        }
                        self.visit_str(&number.to_string())
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$number, E> {
                        let text = text.trim();
                        let spelled = text.contains(|digit: char| digit.is_ascii_digit());
                        let text = if spelled { plain(text) } else { String::new() };
                        let number: $number = text.parse().map_err(|_| {
                            E::invalid_type(de::Unexpected::Other("another value"), &self)
                        })?;
                        if number.to_string() == text {
                            Ok(number)
                        } else {
                            Err(E::custom("the number cannot be held without loss"))
                        }
                    }
                }

                deserializer.deserialize_any(Number)
            }
        }
    )*};
}

lenient_number!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
