//! Pacing: requests for one account take turns after a 429, and under a ceiling that the program sets.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::{Instant, sleep, timeout_at};

use super::deadline::Deadline;
use super::pace::Pace;

/// In how many portions a second is split. Timers are exact to a millisecond: what came too late by that
/// much is made up for within a portion.
const BURSTS_PER_SECOND: u32 = 50;

/// What paces the requests of a client and its clones.
#[derive(Debug)]
pub(crate) struct Pacing {
    pace: Mutex<Pace>,
    ceiling: Option<Ceiling>,
    /// Whoever holds it is the next to send. The others stand in line in the order in which they came, and
    /// one that is dropped leaves the line.
    turn: tokio::sync::Mutex<()>,
}

/// The fixed ceiling of `max_requests_per_second`.
type Ceiling = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Duration>>;

/// Why a request does not get a turn: the deadline comes first. It holds what is left of a `Retry-After`.
pub(super) struct TooLate(pub(super) Option<Duration>);

impl Pacing {
    pub(crate) fn new(max_requests_per_second: Option<NonZeroU32>) -> Self {
        // With bursts of a whole second's worth, which are usual, one second could see twice the ceiling.
        let ceiling = max_requests_per_second.and_then(|most| {
            let interval = Duration::from_secs(1) / most.get();
            let burst = NonZeroU32::new(most.get() / BURSTS_PER_SECOND).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::with_period(interval)?.allow_burst(burst);
            Some(RateLimiter::direct_with_clock(quota, TokioClock::new()))
        });
        Self {
            pace: Mutex::new(Pace::new(Instant::now())),
            ceiling,
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Waits until a request may start, which is then counted as started.
    pub(super) async fn admit(&self, deadline: &Deadline) -> Result<Instant, TooLate> {
        if let Some(started) = self.at_once() {
            return Ok(started);
        }
        self.in_time(deadline)?;
        let Ok(_turn) = timeout_at(deadline.at, self.turn.lock()).await else {
            return Err(self.too_late());
        };
        loop {
            self.in_time(deadline)?;
            match self.start() {
                Ok(started) => return Ok(started),
                Err(wait) if wait >= deadline.left() => return Err(self.too_late()),
                // A 429 that arrives in the meantime makes the wait longer, so it is asked again.
                Err(wait) => sleep(wait).await,
            }
        }
    }

    /// A request was answered with a success.
    pub(super) fn succeeded(&self, started: Instant) {
        self.pace().succeeded(started);
    }

    /// A request was answered with a 429.
    pub(super) fn limited(&self, started: Instant, retry_after: Option<Duration>) {
        self.pace().limited(started, Instant::now(), retry_after);
    }

    /// Where nothing is paced, requests do not wait for each other.
    fn at_once(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut pace = self.pace();
        if self.ceiling.is_some() || pace.is_on(now) {
            return None;
        }
        pace.started(now);
        Some(now)
    }

    /// Starts a request, or tells how long it has to wait.
    fn start(&self) -> Result<Instant, Duration> {
        let now = Instant::now();
        let mut pace = self.pace();
        let wait = pace.wait(now);
        if !wait.is_zero() {
            return Err(wait);
        }
        if let Some(ceiling) = &self.ceiling {
            ceiling.check().map_err(|not_yet| not_yet.wait_time_from(ceiling.clock().now()))?;
        }
        pace.started(now);
        Ok(now)
    }

    /// Fails at once where a `Retry-After` lasts longer than the call may.
    fn in_time(&self, deadline: &Deadline) -> Result<(), TooLate> {
        let pause = self.pace().pause(Instant::now());
        if pause.is_zero() || pause < deadline.left() { Ok(()) } else { Err(TooLate(Some(pause))) }
    }

    fn too_late(&self) -> TooLate {
        let pause = self.pace().pause(Instant::now());
        TooLate((!pause.is_zero()).then_some(pause))
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // Nothing panics while it is held, and its values are of use in whatever state.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tokio's clock for the ceiling, so that tests can pause it. It tells the time since it was made.
#[derive(Clone, Debug)]
pub(crate) struct TokioClock(Instant);

impl TokioClock {
    fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}
