//! The fixed rate limit of `max_requests_per_second`: every request reserves a slot when it arrives.
//!
//! Slots are an interval apart (virtual scheduling). A call holds no lock while it waits for its slot, so no
//! call can stop another. A dropped call returns its slot, and the next call gets it.
//!
//! A busy runtime polls its calls late, and then several of them start together. A log of the requests of the last
//! second bounds their number. When the log is full, the whole schedule moves back, so every call keeps its rank. The
//! runtime writes requests as late as it polls, so they may arrive closer together than they start. So the log covers
//! that lateness beside the second.

mod response_time;

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::call::Deadline;
use response_time::ResponseTime;

/// The maximum lateness of timers in an idle runtime.
const TIMER_LATENESS: Duration = Duration::from_millis(5);
/// The longest lateness that counts as that of a busy runtime. A program may also hold one call for longer.
const MAX_LATENESS: Duration = Duration::from_millis(50);
/// The time that a second's worth of slots takes.
const SECOND: Duration = Duration::from_secs(1).saturating_add(TIMER_LATENESS);

/// The rate limit of all requests for one account.
#[derive(Debug)]
pub(crate) struct RateLimit {
    interval: Duration,
    schedule: Mutex<Schedule>,
}

/// Every slot is stored as planned at first, and is due `delay` later.
#[derive(Debug)]
struct Schedule {
    /// The first slot that no call has reserved.
    next: Instant,
    /// The latest slot whose request was sent.
    last: Instant,
    /// The distance that the schedule has moved back, while there were no calls and while the log was full.
    delay: Duration,
    /// Slots before `next` whose calls were dropped.
    returned: BTreeSet<Instant>,
    /// The times of the latest requests: at most one more than the limit.
    sent: VecDeque<Instant>,
    limit: usize,
    /// The lateness with which the runtime polls calls: an estimate that late calls raise and all others lower.
    lateness: Duration,
    /// Estimates the time from a slot to its response.
    response_time: ResponseTime,
}

impl RateLimit {
    pub(crate) fn new(most: NonZeroU32) -> Self {
        let now = Instant::now();
        Self {
            // Rounded up: a shorter interval would exceed the limit.
            interval: (SECOND + Duration::from_nanos(u64::from(most.get()) - 1)) / most.get(),
            schedule: Mutex::new(Schedule {
                next: now,
                last: now,
                delay: Duration::ZERO,
                returned: BTreeSet::new(),
                sent: VecDeque::new(),
                limit: usize::try_from(most.get()).unwrap_or(usize::MAX),
                lateness: Duration::ZERO,
                response_time: ResponseTime::default(),
            }),
        }
    }

    /// Waits for the slot of a request, at most until `deadline`. Returns the time at which the slot was due at first.
    /// Fails at once, with the wait, if the slot leaves no time for a response.
    pub(crate) async fn admit(&self, deadline: Deadline) -> Result<Instant, Duration> {
        let mut now = Instant::now();
        let (mut slot, planned) = self.reserve(deadline, now)?;
        // The schedule may move back meanwhile. A call past its deadline takes no slot.
        while now < deadline.at
            && let Err(due) = slot.take(now)
        {
            sleep_until(due.min(deadline.at)).await;
            now = Instant::now();
        }
        Ok(planned)
    }

    /// Notes the time from the slot of a request to its response.
    pub(crate) fn observe_response(&self, took: Duration) {
        self.schedule().response_time.observe(took);
    }

    /// Reserves the first free slot.
    fn reserve(&self, deadline: Deadline, now: Instant) -> Result<(Slot<'_>, Instant), Duration> {
        let mut schedule = self.schedule();
        let delay = schedule.delay;
        while schedule.returned.first().is_some_and(|slot| *slot + delay < now) {
            schedule.returned.pop_first();
        }
        schedule.delay = delay + now.saturating_duration_since(schedule.next + delay);
        let returned = schedule.returned.first().copied();
        let slot = returned.unwrap_or(schedule.next);
        let due = schedule.due(slot, now);
        if due > now {
            // At most half of the deadline is required: a server that has become slow must not end all calls.
            let response = schedule.response_time.expected().min(deadline.limit / 2);
            if due + response >= deadline.at {
                return Err(due - now);
            }
        }
        match returned {
            Some(slot) => drop(schedule.returned.remove(&slot)),
            None => schedule.next = slot + self.interval,
        }
        Ok((Slot { rate_limit: self, slot, taken: false }, due))
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        // No code panics while it holds the lock, and the values are valid in every state.
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Schedule {
    /// Returns the time at which a slot is due. If the log is still full then, the schedule moves back.
    fn due(&mut self, slot: Instant, now: Instant) -> Instant {
        let second = SECOND + self.lateness;
        while self.sent.front().is_some_and(|first| *first + second <= now) {
            self.sent.pop_front();
        }
        let due = slot + self.delay;
        let opens = match self.sent.front() {
            Some(first) if self.sent.len() > self.limit => *first + second,
            _ => due,
        };
        self.delay += opens.saturating_duration_since(due);
        due.max(opens)
    }

    /// Notes that the request of a due slot is sent now.
    fn start(&mut self, slot: Instant, due: Instant, now: Instant) {
        let late = now - due;
        if !self.lateness.is_zero() {
            self.lateness = self.lateness * 31 / 32;
        }
        if late > TIMER_LATENESS {
            self.lateness = self.lateness.max(late.min(MAX_LATENESS));
        }
        self.sent.push_back(now);
        self.last = slot;
    }
}

/// A reserved slot, which is returned if it is dropped before use.
struct Slot<'a> {
    rate_limit: &'a RateLimit,
    slot: Instant,
    taken: bool,
}

impl Slot<'_> {
    /// Takes the slot if it is due, however late. Otherwise returns the time at which it is due.
    fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let mut schedule = self.rate_limit.schedule();
        // A call that others have overtaken goes next. Its own slot may be long past, and moving the schedule back to
        // it would delay every call.
        self.slot = self.slot.max(schedule.last);
        let due = schedule.due(self.slot, now);
        if due > now {
            return Err(due);
        }
        schedule.start(self.slot, due, now);
        self.taken = true;
        Ok(())
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if !self.taken {
            self.rate_limit.schedule().returned.insert(self.slot);
        }
    }
}

#[cfg(test)]
mod tests;
