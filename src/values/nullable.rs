//! Properties that can be left out, set to null, or given a value.

use std::convert::Infallible;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::optional::{IntoOptional, OptionOfText, Text};

/// A property of what is sent: left out, null, or a value.
///
/// An operation that changes a thing keeps absent properties, and clears those that are null. A value converts into it,
/// and so does an [`Option`], whose `None` is null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// The property is not sent.
    #[default]
    Absent,
    /// The property is sent as null.
    Null,
    /// The property is sent with this value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns true if the property is not sent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns the value, if any.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<Nullable<T>> for Option<T> {
    fn from(property: Nullable<T>) -> Self {
        match property {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null => None,
        }
    }
}

/// The form of an argument that is a [`Nullable`].
#[derive(Debug)]
pub enum NullableText {}

impl<V, T: TryInto<V>> IntoOptional<Nullable<V>, Text> for T {
    type Error = T::Error;

    fn try_into(self) -> Result<Nullable<V>, T::Error> {
        TryInto::try_into(self).map(Nullable::Value)
    }
}

/// For one type only, so that the compiler infers the type of `None`, which clears the property.
impl<V> IntoOptional<Nullable<V>, OptionOfText> for Option<V> {
    type Error = Infallible;

    fn try_into(self) -> Result<Nullable<V>, Infallible> {
        Ok(self.into())
    }
}

impl<V> IntoOptional<Nullable<V>, NullableText> for Nullable<V> {
    type Error = Infallible;

    fn try_into(self) -> Result<Nullable<V>, Infallible> {
        Ok(self)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    /// The struct that holds an absent property skips it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
    struct Change {
        #[serde(default, skip_serializing_if = "Nullable::is_absent")]
        name: Nullable<String>,
    }

    #[test]
    fn a_property_is_left_out_or_null_or_a_value() {
        for (name, json) in [
            (Nullable::Absent, "{}"),
            (None.into(), r#"{"name":null}"#),
            ("a".to_owned().into(), r#"{"name":"a"}"#),
            (Some("a".to_owned()).into(), r#"{"name":"a"}"#),
        ] {
            let change = Change { name };
            assert_eq!(serde_json::to_string(&change).unwrap(), json);
            assert_eq!(serde_json::from_str::<Change>(json).unwrap(), change);
        }
    }

    fn read<F>(argument: impl IntoOptional<Nullable<String>, F>) -> Nullable<String> {
        argument.try_into().ok().unwrap()
    }

    #[test]
    fn a_setter_takes_text_and_clears_with_none() {
        let text = Nullable::Value("a".to_owned());
        assert_eq!(read("a"), text);
        assert_eq!(read(Some("a".to_owned())), text);
        assert_eq!(read(text.clone()), text);
        assert_eq!(read(None), Nullable::Null);
        assert_eq!(read(Nullable::Absent), Nullable::Absent);
    }
}
