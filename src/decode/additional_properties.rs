//! Keeping the properties that a struct does not list, as the text of one JSON object.
//!
//! A tree of values costs up to 140 times the text that it was read from, and serde's `flatten` makes two of
//! them. The text costs as much as the body, whatever a server puts there.

use std::collections::HashMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How deep lists and objects may stand in each other, the object of all properties included: what
/// serde_json reads.
const DEPTH: u8 = 127;

/// Properties that a struct does not list, in the order in which they came.
#[derive(Default)]
pub(crate) struct AdditionalText(Vec<u8>);

impl AdditionalText {
    /// Reads the value of a property that is not listed.
    pub(crate) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        write(&mut self.0, name)?;
        object.next_value_seed(Text { text: &mut self.0, before: b":", depth: 1 })
    }

    /// The text of an object; empty where there is no property.
    pub(crate) fn into_text(mut self) -> Vec<u8> {
        if !self.0.is_empty() {
            self.0.push(b'}');
            self.0.shrink_to_fit();
        }
        self.0
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
