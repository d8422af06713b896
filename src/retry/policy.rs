//! When a call sends its request again, as far as the program has a say in it.

use std::time::Duration;

/// The first attempt and three more: a fourth repeat would rarely fit into the deadline.
const MAX_ATTEMPTS: u32 = 4;
/// The bound of the first delay: long enough for a connection to come back, and hardly noticed.
const BASE_DELAY: Duration = Duration::from_millis(250);
/// The bound of every delay: a quarter of the default deadline, so that waiting never fills the call.
const MAX_DELAY: Duration = Duration::from_secs(8);

/// How often, and after which delays, a call sends its request again.
///
/// The delay before repeat number n is chosen at random between zero and `base_delay` · 2ⁿ⁻¹, with
/// `max_delay` as its bound (exponential backoff with full jitter), so that clients which failed together
/// do not come back together. A longer `Retry-After` goes first; if it is a date, the `Date` of the response says how
/// long that is, as the clocks of server and client may differ. What is sent again at all is not a matter of policy:
///
/// - a failure to connect, a 429, and a request that an HTTP/2 server says it did not process (`REFUSED_STREAM`, or
///   a stream above the last one that GOAWAY names), always: the server did nothing;
/// - 408, 5xx, a timeout and a broken connection, where sending twice does no harm: with an idempotent
///   method, and with an operation that is marked as safe to repeat, such as minting a token;
/// - nothing else.
///
/// No repeat starts that could not begin before the deadline of the call, and a budget that all clones of
/// a client share stops repeats while hardly anything succeeds.
///
/// ```
/// use std::time::Duration;
///
/// use argyle_user_tokens::{Client, Credentials, Environment, RetryPolicy};
///
/// let patient = RetryPolicy::default().max_attempts(8).max_delay(Duration::from_secs(20));
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
    /// Sends every request once.
    pub const fn none() -> Self {
        Self { max_attempts: 1, base_delay: BASE_DELAY, max_delay: MAX_DELAY }
    }

    /// How often a request is sent at most, the first time included; 4 by default. Zero is refused by
    /// [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub const fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts;
        self
    }

    /// The longest delay before the first repeat, which doubles with each one after it; 250 ms by
    /// default. Zero repeats without delay.
    pub const fn base_delay(mut self, base_delay: Duration) -> Self {
        self.base_delay = base_delay;
        self
    }

    /// The longest delay before any repeat; 8 s by default. A `Retry-After` may ask for more.
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// The delay before repeat number `repeat`, counted from 1: full jitter, which is a share `chance` (from 0
    /// to 1) of a bound that doubles with every repeat.
    pub(super) fn delay(&self, repeat: u32, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(repeat.saturating_sub(1));
        let bound = self.base_delay.saturating_mul(doubled).min(self.max_delay);
        Duration::try_from_secs_f64(bound.as_secs_f64() * chance).unwrap_or(bound)
    }
}

impl Default for RetryPolicy {
    /// Four attempts, with delays of up to 250 ms, 500 ms and 1 s.
    fn default() -> Self {
        Self::none().max_attempts(MAX_ATTEMPTS)
    }
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
            assert_eq!(policy.delay(repeat, 1.0), Duration::from_millis(millis), "{repeat}");
            assert_eq!(policy.delay(repeat, 0.5), Duration::from_millis(millis / 2), "{repeat}");
            assert_eq!(policy.delay(repeat, 0.0), Duration::ZERO, "{repeat}");
        }
    }

    #[test]
    fn the_shortest_and_the_longest_delays_are_no_trouble() {
        let policy = RetryPolicy::default().base_delay(Duration::ZERO);
        assert_eq!(policy.delay(u32::MAX, 1.0), Duration::ZERO);
        let policy = policy.base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(policy.delay(u32::MAX, 1.0), Duration::MAX);
        let policy = policy.max_delay(Duration::ZERO);
        assert_eq!(policy.delay(1, 1.0), Duration::ZERO);
    }
}
