//! Whether a request is sent again: one pure decision, apart from sending and sleeping.

use std::time::Duration;

use super::backoff;
use crate::RetryPolicy;
use crate::error::{Repeat, Stop};

/// The longest `Retry-After` that is waited for: a longer one is a matter for the program, or a mistake.
pub(super) const MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// What is known when an attempt has failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// What the failure means for sending the request again.
    pub(super) repeat: Repeat,
    /// Whether sending it twice does no harm.
    pub(super) repeatable: bool,
    /// How often it was sent.
    pub(super) attempts: u32,
    /// What the response asks for.
    pub(super) retry_after: Option<Duration>,
    /// How long ago its head came, from which that counts.
    pub(super) since_head: Duration,
    /// What is left of the deadline.
    pub(super) left: Duration,
}

/// The wait before a request is sent again after a failure, or why it is not; `chance` is between 0 and 1.
pub(super) fn decide(policy: &RetryPolicy, seen: Seen, chance: f64) -> Result<Duration, Stop> {
    let harmless = match seen.repeat {
        Repeat::Always => true,
        Repeat::IfHarmless => seen.repeatable,
        Repeat::Never => false,
    };
    if !harmless {
        return Err(Stop::Final);
    }
    if seen.attempts >= policy.max_attempts {
        return Err(Stop::Attempts);
    }
    let asked = seen.retry_after.unwrap_or_default();
    let backoff = backoff::delay(policy, seen.attempts, chance);
    // Never sooner than asked, and spread by chance where nothing or no wait is asked for.
    let wait = asked.saturating_sub(seen.since_head).max(backoff);
    if wait >= seen.left || asked > MAX_RETRY_AFTER {
        return Err(Stop::Wait(asked.max(backoff)));
    }
    Ok(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A failure that is repeated after half a second.
    const SEEN: Seen = Seen {
        repeat: Repeat::Always,
        repeatable: false,
        attempts: 2,
        retry_after: None,
        since_head: Duration::ZERO,
        left: Duration::from_secs(10),
    };

    fn again(millis: u64) -> Result<Duration, Stop> {
        Ok(Duration::from_millis(millis))
    }

    fn too_long(seconds: u64) -> Result<Duration, Stop> {
        Err(Stop::Wait(Duration::from_secs(seconds)))
    }

    #[test]
    fn what_failed_and_what_it_may_have_done_decide() {
        use Repeat::{Always, IfHarmless, Never};
        for (repeat, repeatable, expected) in [
            (Always, false, again(500)),
            (Always, true, again(500)),
            (IfHarmless, true, again(500)),
            (IfHarmless, false, Err(Stop::Final)),
            (Never, true, Err(Stop::Final)),
        ] {
            let seen = Seen { repeat, repeatable, ..SEEN };
            assert_eq!(decide(&RetryPolicy::default(), seen, 1.0), expected, "{seen:?}");
        }
    }

    #[test]
    fn attempts_end_where_the_policy_says() {
        for (policy, attempts, expected) in [
            (RetryPolicy::default(), 1, again(250)),
            (RetryPolicy::default(), 3, again(1000)),
            (RetryPolicy::default(), 4, Err(Stop::Attempts)),
            (RetryPolicy::none(), 1, Err(Stop::Attempts)),
            (RetryPolicy::none().max_attempts(2), 1, again(250)),
        ] {
            let seen = Seen { attempts, ..SEEN };
            assert_eq!(decide(&policy, seen, 1.0), expected, "{policy:?} {attempts}");
        }
    }

    #[test]
    fn a_wait_that_is_asked_for_goes_first_and_has_to_fit_into_the_call() {
        let [minutes, day] = [5 * 60, 24 * 60 * 60];
        for (retry_after, left, expected) in [
            (None, 10, again(500)),
            (Some(0), 10, again(500)),
            (Some(7), 10, again(7000)),
            (Some(9), 10, again(9000)),
            (Some(10), 10, too_long(10)),
            (Some(11), 10, too_long(11)),
            (Some(u64::MAX), 10, too_long(u64::MAX)),
            (None, 0, Err(Stop::Wait(Duration::from_millis(500)))),
            // A deadline of a day does not make a client sleep for most of it.
            (Some(minutes), day, again(minutes * 1000)),
            (Some(minutes + 1), day, too_long(minutes + 1)),
        ] {
            let retry_after = retry_after.map(Duration::from_secs);
            let seen = Seen { retry_after, left: SECOND * u32::try_from(left).unwrap(), ..SEEN };
            assert_eq!(decide(&RetryPolicy::default(), seen, 1.0), expected, "{seen:?}");
        }
    }

    #[test]
    fn a_wait_that_is_asked_for_counts_from_the_head() {
        for (since_head, left, expected) in
            [(0, 10, again(7000)), (1, 7, again(6000)), (1, 6, too_long(7)), (9, 1, again(500))]
        {
            let since_head = Duration::from_secs(since_head);
            let seen =
                Seen { retry_after: Some(SECOND * 7), since_head, left: SECOND * left, ..SEEN };
            assert_eq!(decide(&RetryPolicy::default(), seen, 1.0), expected, "{seen:?}");
        }
    }

    #[test]
    fn chance_moves_the_backoff_and_not_what_is_asked_for() {
        for (retry_after, chance, expected) in [
            (None, 0.0, again(0)),
            (None, 0.5, again(250)),
            (Some(SECOND), 0.0, again(1000)),
            (Some(SECOND), 1.0, again(1000)),
        ] {
            let seen = Seen { retry_after, ..SEEN };
            assert_eq!(decide(&RetryPolicy::default(), seen, chance), expected, "{seen:?}");
        }
    }
}
