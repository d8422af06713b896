//! Points in time and days as the API writes them, which may differ from its documents.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// A point in time, as the API writes it: with an offset, without one, or as a bare date.
///
/// The text is kept as it came, so nothing is lost; the methods read it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct Timestamp(String);

/// A day, as the API writes it.
///
/// The text is kept as it came, so nothing is lost; the methods read it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct Day(String);

verbatim!(Timestamp);
verbatim!(Day);

impl Day {
    /// Returns the day, or none if the text cannot be parsed.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        Some(read(&self.0)?.date())
    }
}

impl Timestamp {
    /// Returns the day in the offset of the text, or none if the text cannot be parsed.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        Some(read(&self.0)?.date())
    }

    /// Returns the point in time, or none if the text has no offset.
    #[must_use]
    pub fn instant(&self) -> Option<DateTime<FixedOffset>> {
        DateTime::parse_from_rfc3339(&self.0).ok()
    }

    /// Returns the point in time, or none if the text cannot be parsed. Text without an offset counts as UTC, and a
    /// bare date as its first moment.
    #[must_use]
    pub fn assume_utc(&self) -> Option<DateTime<Utc>> {
        match self.instant() {
            Some(instant) => Some(instant.to_utc()),
            None => Some(read(&self.0)?.and_utc()),
        }
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(instant: DateTime<Z>) -> Self {
        Self(instant.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

impl From<NaiveDate> for Day {
    fn from(day: NaiveDate) -> Self {
        Self(day.format("%Y-%m-%d").to_string())
    }
}

/// Reads the time on the clock of the text's own offset.
fn read(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.naive_local());
    }
    for form in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
            return Some(local);
        }
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_bare_dates_are_read() {
        for (text, instant, utc) in [
            ("2025-01-31T12:00:00Z", true, "2025-01-31T12:00:00Z"),
            ("2025-01-31T12:00:00.25+02:00", true, "2025-01-31T10:00:00.250Z"),
            ("2025-01-31T12:00:00", false, "2025-01-31T12:00:00Z"),
            ("2025-01-31", false, "2025-01-31T00:00:00Z"),
        ] {
            let timestamp: Timestamp = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!(serde_json::to_string(&timestamp).unwrap(), format!("{text:?}"));
            assert_eq!(timestamp.instant().is_some(), instant, "{text}");
            assert_eq!(Timestamp::from(timestamp.assume_utc().unwrap()).as_str(), utc);
            assert_eq!(timestamp.date(), NaiveDate::from_ymd_opt(2025, 1, 31));
        }
    }

    #[test]
    fn unreadable_text_is_kept() {
        let day: Day = serde_json::from_str("\"soon\"").unwrap();
        assert_eq!((day.date(), day.as_str()), (None, "soon"));
        assert_eq!(Timestamp::from("31.1.2025").assume_utc(), None);
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        assert_eq!(
            (Day::from(first).as_str(), Day::from(first).date()),
            ("2025-01-01", Some(first))
        );
    }
}
