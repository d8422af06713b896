//! Properties that the API sends and its document does not list.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value};

/// What the API sent beside the documented properties, by name.
///
/// `Debug` shows how many there are and no more, because nobody knows what is in them.
#[derive(Clone, Default, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[serde(transparent)]
pub struct Unknown(Map<String, Value>);

impl Deref for Unknown {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Unknown {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<Map<String, Value>> for Unknown {
    fn from(properties: Map<String, Value>) -> Self {
        Self(properties)
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unknown({} properties)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_properties_are_kept_and_not_shown() {
        let unknown: Unknown = serde_json::from_str(r#"{"new": "hunter2"}"#).unwrap();
        assert_eq!(unknown["new"], "hunter2");
        assert_eq!(format!("{unknown:?}"), "Unknown(1 properties)");
        assert_eq!(serde_json::to_string(&unknown).unwrap(), r#"{"new":"hunter2"}"#);
    }
}
