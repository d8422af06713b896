//! Properties that the API sends and its document does not list.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// What the API sent beside the documented properties, by name.
///
/// They are kept as text, and the map is made when a program first looks into it.
///
/// `Debug` shows how many there are and no more, because nobody knows what is in them.
#[derive(Default)]
pub struct AdditionalProperties {
    /// The properties as one JSON object, until a program changes them.
    text: Vec<u8>,
    /// What the text says, once it was looked at.
    read: OnceLock<Map<String, Value>>,
    /// The properties where there is no text.
    changed: Map<String, Value>,
}

impl AdditionalProperties {
    /// The properties that were read beside those of a struct.
    pub(crate) fn of(text: crate::decode::additional_properties::AdditionalText) -> Self {
        Self { text: text.into_text(), ..Self::default() }
    }
}

impl Deref for AdditionalProperties {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        if self.text.is_empty() {
            return &self.changed;
        }
        self.read.get_or_init(|| crate::decode::additional_properties::values(&self.text))
    }
}

impl DerefMut for AdditionalProperties {
    fn deref_mut(&mut self) -> &mut Self::Target {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            let read = self.read.take();
            self.changed =
                read.unwrap_or_else(|| crate::decode::additional_properties::values(&text));
        }
        &mut self.changed
    }
}

impl Clone for AdditionalProperties {
    fn clone(&self) -> Self {
        // What the text says is read again where it is asked for.
        Self { text: self.text.clone(), read: OnceLock::new(), changed: self.changed.clone() }
    }
}

impl PartialEq for AdditionalProperties {
    fn eq(&self, other: &Self) -> bool {
        (!self.text.is_empty() && self.text == other.text) || **self == **other
    }
}

impl From<Map<String, Value>> for AdditionalProperties {
    fn from(properties: Map<String, Value>) -> Self {
        Self { changed: properties, ..Self::default() }
    }
}

impl<'de> serde::Deserialize<'de> for AdditionalProperties {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::decode::properties::read(deserializer)
    }
}

impl serde::Serialize for AdditionalProperties {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&**self, serializer)
    }
}

impl fmt::Debug for AdditionalProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = if self.text.is_empty() || self.read.get().is_some() {
            self.len()
        } else {
            // To count them, nobody needs their values.
            crate::decode::additional_properties::count(&self.text)
        };
        write!(f, "AdditionalProperties({names} properties)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: &str) -> AdditionalProperties {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn properties_properties_are_kept_and_not_shown() {
        let properties = read(r#"{"new": "hunter2"}"#);
        assert_eq!(format!("{properties:?}"), "AdditionalProperties(1 properties)");
        assert_eq!(properties["new"], "hunter2");
        assert_eq!(format!("{properties:?}"), "AdditionalProperties(1 properties)");
        assert_eq!(serde_json::to_string(&properties).unwrap(), r#"{"new":"hunter2"}"#);
    }

    #[test]
    fn every_value_is_what_serde_json_makes_of_it() {
        for json in [
            "{}",
            r#"{"a":null,"b":[],"c":{},"d":[[],[{}]],"":"","e":true,"f":false}"#,
            r#"{"a":18446744073709551615,"b":-9223372036854775808,"c":18446744073709551616}"#,
            r#"{"a":1.10,"b":1e9,"c":-0.0,"d":1e23,"e":5e-324,"f":1E+2,"g":123456789012345680000}"#,
            r#"{"a":8.988465674311579e307,"b":9007199254740993.5,"c":0.1e-6,"d":9e15}"#,
            r#"{"a\"\\\n\u0001é\ud83d\ude00":"\"\\\n\u0001é\ud83d\ude00\u2028\/\u007f"}"#,
            r#"{"a":1,"b":2,"a":{"b":[3]},"user\u005ftoken":4}"#,
        ] {
            let properties = read(json);
            let expected: Map<String, Value> = serde_json::from_str(json).unwrap();
            assert_eq!(
                format!("{properties:?}"),
                format!("AdditionalProperties({} properties)", expected.len())
            );
            assert_eq!(*properties, expected, "{json}");
            assert_eq!(properties.clone(), properties);
            let written = serde_json::to_string(&properties).unwrap();
            assert_eq!(written, serde_json::to_string(&expected).unwrap());
            let through_value: AdditionalProperties =
                serde_json::from_value(Value::Object(expected)).unwrap();
            assert_eq!(through_value, properties, "{json}");
        }
        for json in ["", "{", "[]", "null", r#"{"a":1e999}"#, r#"{"a":"\ud800"}"#, r#"{"a":1,}"#] {
            assert!(serde_json::from_str::<AdditionalProperties>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn they_can_be_changed_before_and_after_they_were_looked_at() {
        for look in [false, true] {
            let mut properties = read(r#"{"a":1,"b":2}"#);
            assert!(!look || properties.len() == 2);
            properties.remove("a");
            properties.insert("c".to_owned(), json!([3]));
            assert_eq!(serde_json::to_value(&properties).unwrap(), json!({"b": 2, "c": [3]}));
            assert_eq!(properties.clone(), properties);
            properties.clear();
            assert_eq!(properties, AdditionalProperties::default());
        }
    }

    #[test]
    fn what_stands_as_deep_as_serde_json_reads_is_kept_and_what_stands_deeper_is_refused() {
        let nested = |depth: usize| (0..depth).fold(json!(1), |value, _| json!([value]));
        for (depth, kept) in [(126, true), (127, false)] {
            let json = json!({"a": nested(depth)});
            assert_eq!(serde_json::from_str::<Value>(&json.to_string()).is_ok(), kept, "{depth}");
            let properties = serde_json::from_value::<AdditionalProperties>(json.clone());
            assert_eq!(properties.is_ok(), kept, "{depth}");
            assert!(properties.is_err() || properties.unwrap()["a"] == json["a"]);
        }
    }
}
