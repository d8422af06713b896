//! Reading a value of one of several types: which of them it is, the value says.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

/// One of the types that a value may be of.
pub(crate) struct Variant<T> {
    /// The properties that the type lists.
    pub(crate) listed: &'static [&'static str],
    /// Properties that tell the type from others, and the values that each has in it.
    pub(crate) tags: &'static [(&'static str, &'static [&'static str])],
    /// Reads a value of the type.
    pub(crate) read: fn(&Value) -> Option<T>,
}

/// A value of a type, if it is one.
pub(crate) fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Reads a value of the type that its tags name, or else of the one that lists most of its properties; of several,
/// the first. A value of none of them is kept as it came.
pub(crate) fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    variants: &[Variant<T>],
    unrecognized: fn(Value) -> T,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let mut fitting: Vec<&Variant<T>> = variants.iter().filter(|it| it.fits(&value)).collect();
    // The order of those that list as many stays.
    fitting.sort_by_key(|it| std::cmp::Reverse(it.known(&value)));
    let read = fitting.into_iter().find_map(|variant| (variant.read)(&value));
    Ok(read.unwrap_or_else(|| unrecognized(value)))
}

impl<T> Variant<T> {
    /// Whether no tag of the value names another type.
    fn fits(&self, value: &Value) -> bool {
        self.tags.iter().all(|(name, values)| match value.get(name) {
            Some(Value::String(tag)) => values.contains(&tag.as_str()),
            _ => true,
        })
    }

    /// How many of the value's properties the type lists.
    fn known(&self, value: &Value) -> usize {
        let names = value.as_object().into_iter().flat_map(|it| it.keys());
        names.filter(|name| self.listed.contains(&name.as_str())).count()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Union {
        Card,
        Bank,
        Number(f64),
        Unrecognized(Value),
    }

    fn union(json: &Value) -> Union {
        let variants = [
            Variant {
                listed: &["type", "number"],
                tags: &[("type", &["card", "debit"])],
                read: |value| value.is_object().then_some(Union::Card),
            },
            Variant {
                listed: &["type", "account", "routing"],
                tags: &[("type", &["bank"])],
                read: |value| value.is_object().then_some(Union::Bank),
            },
            Variant { listed: &[], tags: &[], read: |value| of(value).map(Union::Number) },
        ];
        read(json.clone(), &variants, Union::Unrecognized).unwrap()
    }

    #[test]
    fn a_value_is_of_the_type_that_its_tag_names_or_of_the_one_that_knows_most_of_it() {
        for (json, expected) in [
            (json!({"type": "bank"}), Union::Bank),
            (json!({"type": "debit", "account": 1, "routing": 2}), Union::Card),
            (json!({"account": 1, "number": 2, "routing": 3}), Union::Bank),
            (json!({}), Union::Card),
            (json!(1.5), Union::Number(1.5)),
        ] {
            assert_eq!(union(&json), expected, "{json}");
        }
        for json in [json!({"type": "crypto"}), json!("a"), json!([1]), json!(null)] {
            assert_eq!(union(&json), Union::Unrecognized(json));
        }
    }
}
