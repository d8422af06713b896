//! The pace of a client: how a 429 slows it down, and how success speeds it up again. Pure state, which is
//! told what happens and when.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::MAX_RETRY_AFTER;

/// What a 429 leaves of the rate: less than others take, so that it suffices, and not so little that many
/// processes which share a quota leave most of it unused.
const DECREASE: f64 = 0.7;
/// How much faster a client that uses its rate becomes in a second, in requests a second.
const INCREASE: f64 = 1.0;
/// The lowest rate in requests a second: a client has to ask now and then to learn that it may.
const LOWEST: f64 = 1.0;
/// The span in which requests are counted, to know how fast they were when the first 429 comes.
const SPAN: Duration = Duration::from_secs(1);
/// How much time that passed unused can be made up for: timers are exact to a millisecond, and at a high
/// rate what they are late by would add up.
const SLACK: Duration = Duration::from_millis(20);
/// After so long without a 429 the pace is off again: what limited the client is over.
const FORGOTTEN: Duration = Duration::from_secs(10 * 60);

/// The pace of all requests for one account.
#[derive(Debug)]
pub(super) struct Pace {
    /// Requests a second; none until the first 429.
    rate: Option<f64>,
    /// When the next request may start by the rate.
    next: Instant,
    /// Until when a `Retry-After` stops everything.
    paused_until: Instant,
    /// When the rate was lowered last.
    lowered: Instant,
    /// When the present count began, what it is, and what the one before it came to.
    span: Instant,
    count: u32,
    before: u32,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            rate: None,
            next: now,
            paused_until: now,
            lowered: now,
            span: now,
            count: 0,
            before: 0,
        }
    }

    /// Whether requests have to wait for each other, or may.
    pub(super) fn is_on(&self, now: Instant) -> bool {
        self.rate.is_some() || self.paused_until > now
    }

    /// How long every request has to wait because of a `Retry-After`.
    pub(super) fn pause(&self, now: Instant) -> Duration {
        self.paused_until.saturating_duration_since(now)
    }

    /// How long the next request has to wait.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.pause(now).max(self.next.saturating_duration_since(now))
    }

    /// A request starts.
    pub(super) fn started(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.span);
        if elapsed >= SPAN {
            self.before = if elapsed < SPAN * 2 { self.count } else { 0 };
            self.count = 0;
            self.span = now;
        }
        self.count = self.count.saturating_add(1);
        if self.rate.is_some() && now.saturating_duration_since(self.lowered) >= FORGOTTEN {
            self.rate = None;
        }
        if let Some(rate) = self.rate {
            let due = self.next.max(now.checked_sub(SLACK).unwrap_or(now));
            self.next = due + Duration::from_secs_f64(1.0 / rate);
        }
    }

    /// A request that started at `started` was answered with a success.
    pub(super) fn succeeded(&mut self, started: Instant) {
        // What started before the rate was lowered says nothing about the rate.
        if let Some(rate) = &mut self.rate
            && started > self.lowered
        {
            *rate += INCREASE / *rate;
        }
    }

    /// A request that started at `started` was answered with a 429.
    pub(super) fn limited(&mut self, started: Instant, now: Instant, asked: Option<Duration>) {
        if let Some(asked) = asked {
            self.paused_until = self.paused_until.max(now + asked.min(MAX_RETRY_AFTER));
        }
        let rate = match self.rate {
            // All requests that were under way together are answered 429 together: one lesson, not many.
            Some(_) if started <= self.lowered => return,
            Some(rate) => rate,
            None => f64::from(self.count.max(self.before)),
        };
        let rate = (rate * DECREASE).max(LOWEST);
        self.rate = Some(rate);
        self.lowered = now;
        self.next = self.next.max(started + Duration::from_secs_f64(1.0 / rate));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A pace that 50 requests in the last second have led to a first 429.
    fn limited_at_50(start: Instant) -> (Pace, Instant) {
        let mut pace = Pace::new(start);
        for request in 0..50 {
            pace.started(start + SECOND / 50 * request);
        }
        let now = start + SECOND;
        pace.limited(now, now, None);
        (pace, now)
    }

    fn rate(pace: &Pace) -> u64 {
        pace.rate.unwrap_or_default().round() as u64
    }

    #[test]
    fn nothing_is_paced_until_the_first_429() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        for _ in 0..1000 {
            assert_eq!((pace.is_on(now), pace.wait(now)), (false, Duration::ZERO));
            pace.started(now);
            pace.succeeded(now);
        }
    }

    #[test]
    fn a_429_leaves_seven_tenths_of_the_rate_that_met_it() {
        let (mut pace, now) = limited_at_50(Instant::now());
        let interval = Duration::from_secs_f64(1.0 / 35.0);
        assert_eq!((rate(&pace), pace.wait(now)), (35, interval));
        pace.started(now + interval);
        assert_eq!(pace.wait(now + interval), interval);
    }

    #[test]
    fn a_request_that_started_late_does_not_make_the_next_ones_late() {
        let (mut pace, now) = limited_at_50(Instant::now());
        let interval = Duration::from_secs_f64(1.0 / 35.0);
        let late = Duration::from_millis(1);
        pace.started(now + interval + late);
        assert_eq!(pace.wait(now + interval + late), interval - late);
        // After a pause there is nothing to make up for but a moment.
        pace.started(now + SECOND);
        assert_eq!(pace.wait(now + SECOND), interval - SLACK);
    }

    #[test]
    fn requests_that_were_under_way_together_lower_the_rate_once() {
        let (mut pace, now) = limited_at_50(Instant::now());
        (0..100).for_each(|_| pace.limited(now, now + SECOND, None));
        assert_eq!(rate(&pace), 35);
        pace.limited(now + SECOND, now + SECOND, None);
        assert_eq!(rate(&pace), 25);
    }

    #[test]
    fn a_client_asks_at_least_once_a_second() {
        let (mut pace, mut now) = limited_at_50(Instant::now());
        for _ in 0..100 {
            now += SECOND;
            pace.started(now);
            pace.limited(now, now, None);
        }
        assert_eq!((rate(&pace), pace.wait(now)), (1, SECOND));
        assert_eq!(pace.wait(now + SECOND), Duration::ZERO);
    }

    #[test]
    fn a_second_of_successes_adds_one_request_a_second() {
        let (mut pace, now) = limited_at_50(Instant::now());
        for second in 1..=10 {
            (0..rate(&pace)).for_each(|_| pace.succeeded(now + SECOND * second));
        }
        assert!((44..=45).contains(&rate(&pace)), "{pace:?}");
        // What was sent before says nothing.
        (0..1000).for_each(|_| pace.succeeded(now));
        assert!((44..=45).contains(&rate(&pace)), "{pace:?}");
    }

    #[test]
    fn a_retry_after_stops_everything_and_the_longest_counts() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        for (asked, pause) in [(None, 0), (Some(5), 5), (Some(2), 5), (Some(7), 7)] {
            pace.limited(now, now, asked.map(Duration::from_secs));
            assert_eq!(pace.pause(now), SECOND * pause);
        }
        assert_eq!(pace.pause(now + SECOND * 6), SECOND);
        pace.limited(now, now, Some(Duration::MAX));
        assert_eq!(pace.pause(now), MAX_RETRY_AFTER);
    }

    #[test]
    fn the_pace_is_off_again_when_there_was_no_429_for_long() {
        let (mut pace, now) = limited_at_50(Instant::now());
        pace.started(now + FORGOTTEN - SECOND);
        assert!(pace.is_on(now + FORGOTTEN));
        pace.started(now + FORGOTTEN);
        assert!(!pace.is_on(now + FORGOTTEN));
    }
}
