//! Durations in messages.

use std::fmt;
use std::time::Duration;

const UNITS: [&str; 7] = ["ns", "µs", "ms", "s", "min", "h", "days"];
/// How many seconds each unit has.
const LENGTHS: [f64; 7] = [1e-9, 1e-6, 1e-3, 1.0, 60.0, 3600.0, 86_400.0];
/// The number of each unit from which the next one is used.
const ENDS: [f64; 7] = [1000.0, 1000.0, 1000.0, 120.0, 120.0, 48.0, 1000.0];

/// A duration as people read it, in at most three significant digits: `863 ms`, `1.5 s`, `2 min`.
pub(crate) struct Rounded(pub(crate) Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((unit, length), end) in UNITS.iter().zip(LENGTHS).zip(ENDS) {
            let number = self.0.as_secs_f64() / length;
            let scale = 100.0 / 10_f64.powf(number.clamp(1.0, 100.0).log10().floor());
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
