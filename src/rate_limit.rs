//! The fixed ceiling of `max_requests_per_second`: every request reserves a place when it comes.
//!
//! Places are an interval apart (virtual scheduling). A call holds no lock while it waits for its place, so no
//! call can stop another; a place that its call gives up is given to the next one that comes.

mod answer_time;

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::deadline::Deadline;
use answer_time::AnswerTime;

/// How late a request may start in its place: timers and schedulers are late by about as much.
const LATENESS: Duration = Duration::from_millis(5);
/// What a second's worth of places takes. With what lateness can add, no second sees more than one request
/// above the ceiling.
const SECOND: Duration = Duration::from_millis(1005);

/// The ceiling of all requests for one account, where the program has set one.
#[derive(Debug)]
pub(crate) struct RateLimit(Option<Ceiling>);

#[derive(Debug)]
struct Ceiling {
    interval: Duration,
    schedule: Mutex<Schedule>,
}

#[derive(Debug)]
struct Schedule {
    /// The first place that nobody has had.
    next: Instant,
    /// Places before `next` whose calls were dropped.
    returned: BTreeSet<Instant>,
    /// How much time a place has to leave for the answer.
    answer_time: AnswerTime,
}

/// A request does not get a place that leaves time for an answer before its deadline. It holds the wait for
/// the place that it would have got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLate(pub(crate) Duration);

impl RateLimit {
    pub(crate) fn new(max_requests_per_second: Option<NonZeroU32>) -> Self {
        Self(max_requests_per_second.map(|most| Ceiling {
            // Rounded up: a nanosecond more keeps the promise, a nanosecond less would not.
            interval: (SECOND + Duration::from_nanos(u64::from(most.get()) - 1)) / most.get(),
            schedule: Mutex::new(Schedule {
                next: Instant::now(),
                returned: BTreeSet::new(),
                answer_time: AnswerTime::default(),
            }),
        }))
    }

    /// Waits for the place of a request. Where that comes too late, it fails at once.
    pub(crate) async fn admit(&self, deadline: Deadline) -> Result<(), TooLate> {
        let Some(ceiling) = &self.0 else {
            return Ok(());
        };
        loop {
            let mut now = Instant::now();
            let place = ceiling.reserve(now, deadline)?;
            if place.at > now {
                sleep_until(place.at).await;
                now = Instant::now();
            }
            // Who was polled too late has missed the place: requests that catch up would go out together.
            if place.take(now) {
                return Ok(());
            }
        }
    }

    /// The server has answered a request, after so much time.
    pub(crate) fn answered(&self, took: Duration) {
        if let Some(ceiling) = &self.0 {
            ceiling.schedule().answer_time.observe(took);
        }
    }
}

impl Ceiling {
    /// Reserves the first place that is left.
    fn reserve(&self, now: Instant, deadline: Deadline) -> Result<Place<'_>, TooLate> {
        let mut schedule = self.schedule();
        if !schedule.returned.is_empty() {
            schedule.returned = schedule.returned.split_off(&now);
        }
        let returned = schedule.returned.first().copied();
        let at = returned.unwrap_or(schedule.next.max(now));
        // Half of the deadline is never asked for: a server that has become slow must not end all calls.
        let answer = schedule.answer_time.expected().min(deadline.limit / 2);
        if at > now && at + answer >= deadline.at {
            return Err(TooLate(at - now));
        }
        match returned {
            Some(at) => drop(schedule.returned.remove(&at)),
            None => schedule.next = at + self.interval,
        }
        Ok(Place { ceiling: self, at, taken: false })
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        // Nothing panics while it is held, and its values are of use in whatever state.
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reserved place, which goes back when it is dropped before it is taken.
struct Place<'a> {
    ceiling: &'a Ceiling,
    at: Instant,
    taken: bool,
}

impl Place<'_> {
    /// Takes the place, unless it has passed.
    fn take(mut self, now: Instant) -> bool {
        // Late by an interval, a request stands in for the next place: that is the one above the ceiling.
        let latest = self.at + self.ceiling.interval.max(LATENESS);
        self.taken = now <= latest;
        self.taken
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.taken {
            self.ceiling.schedule().returned.insert(self.at);
        }
    }
}

#[cfg(test)]
mod tests;
