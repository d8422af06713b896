//! Durations in messages.

use std::fmt;
use std::time::Duration;

/// A duration as people read it, in at most three significant digits: `863 ms`, `1.5 s`, `2 min`.
pub(crate) struct Rounded(pub(crate) Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        let (number, unit) = match seconds {
            ..1.0 => (seconds * 1000.0, "ms"),
            ..120.0 => (seconds, "s"),
            ..7200.0 => (seconds / 60.0, "min"),
            ..172_800.0 => (seconds / 3600.0, "h"),
            _ => (seconds / 86_400.0, "days"),
        };
        let scale = if number < 100.0 { 10.0 } else { 1.0 };
        write!(f, "{} {unit}", (number * scale).round() / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_at_most_three_digits() {
        let second = Duration::from_secs(1);
        for (duration, expected) in [
            (Duration::from_nanos(71_234), "0.1 ms"),
            (Duration::from_nanos(863_395_005), "863 ms"),
            (Duration::from_nanos(999_400_000), "999 ms"),
            (Duration::from_nanos(9_996_000_000), "10 s"),
            (Duration::from_millis(1500), "1.5 s"),
            (Duration::from_micros(12_345_678), "12.3 s"),
            (second * 30, "30 s"),
            (second * 90, "90 s"),
            (second * 120, "2 min"),
            (second * 200, "3.3 min"),
            (second * 3600, "60 min"),
            (second * 9000, "2.5 h"),
            (second * 86_400, "24 h"),
            (second * 86_400 * 3, "3 days"),
        ] {
            assert_eq!(Rounded(duration).to_string(), expected, "{duration:?}");
        }
    }
}
