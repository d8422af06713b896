//! Reading values that the API sends in another form than its document says, when nothing is lost.
//!
//! A number where text is documented is read as it is written, text where a number is documented is read
//! as the number that it spells, and null in place of an optional value is no value.

mod numbers;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Integers up to this one are exact in a floating-point number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value that can be read from more than one form.
pub(crate) trait Lenient: Sized {
    /// Reads the value.
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// What generated fields name in `deserialize_with`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    T::lenient(deserializer)
}

/// The same for a list or a map of other types: null is an empty one.
pub(crate) fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, or a number that can be written as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        // A larger one has been rounded before it came here.
        if number.abs() > EXACT {
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

struct Seed<T>(PhantomData<T>);

impl<'de, T: Lenient> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::lenient(deserializer)
    }
}

impl<T: Lenient> Lenient for Option<T> {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Optional<T>(PhantomData<T>);

        impl<'de, T: Lenient> Visitor<'de> for Optional<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
                T::lenient(inner).map(Some)
            }
        }

        deserializer.deserialize_option(Optional(PhantomData))
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Lenient> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
                Ok(Vec::new())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element_seed(Seed(PhantomData))? {
                    list.push(item);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_any(List(PhantomData))
    }
}

impl<K, T, S> Lenient for HashMap<K, T, S>
where
    K: for<'a> Deserialize<'a> + Eq + Hash,
    T: Lenient,
    S: BuildHasher + Default,
{
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, T, S>(PhantomData<(K, T, S)>);

        impl<'de, K, T, S> Visitor<'de> for Entries<K, T, S>
        where
            K: Deserialize<'de> + Eq + Hash,
            T: Lenient,
            S: BuildHasher + Default,
        {
            type Value = HashMap<K, T, S>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(HashMap::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut map = HashMap::default();
                while let Some(key) = entries.next_key()? {
                    map.insert(key, entries.next_value_seed(Seed(PhantomData))?);
                }
                Ok(map)
            }
        }

        deserializer.deserialize_any(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
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
    }

    #[test]
    fn null_is_no_value() {
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
