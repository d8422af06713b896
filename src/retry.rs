//! Retries: the policy of the program, the decision after a failure, and the retry budget.
//!
//! Successes pay for retries, so clients do not hammer a dead server.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The first attempt and three retries; a fourth would rarely fit into the deadline.
const MAX_ATTEMPTS: u32 = 4;
/// The bound of the first delay: long enough for a network to recover, and hardly noticed.
const BASE_DELAY: Duration = Duration::from_millis(250);
/// The bound of every delay: a quarter of the default deadline, so that waiting never fills the call.
const MAX_DELAY: Duration = Duration::from_secs(8);

/// The number of attempts of a call, and the delays between them.
///
/// The delay before retry number n is random, between zero and `base_delay` · 2ⁿ⁻¹, and at most `max_delay` (exponential
/// backoff with full jitter). So clients that failed together do not return together. A longer `Retry-After` takes
/// precedence; a date is compared with the `Date` of the response, because clocks may differ. The policy does not decide
/// which failures are retried:
///
/// - a failure to connect, a 429, and a request that an HTTP/2 server says it did not process (a stream above the last one
///   that GOAWAY names), always, because the server did nothing;
/// - 408, 5xx, a timeout and a broken connection, if a repeat is safe: for an idempotent method, and for an operation
///   that is marked as safe to repeat, such as minting a token;
/// - nothing else, such as a proxy that asks for credentials (407), because a repeat may lock out its user.
///
/// No retry starts after the deadline of the call. All clones of a client share a retry budget, which stops retries while
/// hardly anything succeeds.
///
/// ```
/// use std::num::NonZeroU32;
/// use std::time::Duration;
///
/// use argyle_user_tokens::{Client, Credentials, Environment, RetryPolicy};
///
/// const ATTEMPTS: NonZeroU32 = NonZeroU32::new(8).unwrap();
///
/// let patient = RetryPolicy::default().max_attempts(ATTEMPTS).max_delay(Duration::from_secs(20));
/// # if cfg!(not(any(feature = "rustls", feature = "native-tls"))) { return Ok(()); } // https needs TLS
/// let client = Client::builder()
///     .credentials(Credentials::new("key-id", "key-secret")?)
///     .environment(Environment::Sandbox)
///     .deadline(Duration::from_secs(120))
///     .retry(patient)
///     .build()?;
/// # let _ = client;
/// # Ok::<(), argyle_user_tokens::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is given to `ClientBuilder::retry`"]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) base_delay: Duration,
    pub(crate) max_delay: Duration,
}

impl RetryPolicy {
    /// Returns a policy that sends every request once.
    pub const fn none() -> Self {
        Self { max_attempts: 1, base_delay: BASE_DELAY, max_delay: MAX_DELAY }
    }

    /// Sets the maximum number of attempts, including the first; 4 by default.
    pub const fn max_attempts(mut self, max_attempts: NonZeroU32) -> Self {
        self.max_attempts = max_attempts.get();
        self
    }

    /// Sets the longest delay before the first retry; 250 ms by default. It doubles with each further retry. With zero, the
    /// client retries without delay.
    pub const fn base_delay(mut self, base_delay: Duration) -> Self {
        self.base_delay = base_delay;
        self
    }

    /// Sets the longest delay before any retry; 8 s by default. A `Retry-After` may ask for more.
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// Returns the delay before retry number `repeat`, counted from 1. With full jitter, it is the fraction `chance`
    /// (from 0 to 1) of a bound that doubles with every retry.
    pub(super) fn delay(&self, repeat: u32, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(repeat.saturating_sub(1));
        let bound = self.base_delay.saturating_mul(doubled).min(self.max_delay);
        Duration::try_from_secs_f64(bound.as_secs_f64() * chance).unwrap_or(bound)
    }
}

impl Default for RetryPolicy {
    /// Four attempts, with delays of up to 250 ms, 500 ms and 1 s.
    fn default() -> Self {
        Self { max_attempts: MAX_ATTEMPTS, ..Self::none() }
    }
}

/// The longest `Retry-After` that a call waits for. The program decides about a longer one.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// The effect of a failed request, which decides about a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetrySafety {
    /// The server did nothing with it.
    Always,
    /// The server may have acted on it.
    IfIdempotent,
    /// It would fail again.
    Never,
}

impl RetrySafety {
    /// Returns true if the request may be sent again; `repeatable` means that a repeat is safe.
    pub(crate) fn allows(self, repeatable: bool) -> bool {
        match self {
            Self::Always => true,
            Self::IfIdempotent => repeatable,
            Self::Never => false,
        }
    }
}

/// The reason for the end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GiveUp {
    /// It would fail again, might do harm, or cannot be sent again; the policy allows no more attempts; or the deadline
    /// has passed.
    Final,
    /// The wait that the server or the rate limit asks for is longer than the call may take.
    Wait(Duration),
    /// The deadline leaves no time for another attempt.
    Deadline,
    /// The retry budget is spent.
    Budget,
}

/// A failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailedAttempt {
    /// The effect of the failure.
    pub(crate) safety: RetrySafety,
    /// A repeat is safe.
    pub(crate) repeatable: bool,
    /// The number of attempts.
    pub(crate) attempts: u32,
    /// The `Retry-After` of the response.
    pub(crate) retry_after: Option<Duration>,
    /// The time since the head of the response, from which `Retry-After` counts.
    pub(crate) since_head: Duration,
    /// The time until the deadline.
    pub(crate) left: Duration,
}

/// Returns the wait before a retry, or the reason for none; `chance` is between 0 and 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    failed: FailedAttempt,
    chance: f64,
) -> Result<Duration, GiveUp> {
    let is_safe = failed.safety.allows(failed.repeatable);
    // At the deadline, the failure itself ends the call.
    if !is_safe || failed.attempts >= policy.max_attempts || failed.left.is_zero() {
        return Err(GiveUp::Final);
    }
    let asked = failed.retry_after.unwrap_or_default();
    let backoff = policy.delay(failed.attempts, chance);
    // The wait is never shorter than the server asks for, and random if it asks for none.
    let wait = asked.saturating_sub(failed.since_head).max(backoff);
    if wait >= failed.left || asked > MAX_RETRY_AFTER {
        return Err(if asked > backoff { GiveUp::Wait(asked) } else { GiveUp::Deadline });
    }
    Ok(wait)
}

/// The initial and maximum budget. With [`COST`] that is 100 retries of all clones together before any success: enough
/// for a short outage, little for a dead server.
const CAPACITY: u32 = 500;
/// The cost of a retry.
const COST: u32 = 5;
/// The refund of a success: one retry for five successes, so a server in trouble gets at most a fifth more requests.
const REFUND: u32 = 1;

/// A token bucket of retries, shared by a client and its clones.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) const fn full() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }

    /// Returns true if no retry is left at the moment.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) < COST
    }

    /// Takes the cost of a retry, and returns true if the budget has it.
    pub(crate) fn take(&self) -> bool {
        let take = |left: u32| left.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Adds the refund of a success.
    pub(crate) fn refund(&self) {
        // A full budget is not written, because all calls share this memory, on every core.
        let refund = |left| (left < CAPACITY).then_some(left + REFUND);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refund);
    }
}

#[cfg(test)]
mod tests;
