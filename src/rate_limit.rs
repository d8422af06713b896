//! The fixed rate limit of `max_requests_per_second`: every request reserves a slot when it arrives.
//!
//! Slots are an interval apart (virtual scheduling). A call holds no lock while it waits for its slot, so no
//! call can stop another. A dropped call returns its slot, and the next call gets it.
//!
//! A busy runtime polls its calls late, and then several of them start together. A log of the requests of the last
//! second bounds how many. When the log is full, the whole schedule moves back, so every call keeps its rank. The
//! runtime writes a request as late as it polls, so requests may arrive closer together than they start: the log covers
//! that lateness beside the second.

mod answer_time;

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::call::Deadline;
use answer_time::AnswerTime;

/// The maximum lateness of timers in an idle runtime.
const TIMER_LATENESS: Duration = Duration::from_millis(5);
/// The longest lateness that counts as that of a busy runtime. A call may also be kept for long, which is no sign of one.
const MAX_LATENESS: Duration = Duration::from_millis(50);
/// The time that a second's worth of places takes.
const SECOND: Duration = Duration::from_secs(1).saturating_add(TIMER_LATENESS);

/// The rate limit of all requests for one account.
#[derive(Debug)]
pub(crate) struct RateLimit {
    interval: Duration,
    schedule: Mutex<Schedule>,
}

/// Every place is stored as planned at first, and is due `delay` later.
#[derive(Debug)]
struct Schedule {
    /// The first place that nobody has had.
    next: Instant,
    /// The latest place whose request was sent.
    last: Instant,
    /// How far the schedule has moved back: while there were no calls, and while the log was full.
    delay: Duration,
    /// Places before `next` whose calls were dropped.
    returned: BTreeSet<Instant>,
    /// When the latest requests were sent: at most one more than the ceiling.
    sent: VecDeque<Instant>,
    ceiling: usize,
    /// The lateness with which the runtime polls calls: an estimate that late calls raise and all others lower.
    lateness: Duration,
    /// Estimates how long after its place a request is answered.
    answer_time: AnswerTime,
}

impl RateLimit {
    pub(crate) fn new(most: NonZeroU32) -> Self {
        let now = Instant::now();
        Self {
            // Rounded up: a nanosecond more keeps the promise, a nanosecond less would not.
            interval: (SECOND + Duration::from_nanos(u64::from(most.get()) - 1)) / most.get(),
            schedule: Mutex::new(Schedule {
                next: now,
                last: now,
                delay: Duration::ZERO,
                returned: BTreeSet::new(),
                sent: VecDeque::new(),
                ceiling: usize::try_from(most.get()).unwrap_or(usize::MAX),
                lateness: Duration::ZERO,
                answer_time: AnswerTime::default(),
            }),
        }
    }

    /// Waits for the place of a request, at most until `deadline`. Returns when the place was due at first. Fails at
    /// once, with the wait, if that place leaves no time for an answer.
    pub(crate) async fn admit(&self, deadline: Deadline) -> Result<Instant, Duration> {
        let mut now = Instant::now();
        let (mut place, planned) = self.reserve(deadline, now)?;
        // The schedule may move back meanwhile, and a call that is past its deadline takes no place.
        while now < deadline.at
            && let Err(due) = place.take(now)
        {
            sleep_until(due.min(deadline.at)).await;
            now = Instant::now();
        }
        Ok(planned)
    }

    /// Learns that the server answered a request, so long after its place.
    pub(crate) fn answered(&self, took: Duration) {
        self.schedule().answer_time.observe(took);
    }

    /// Reserves the first place that is left.
    fn reserve(&self, deadline: Deadline, now: Instant) -> Result<(Place<'_>, Instant), Duration> {
        let mut schedule = self.schedule();
        let delay = schedule.delay;
        while schedule.returned.first().is_some_and(|place| *place + delay < now) {
            schedule.returned.pop_first();
        }
        schedule.delay = delay + now.saturating_duration_since(schedule.next + delay);
        let returned = schedule.returned.first().copied();
        let place = returned.unwrap_or(schedule.next);
        let due = schedule.due(place, now);
        if due > now {
            // Half of the deadline is never required: a server that has become slow must not end all calls.
            let answer = schedule.answer_time.expected().min(deadline.limit / 2);
            if due + answer >= deadline.at {
                return Err(due - now);
            }
        }
        match returned {
            Some(place) => drop(schedule.returned.remove(&place)),
            None => schedule.next = place + self.interval,
        }
        Ok((Place { rate_limit: self, place, taken: false }, due))
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        // Nothing panics while it is held, and its values are of use in whatever state.
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Schedule {
    /// When a place is due. If the log is still full then, the schedule moves back.
    fn due(&mut self, place: Instant, now: Instant) -> Instant {
        let second = SECOND + self.lateness;
        while self.sent.front().is_some_and(|first| *first + second <= now) {
            self.sent.pop_front();
        }
        let due = place + self.delay;
        let opens = match self.sent.front() {
            Some(first) if self.sent.len() > self.ceiling => *first + second,
            _ => due,
        };
        self.delay += opens.saturating_duration_since(due);
        due.max(opens)
    }

    /// The request of a place that is due is sent now.
    fn start(&mut self, place: Instant, due: Instant, now: Instant) {
        let late = now - due;
        if !self.lateness.is_zero() {
            self.lateness = self.lateness * 31 / 32;
        }
        if late > TIMER_LATENESS {
            self.lateness = self.lateness.max(late.min(MAX_LATENESS));
        }
        self.sent.push_back(now);
        self.last = place;
    }
}

/// A reserved place, which goes back when it is dropped before it is taken.
struct Place<'a> {
    rate_limit: &'a RateLimit,
    place: Instant,
    taken: bool,
}

impl Place<'_> {
    /// Takes the place if it is due, however late; otherwise it returns when the place is due.
    fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let mut schedule = self.rate_limit.schedule();
        // A call that others have overtaken goes next. Its own place may be long past, and moving the schedule back
        // by that long would delay everybody.
        self.place = self.place.max(schedule.last);
        let due = schedule.due(self.place, now);
        if due > now {
            return Err(due);
        }
        schedule.start(self.place, due, now);
        self.taken = true;
        Ok(())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.taken {
            self.rate_limit.schedule().returned.insert(self.place);
        }
    }
}

#[cfg(test)]
mod tests;
