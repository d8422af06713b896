//! Durations in messages.

use std::fmt;
use std::time::Duration;

/// Each unit with its length in seconds, and the number from which the next unit is used.
const UNITS: [(&str, f64, f64); 7] = [
    ("ns", 1e-9, 1000.0),
    ("µs", 1e-6, 1000.0),
    ("ms", 1e-3, 1000.0),
    ("s", 1.0, 120.0),
    ("min", 60.0, 120.0),
    ("h", 3600.0, 48.0),
    ("days", 86_400.0, 1000.0),
];

/// A duration as people read it, in at most three significant digits: `863 ms`, `1.5 s`, `2 min`.
pub(crate) struct Rounded(pub(crate) Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_zero() {
            return f.write_str("0 s");
        }
        for (unit, length, end) in UNITS {
            let number = self.0.as_secs_f64() / length;
            let scale = if number < 10.0 { 100.0 } else { 10.0 };
            let scale = if number < 100.0 { scale } else { 1.0 };
            let rounded = (number * scale).round() / scale;
            if rounded < end {
                return write!(f, "{rounded} {unit}");
            }
        }
        f.write_str("more than 999 days")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_at_most_three_digits() {
        let second = Duration::from_secs(1);
        for (duration, expected) in [
            (Duration::ZERO, "0 s"),
            (Duration::from_nanos(1), "1 ns"),
            (Duration::from_nanos(71_234), "71.2 µs"),
            (Duration::from_nanos(999_949), "1 ms"),
            (Duration::from_nanos(863_395_005), "863 ms"),
            (Duration::from_nanos(999_500_000), "1 s"),
            (Duration::from_nanos(9_996_000_000), "10 s"),
            (Duration::from_millis(1500), "1.5 s"),
            (Duration::from_micros(12_345_678), "12.3 s"),
            (second * 30, "30 s"),
            (second * 90, "90 s"),
            (second * 120, "2 min"),
            (second * 200, "3.33 min"),
            (second * 3600, "60 min"),
            (second * 9000, "2.5 h"),
            (second * 86_400, "24 h"),
            (second * 86_400 * 3, "3 days"),
            (Duration::MAX, "more than 999 days"),
        ] {
            assert_eq!(Rounded(duration).to_string(), expected, "{duration:?}");
        }
    }
}
