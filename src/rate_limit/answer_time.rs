//! How long after its place a request is answered, as a client has seen it: the estimate by which TCP sets its timers
//! (RFC 6298). A place may move back before the request starts, which counts too.

use std::time::Duration;

/// An estimate that follows the answers; zero before the first one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AnswerTime {
    smoothed: Duration,
    deviation: Duration,
}

impl AnswerTime {
    /// An answer took so long.
    pub(super) fn observe(&mut self, took: Duration) {
        if self.smoothed.is_zero() {
            *self = Self { smoothed: took, deviation: took / 2 };
        } else {
            self.deviation = self.deviation / 4 * 3 + self.smoothed.abs_diff(took) / 4;
            self.smoothed = self.smoothed / 8 * 7 + took / 8;
        }
    }

    /// The time within which nearly every answer comes.
    pub(super) fn expected(&self) -> Duration {
        self.smoothed.saturating_add(self.deviation.saturating_mul(4).max(self.smoothed / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is expected after answers that took so many milliseconds.
    fn expected(millis: impl IntoIterator<Item = u64>) -> u128 {
        let mut answer_time = AnswerTime::default();
        millis.into_iter().for_each(|took| answer_time.observe(Duration::from_millis(took)));
        answer_time.expected().as_millis()
    }

    #[test]
    fn steady_answers_are_expected_in_half_as_much_time_again() {
        assert_eq!(expected([]), 0);
        assert_eq!(expected([200]), 600);
        assert!((299..=301).contains(&expected([200; 50])), "{}", expected([200; 50]));
    }

    #[test]
    fn answers_that_vary_are_expected_later_than_the_slowest() {
        let varying = expected([100, 400].into_iter().cycle().take(200));
        assert!(varying > 400, "{varying}");
    }

    #[test]
    fn the_longest_answers_are_no_trouble() {
        assert_eq!(expected([u64::MAX, 0, u64::MAX]), expected([u64::MAX, 0, u64::MAX]));
    }
}
