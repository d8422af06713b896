//! How long after its place a request is answered, as a client has seen it: the estimate by which TCP sets its timers
//! (RFC 6298). A place may move back before the request starts, which counts too.

use std::time::Duration;

/// An estimate that follows the answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AnswerTime(Option<Estimate>);

#[derive(Clone, Copy, Debug)]
struct Estimate {
    smoothed: Duration,
    deviation: Duration,
}

impl AnswerTime {
    /// An answer took so long.
    pub(super) fn observe(&mut self, took: Duration) {
        self.0 = Some(match self.0 {
            None => Estimate { smoothed: took, deviation: took / 2 },
            Some(Estimate { smoothed, deviation }) => Estimate {
                deviation: share(deviation, 3, 4) + smoothed.abs_diff(took) / 4,
                smoothed: share(smoothed, 7, 8) + took / 8,
            },
        });
    }

    /// The time within which nearly every answer comes; zero before the first one.
    pub(super) fn expected(&self) -> Duration {
        self.0.map_or(Duration::ZERO, |it| {
            it.smoothed.saturating_add((it.deviation.saturating_mul(4)).max(it.smoothed / 2))
        })
    }
}

/// So many parts of a duration.
fn share(duration: Duration, parts: u32, of: u32) -> Duration {
    duration / of * parts
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
