//! Policy, decision and budget, each by itself.

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
fn the_shortest_and_the_longest_delays_do_not_overflow() {
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    assert_eq!(policy.delay(u32::MAX, 1.0), Duration::ZERO);
    let policy = policy.base_delay(Duration::MAX).max_delay(Duration::MAX);
    assert_eq!(policy.delay(u32::MAX, 1.0), Duration::MAX);
    let policy = policy.max_delay(Duration::ZERO);
    assert_eq!(policy.delay(1, 1.0), Duration::ZERO);
}

const SECOND: Duration = Duration::from_secs(1);

/// A failure that is retried after half a second.
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
fn the_failure_and_its_possible_effects_decide() {
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
fn attempts_end_at_the_limit_of_the_policy() {
    for (policy, attempts, expected) in [
        (RetryPolicy::default(), 1, again(250)),
        (RetryPolicy::default(), 3, again(1000)),
        (RetryPolicy::default(), 4, Err(GiveUp::Final)),
        (RetryPolicy::none(), 1, Err(GiveUp::Final)),
        (RetryPolicy::none().max_attempts(2.try_into().unwrap()), 1, again(250)),
    ] {
        let failed = FailedAttempt { attempts, ..FAILED };
        assert_eq!(decide(&policy, failed, 1.0), expected, "{policy:?} {attempts}");
    }
}

#[test]
fn a_requested_wait_has_to_fit_into_the_call() {
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
        // A deadline of a day does not make a client sleep for most of that day.
        (Some(minutes), day, again(minutes * 1000)),
        (Some(minutes + 1), day, too_long(minutes + 1)),
    ] {
        let retry_after = retry_after.map(Duration::from_secs);
        let failed =
            FailedAttempt { retry_after, left: SECOND * u32::try_from(left).unwrap(), ..FAILED };
        assert_eq!(decide(&RetryPolicy::default(), failed, 1.0), expected, "{failed:?}");
    }
}

#[test]
fn a_requested_wait_counts_from_the_head() {
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
fn chance_changes_the_backoff_and_not_a_requested_wait() {
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

#[test]
fn a_dead_server_gets_100_retries_and_no_more() {
    let budget = Budget::full();
    assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
}

#[test]
fn five_successes_pay_for_one_retry() {
    let budget = Budget::full();
    while budget.take() {}
    for _ in 0..4 {
        budget.refund();
        assert!(!budget.take());
    }
    budget.refund();
    assert!(budget.take() && !budget.take());
}

#[test]
fn successes_never_raise_the_budget_above_its_start() {
    let budget = Budget::full();
    (0..10_000).for_each(|_| budget.refund());
    assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
}
