//! Reading values that the API sends in another form than its document says, when nothing is lost.
//!
//! A number or a truth value where text is documented is read as it is written, text where a number or a truth value
//! is documented is read as what it spells, and null in place of an optional value, or of an item of a list, is no
//! value. So is empty text where it is none of the documented values.

mod containers;
mod numbers;

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// Integers below this one are exact in a floating-point number.
pub(super) const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value that can be read from more than one form, or that others can be read around.
pub(crate) trait Lenient: for<'a> Deserialize<'a> {
    /// Reads the value.
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Reads an item of a list or a map; null is none, unless the item may be null.
    fn item<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Option::lenient(deserializer)
    }
}

/// What generated fields name in `deserialize_with`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    T::lenient(deserializer)
}

/// The same for a map of any values: null is an empty one.
pub(crate) fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Lenient for uuid::Uuid {}

struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, or a number or a truth value that can be written as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        // A larger one has been rounded before it came here.
        if number.abs() >= EXACT {
            return Err(E::custom("the number is too large to be written as text without loss"));
        }
        Ok(number.to_string())
    }
}

impl Lenient for String {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text)
    }
}

struct Truth;

impl Visitor<'_> for Truth {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false, or text that spells one of them")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        let is = |spelled| text.trim().eq_ignore_ascii_case(spelled);
        match (is("true"), is("false")) {
            (false, false) => Err(E::invalid_type(de::Unexpected::Other("another value"), &self)),
            (value, _) => Ok(value),
        }
    }
}

impl Lenient for bool {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Truth)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn lenient<T: Lenient>(json: &str) -> Option<T> {
        T::lenient(&mut serde_json::Deserializer::from_str(json)).ok()
    }

    #[test]
    fn a_number_where_text_is_documented_is_read_as_it_is_written() {
        for (json, text) in [
            ("\"a\"", "a"),
            ("5", "5"),
            ("-5", "-5"),
            ("12.5", "12.5"),
            ("true", "true"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(lenient::<String>(json).as_deref(), Some(text));
            assert_eq!(lenient::<Option<String>>(json).unwrap().as_deref(), Some(text));
        }
        for json in ["123456789012345678901234567890", "{}", "[]", "null"] {
            assert_eq!(lenient::<String>(json), None, "{json}");
        }
    }

    #[test]
    fn text_where_a_number_is_documented_is_read_if_nothing_is_lost() {
        for (json, number) in [
            ("12.5", 12.5),
            ("\"12.50\"", 12.5),
            ("\"+007\"", 7.0),
            ("\"-0.10\"", -0.1),
            ("3", 3.0),
            ("\"0\"", 0.0),
        ] {
            assert_eq!(lenient(json), Some(number), "{json}");
        }
        for json in
            ["\"\"", "\"a\"", "\"1.00000000000000000001\"", "\"12345678901234567890.5\"", "true"]
        {
            assert_eq!(lenient::<f64>(json), None, "{json}");
        }
        for (json, number) in [
            ("5", Some(5)),
            ("\"5\"", Some(5)),
            ("5.0", Some(5)),
            ("5.5", None),
            ("\"99999999999\"", None),
        ] {
            assert_eq!(lenient::<i32>(json), number, "{json}");
        }
        for (json, number) in [
            ("9007199254740991.0", Some(9_007_199_254_740_991)),
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("9007199254740993.0", None),
            ("-144115188075855872.0", None),
        ] {
            assert_eq!(lenient::<i64>(json), number, "{json}");
        }
    }

    #[test]
    fn text_where_a_truth_value_is_documented_is_read_as_what_it_spells() {
        for (json, value) in [
            ("true", Some(true)),
            ("\"true\"", Some(true)),
            ("\" False \"", Some(false)),
            ("\"yes\"", None),
            ("1", None),
        ] {
            assert_eq!(lenient::<bool>(json), value, "{json}");
        }
    }

    #[test]
    fn empty_text_that_is_no_value_of_the_type_is_none() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Thing {
            a: Option<i64>,
        }
        impl Lenient for Thing {}
        assert_eq!(lenient::<Option<f64>>("\"\""), Some(None));
        assert_eq!(lenient::<Option<bool>>("\" \""), Some(None));
        assert_eq!(lenient::<Option<Thing>>("\"\""), Some(None));
        assert_eq!(lenient::<Option<Thing>>("{\"a\": 1}"), Some(Some(Thing { a: Some(1) })));
        assert_eq!(lenient::<Option<String>>("\"\""), Some(Some(String::new())));
        assert_eq!(lenient::<Vec<Thing>>("\"\""), Some(vec![]));
        assert_eq!(lenient::<Option<Thing>>("\"a\""), None);
        assert_eq!(lenient::<f64>("\"\""), None);
    }

    #[test]
    fn null_is_no_value() {
        assert_eq!(lenient::<Vec<String>>("[null, \"a\"]"), Some(vec!["a".into()]));
        assert_eq!(lenient::<Vec<Option<i64>>>("[null, 1]"), Some(vec![None, Some(1)]));
        assert_eq!(lenient::<HashMap<String, i64>>("{\"a\": null}").unwrap().len(), 0);
        assert_eq!(lenient::<Vec<Vec<i64>>>("[null, [null, 1]]"), Some(vec![vec![1]]));
        assert_eq!(lenient::<Option<i64>>("null"), Some(None));
        assert_eq!(lenient::<Vec<i64>>("null"), Some(vec![]));
        assert_eq!(lenient::<Vec<String>>("[1, \"2\"]"), Some(vec!["1".into(), "2".into()]));
        assert_eq!(lenient::<HashMap<String, f64>>("{\"a\": \"1\"}").unwrap()["a"], 1.0);
        assert_eq!(
            or_empty::<_, Vec<bool>>(&mut serde_json::Deserializer::from_str("null")).unwrap(),
            [false; 0]
        );
    }
}
