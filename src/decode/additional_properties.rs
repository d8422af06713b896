//! Reading a struct whose additional properties are kept, as the text of one JSON object.
//!
//! A tree of values costs up to 140 times the text that it was read from, and serde's `flatten` makes two of
//! them. The text costs as much as the body, whatever a server puts there.

use std::collections::HashMap;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How deep lists and objects may stand in each other, the object of all properties included: what
/// serde_json reads.
const DEPTH: u8 = 127;

/// Properties that a struct does not list, in the order in which they came.
#[derive(Default)]
pub(crate) struct AdditionalText(Vec<u8>);

impl AdditionalText {
    /// The deserializer of a struct, whose additional properties come here.
    pub(crate) fn beside<D>(&mut self, deserializer: D) -> Beside<'_, D> {
        Beside { deserializer, additional: self }
    }

    /// Reads an object of which nothing is listed.
    pub(crate) fn all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut additional = Self::default();
        additional.beside(deserializer).deserialize_struct("", &[], IgnoredAny)?;
        Ok(additional)
    }

    /// The text of an object; empty where there is no property.
    pub(crate) fn into_text(mut self) -> Vec<u8> {
        if !self.0.is_empty() {
            self.0.push(b'}');
            self.0.shrink_to_fit();
        }
        self.0
    }

    fn start<E: de::Error>(&mut self, name: &str) -> Result<(), E> {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        write(&mut self.0, name)?;
        self.0.push(b':');
        Ok(())
    }
}

/// The values behind a text of [`AdditionalText::into_text`].
pub(crate) fn values(text: &[u8]) -> Map<String, Value> {
    // It was written here, at a depth that can be read again.
    serde_json::from_slice(text).unwrap_or_default()
}

/// How many names are in a text of [`AdditionalText::into_text`].
pub(crate) fn count(text: &[u8]) -> usize {
    let names: HashMap<String, IgnoredAny> = serde_json::from_slice(text).unwrap_or_default();
    names.len()
}

fn write<E: de::Error>(text: &mut Vec<u8>, value: impl serde::Serialize) -> Result<(), E> {
    serde_json::to_writer(text, &value).map_err(E::custom)
}

/// See [`AdditionalText::beside`].
pub(crate) struct Beside<'a, D> {
    deserializer: D,
    additional: &'a mut AdditionalText,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Beside<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        listed: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = Properties { visitor, listed, additional: self.additional };
        self.deserializer.deserialize_map(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.deserializer.is_human_readable()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// What visits an object, and the properties themselves: `visitor` sees those that are listed.
struct Properties<'a, V> {
    visitor: V,
    listed: &'static [&'static str],
    additional: &'a mut AdditionalText,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Properties<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, properties: A) -> Result<V::Value, A::Error> {
        let Self { visitor, listed, additional } = self;
        visitor.visit_map(Properties { visitor: properties, listed, additional })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Properties<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Self { visitor: properties, listed, additional } = self;
        while let Some(name) = properties.next_key_seed(Name { listed, additional })? {
            match name {
                Some(name) => {
                    return seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some);
                }
                None => {
                    properties.next_value_seed(Text {
                        text: &mut additional.0,
                        before: b"",
                        depth: 1,
                    })?;
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.visitor.next_value_seed(seed)
    }
}

/// Reads a name: that of a listed property, or none for another one, which is started.
struct Name<'a> {
    listed: &'static [&'static str],
    additional: &'a mut AdditionalText,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        let listed = self.listed.iter().find(|listed| **listed == name);
        if listed.is_none() {
            self.additional.start(name)?;
        }
        Ok(listed.copied())
    }
}

/// Writes a value as compact JSON, with a sign before it.
struct Text<'a> {
    text: &'a mut Vec<u8>,
    before: &'static [u8],
    depth: u8,
}

impl Text<'_> {
    /// Starts a list or an object, and what stands in it.
    fn open<E: de::Error>(&mut self, sign: u8) -> Result<Text<'_>, E> {
        if self.depth >= DEPTH {
            return Err(E::custom("lists and objects stand in each other too deep"));
        }
        self.text.push(sign);
        Ok(Text { text: self.text, before: b"", depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.text.extend_from_slice(self.before);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value of JSON")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        write(self.text, value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        write(self.text, value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        write(self.text, value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let start = self.text.len();
        write(&mut *self.text, value)?;
        // `1e9` is no longer than it came, and the same number as `1000000000.0`.
        let short = format!("{value:e}");
        if value.is_finite() && short.len() < self.text.len() - start {
            self.text.truncate(start);
            self.text.extend_from_slice(short.as_bytes());
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        write(self.text, value)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        write(self.text, ())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let Text { text, depth, mut before } = self.open(b'[')?;
        while items.next_element_seed(Text { text, before, depth })?.is_some() {
            before = b",";
        }
        text.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut properties: A) -> Result<(), A::Error> {
        let Text { text, depth, mut before } = self.open(b'{')?;
        while properties.next_key_seed(Text { text, before, depth })?.is_some() {
            properties.next_value_seed(Text { text, before: b":", depth })?;
            before = b",";
        }
        text.push(b'}');
        Ok(())
    }
}
