//! Estimates the time from a slot to its response, as TCP estimates its timers (RFC 6298). A slot may move back before
//! its request starts, which counts too.

use std::time::Duration;

/// An estimate that follows the responses; zero before the first one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ResponseTime {
    smoothed: Duration,
    deviation: Duration,
}

impl ResponseTime {
    /// Adds the time of one response.
    pub(super) fn observe(&mut self, took: Duration) {
        if self.smoothed.is_zero() {
            *self = Self { smoothed: took, deviation: took / 2 };
        } else {
            self.deviation = self.deviation / 4 * 3 + self.smoothed.abs_diff(took) / 4;
            self.smoothed = self.smoothed / 8 * 7 + took / 8;
        }
    }

    /// Returns the time within which nearly every response comes.
    pub(super) fn expected(&self) -> Duration {
        self.smoothed.saturating_add(self.deviation.saturating_mul(4).max(self.smoothed / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the estimate after responses that took so many milliseconds.
    fn expected(millis: impl IntoIterator<Item = u64>) -> u128 {
        let mut response_time = ResponseTime::default();
        millis.into_iter().for_each(|took| response_time.observe(Duration::from_millis(took)));
        response_time.expected().as_millis()
    }

    #[test]
    fn the_estimate_of_steady_responses_is_half_as_long_again() {
        assert_eq!(expected([]), 0);
        assert_eq!(expected([200]), 600);
        assert!((299..=301).contains(&expected([200; 50])), "{}", expected([200; 50]));
    }

    #[test]
    fn the_estimate_of_varying_responses_exceeds_the_slowest() {
        let varying = expected([100, 400].into_iter().cycle().take(200));
        assert!(varying > 400, "{varying}");
    }

    #[test]
    fn the_longest_responses_do_not_overflow() {
        assert_eq!(expected([u64::MAX, 0, u64::MAX]), expected([u64::MAX, 0, u64::MAX]));
    }
}
