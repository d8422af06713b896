//! Secrets, and numbers that identify a person or open an account.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// Text that must not appear in logs. It is a secret, such as a password, an API key or the secret of a webhook, or a
/// number of a person, such as a social security number.
///
/// `Debug` does not show it, and it is wiped from memory on drop. It is sent and written as the text that it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal(Zeroizing<String>);

impl Personal {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text for a path or a header. There is no `Display`, so that no program prints it by accident.
    #[allow(dead_code, clippy::inherent_to_string, reason = "progenitor calls it")]
    pub(crate) fn to_string(&self) -> String {
        self.0.as_str().to_owned()
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal([REDACTED])")
    }
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_text_is_read_and_written_and_not_shown() {
        let number: Personal = serde_json::from_str("\"123456789\"").unwrap();
        assert_eq!(number, Personal::from("123456789"));
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"123456789\"");
        assert_eq!(format!("{number:?}"), "Personal([REDACTED])");
    }
}
