//! Backoff: how long to wait before the next attempt when nobody says so.

use std::time::Duration;

use super::policy::RetryPolicy;

/// The delay before repeat number `repeat`, counted from 1: full jitter, which is a share `chance` (from 0
/// to 1) of a bound that doubles with every repeat.
pub(crate) fn delay(policy: &RetryPolicy, repeat: u32, chance: f64) -> Duration {
    let doubled = 2_u32.checked_pow(repeat.saturating_sub(1));
    let bound = doubled.and_then(|factor| policy.base_delay.checked_mul(factor));
    // On overflow, `max_delay`; zero stays zero.
    let overflow = if policy.base_delay.is_zero() { Duration::ZERO } else { policy.max_delay };
    let bound = bound.unwrap_or(overflow).min(policy.max_delay);
    Duration::try_from_secs_f64(bound.as_secs_f64() * chance).unwrap_or(bound).min(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_doubles_from_250_milliseconds_to_8_seconds() {
        let policy = RetryPolicy::default();
        for (repeat, millis) in [
            (1, 250),
            (2, 500),
            (3, 1000),
            (4, 2000),
            (5, 4000),
            (6, 8000),
            (7, 8000),
            (33, 8000),
            (u32::MAX, 8000),
        ] {
            assert_eq!(delay(&policy, repeat, 1.0), Duration::from_millis(millis), "{repeat}");
            assert_eq!(delay(&policy, repeat, 0.5), Duration::from_millis(millis / 2), "{repeat}");
            assert_eq!(delay(&policy, repeat, 0.0), Duration::ZERO, "{repeat}");
        }
    }

    #[test]
    fn the_shortest_and_the_longest_delays_are_no_trouble() {
        let policy = RetryPolicy::default().base_delay(Duration::ZERO);
        assert_eq!(delay(&policy, u32::MAX, 1.0), Duration::ZERO);
        let policy = policy.base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(delay(&policy, u32::MAX, 1.0), Duration::MAX);
        let policy = policy.max_delay(Duration::ZERO);
        assert_eq!(delay(&policy, 1, 1.0), Duration::ZERO);
    }
}
