//! Whether a request is sent again: one pure decision, apart from sending and sleeping.

use std::time::Duration;

use super::policy::RetryPolicy;

/// The longest `Retry-After` that is waited for: a longer one is a matter for the program, or a mistake.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// Whether a request may be sent again after a failure.
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
    /// Whether the request may be sent again; `repeatable` is whether sending it twice does no harm.
    pub(crate) fn allows(self, repeatable: bool) -> bool {
        match self {
            Self::Always => true,
            Self::IfIdempotent => repeatable,
            Self::Never => false,
        }
    }
}

/// Why a failure is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GiveUp {
    /// It would fail again, might do harm, or cannot be sent again; or the deadline has passed.
    Final,
    /// There were as many attempts as the policy allows.
    Attempts,
    /// The wait that the server or the rate limit asks for is longer than the call may take.
    Wait(Duration),
    /// The deadline leaves no time for another attempt.
    Deadline,
    /// The retry budget is spent.
    Budget,
}

/// What is known when an attempt has failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailedAttempt {
    /// What the failure means for sending the request again.
    pub(crate) safety: RetrySafety,
    /// Whether sending it twice does no harm.
    pub(crate) repeatable: bool,
    /// How often it was sent.
    pub(crate) attempts: u32,
    /// What the response asks for.
    pub(crate) retry_after: Option<Duration>,
    /// How long ago its head came, from which that counts.
    pub(crate) since_head: Duration,
    /// What is left of the deadline.
    pub(crate) left: Duration,
}

/// The wait before a request is sent again after a failure, or why it is not; `chance` is between 0 and 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    failed: FailedAttempt,
    chance: f64,
) -> Result<Duration, GiveUp> {
    // A deadline that has passed is the failure itself.
    if !failed.safety.allows(failed.repeatable) || failed.left.is_zero() {
        return Err(GiveUp::Final);
    }
    if failed.attempts >= policy.max_attempts {
        return Err(GiveUp::Attempts);
    }
    let asked = failed.retry_after.unwrap_or_default();
    let backoff = policy.delay(failed.attempts, chance);
    // Never sooner than asked, and spread by chance where nothing or no wait is asked for.
    let wait = asked.saturating_sub(failed.since_head).max(backoff);
    if wait >= failed.left || asked > MAX_RETRY_AFTER {
        return Err(if asked > backoff { GiveUp::Wait(asked) } else { GiveUp::Deadline });
    }
    Ok(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A failure that is repeated after half a second.
    const FAILED: FailedAttempt = FailedAttempt {
        safety: RetrySafety::Always,
        repeatable: false,
        attempts: 2,
        retry_after: None,
        since_head: Duration::ZERO,
        left: Duration::from_secs(10),
    };

    fn again(millis: u64) -> Result<Duration, GiveUp> {
        Ok(Duration::from_millis(millis))
    }

    fn too_long(seconds: u64) -> Result<Duration, GiveUp> {
        Err(GiveUp::Wait(Duration::from_secs(seconds)))
    }

    #[test]
    fn what_failed_and_what_it_may_have_done_decide() {
        use RetrySafety::{Always, IfIdempotent, Never};
        for (safety, repeatable, expected) in [
            (Always, false, again(500)),
            (Always, true, again(500)),
            (IfIdempotent, true, again(500)),
            (IfIdempotent, false, Err(GiveUp::Final)),
            (Never, true, Err(GiveUp::Final)),
        ] {
            let failed = FailedAttempt { safety, repeatable, ..FAILED };
            assert_eq!(decide(&RetryPolicy::default(), failed, 1.0), expected, "{failed:?}");
        }
    }

    #[test]
    fn attempts_end_where_the_policy_says() {
        for (policy, attempts, expected) in [
            (RetryPolicy::default(), 1, again(250)),
            (RetryPolicy::default(), 3, again(1000)),
            (RetryPolicy::default(), 4, Err(GiveUp::Attempts)),
            (RetryPolicy::none(), 1, Err(GiveUp::Attempts)),
            (RetryPolicy::none().max_attempts(2), 1, again(250)),
        ] {
            let failed = FailedAttempt { attempts, ..FAILED };
            assert_eq!(decide(&policy, failed, 1.0), expected, "{policy:?} {attempts}");
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
            (None, 0, Err(GiveUp::Final)),
            (Some(0), 0, Err(GiveUp::Final)),
            // A deadline of a day does not make a client sleep for most of it.
            (Some(minutes), day, again(minutes * 1000)),
            (Some(minutes + 1), day, too_long(minutes + 1)),
        ] {
            let retry_after = retry_after.map(Duration::from_secs);
            let failed = FailedAttempt {
                retry_after,
                left: SECOND * u32::try_from(left).unwrap(),
                ..FAILED
            };
            assert_eq!(decide(&RetryPolicy::default(), failed, 1.0), expected, "{failed:?}");
        }
    }

    #[test]
    fn a_wait_that_is_asked_for_counts_from_the_head() {
        for (since_head, left, expected) in
            [(0, 10, again(7000)), (1, 7, again(6000)), (1, 6, too_long(7)), (9, 1, again(500))]
        {
            let since_head = Duration::from_secs(since_head);
            let failed = FailedAttempt {
                retry_after: Some(SECOND * 7),
                since_head,
                left: SECOND * left,
                ..FAILED
            };
            assert_eq!(decide(&RetryPolicy::default(), failed, 1.0), expected, "{failed:?}");
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
            let failed = FailedAttempt { retry_after, ..FAILED };
            assert_eq!(decide(&RetryPolicy::default(), failed, chance), expected, "{failed:?}");
        }
    }
}
