//! Reading an object property by property: what is listed where it belongs, and the rest as text.
//!
//! It does for a struct what serde would derive, in code that compiles in a fraction of the time.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::additional_properties::AdditionalText;
use super::lenient::{Lenient, or_empty as read_or_empty};
use crate::values::AdditionalProperties;

/// A struct that is read property by property. Of a property that comes twice, the last value counts.
pub(crate) trait Properties: Default {
    /// Reads the value of the property `name`, and tells whether it is listed.
    fn property<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        object: &mut A,
    ) -> Result<bool, A::Error>;

    /// Where the properties go that are not listed.
    fn additional(&mut self) -> &mut AdditionalProperties;
}

/// Reads an object.
pub(crate) fn read<'de, T: Properties, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object(PhantomData))
}

/// Reads the value of a listed property from every form in which the API writes it.
pub(crate) fn lenient<'de, T: Lenient, A: MapAccess<'de>>(
    property: &mut T,
    object: &mut A,
) -> Result<bool, A::Error> {
    *property = object.next_value_seed(Leniently(PhantomData))?;
    Ok(true)
}

/// The same for a map of any values: null is an empty one.
pub(crate) fn or_empty<'de, T, A>(property: &mut T, object: &mut A) -> Result<bool, A::Error>
where
    T: Deserialize<'de> + Default,
    A: MapAccess<'de>,
{
    *property = object.next_value_seed(OrEmpty(PhantomData))?;
    Ok(true)
}

/// The same for a value that has one form only.
pub(crate) fn exact<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    property: &mut T,
    object: &mut A,
) -> Result<bool, A::Error> {
    *property = object.next_value()?;
    Ok(true)
}

/// A property that has no value of its own until it comes.
pub(crate) struct Awaited<T>(Option<T>);

impl<T> Awaited<T> {
    /// The value; it is an error that it did not come.
    pub(crate) fn required<E: de::Error>(self, name: &'static str) -> Result<T, E> {
        self.0.ok_or_else(|| E::missing_field(name))
    }

    /// The value, or the one that the document gives it.
    pub(crate) fn or(self, value: impl FnOnce() -> T) -> T {
        self.0.unwrap_or_else(value)
    }
}

impl<T> Default for Awaited<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Awaited<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

impl<T: Lenient> Lenient for Awaited<T> {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient(deserializer).map(|value| Self(Some(value)))
    }
}

/// An object of which nothing is listed.
impl Properties for AdditionalProperties {
    fn property<'de, A: MapAccess<'de>>(&mut self, _: &str, _: &mut A) -> Result<bool, A::Error> {
        Ok(false)
    }

    fn additional(&mut self) -> &mut AdditionalProperties {
        self
    }
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Properties> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let mut value = T::default();
        let mut additional = AdditionalText::default();
        while let Some(name) = object.next_key_seed(Name)? {
            if !value.property(&name, &mut object)? {
                additional.read(&name, &mut object)?;
            }
        }
        *value.additional() = AdditionalProperties::of(additional);
        Ok(value)
    }
}

/// Reads a name, which is seldom copied.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

struct Leniently<T>(PhantomData<T>);

impl<'de, T: Lenient> DeserializeSeed<'de> for Leniently<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::lenient(deserializer)
    }
}

struct OrEmpty<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> DeserializeSeed<'de> for OrEmpty<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        read_or_empty(deserializer)
    }
}
