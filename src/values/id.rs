//! Ids as the API writes them, which are usually UUIDs.

/// An id as the API writes it, which is a UUID as documented.
///
/// The text is kept as it came, so an id in another form does not fail the whole response. It converts into the `Uuid`
/// that requests need.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
)]
#[serde(transparent)]
pub struct Id(String);

verbatim!(Id);

impl Id {
    /// Returns the UUID, or none if the id has another form.
    #[must_use]
    pub fn uuid(&self) -> Option<uuid::Uuid> {
        self.0.parse().ok()
    }
}

impl From<uuid::Uuid> for Id {
    fn from(uuid: uuid::Uuid) -> Self {
        Self(uuid.to_string())
    }
}

impl TryFrom<Id> for uuid::Uuid {
    type Error = uuid::Error;

    fn try_from(id: Id) -> Result<Self, Self::Error> {
        id.0.parse()
    }
}

impl TryFrom<&Id> for uuid::Uuid {
    type Error = uuid::Error;

    fn try_from(id: &Id) -> Result<Self, Self::Error> {
        id.0.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_ids_are_kept_and_uuids_convert() {
        let uuid = uuid::Uuid::from_u128(7);
        let id: Id = serde_json::from_str(&format!("\"{uuid}\"")).unwrap();
        assert_eq!((id.uuid(), uuid::Uuid::try_from(&id)), (Some(uuid), Ok(uuid)));
        let id: Id = serde_json::from_str("\"item_1\"").unwrap();
        assert_eq!((id.uuid(), id.as_str()), (None, "item_1"));
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"item_1\"");
    }
}
