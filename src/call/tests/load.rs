//! One client under load, on a paused clock: a stray 429 slows nothing down, and a low rate limit is used fully. The
//! server is a model; all other code is that of the crate.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{client, failed, limited, run, succeeded};
use crate::error::{Error, ErrorKind};
use crate::generated::Client;
use crate::retry::RetryPolicy;

const SECOND: Duration = Duration::from_secs(1);
const ANSWER_TIME: Duration = Duration::from_millis(200);

/// The result of one call.
struct Ended {
    started: Instant,
    ended: Instant,
    result: Result<(), Error>,
}

/// Makes calls at random times around an even spread, on a runtime that may be busy. The model answers each with a
/// success. Returns the results, and the time of each request.
fn load(
    client: &Client,
    calls_per_second: u32,
    seconds: u32,
    is_busy: bool,
) -> (Vec<Ended>, Vec<Instant>) {
    fastrand::seed(7);
    let ends = Rc::new(RefCell::new(Vec::new()));
    let sent = Rc::new(RefCell::new(Vec::new()));
    paused(async {
        let busy = is_busy.then(|| tokio::task::spawn_local(keep_busy()));
        let start = Instant::now();
        let mut calls = Vec::new();
        for number in 0..calls_per_second * seconds {
            let spread = f64::from(number) + fastrand::f64();
            sleep_until(start + SECOND.mul_f64(spread / f64::from(calls_per_second))).await;
            let (client, ends, sent) = (client.clone(), Rc::clone(&ends), Rc::clone(&sent));
            calls.push(tokio::task::spawn_local(async move {
                let started = Instant::now();
                let attempt = async || {
                    sent.borrow_mut().push(Instant::now());
                    sleep(ANSWER_TIME).await;
                    succeeded()
                };
                let result = run(&client, attempt).await;
                let ended = Instant::now();
                ends.borrow_mut().push(Ended { started, ended, result });
            }));
        }
        for call in calls {
            call.await.unwrap();
        }
        busy.inspect(|busy| busy.abort());
    });
    (Rc::into_inner(ends).unwrap().into_inner(), Rc::into_inner(sent).unwrap().into_inner())
}

/// Runs on a paused clock and one thread.
fn paused<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    LocalSet::new().block_on(&runtime, future)
}

/// Counts, for each of the sorted `moments`, those in the second that begins with it.
fn by_second(moments: &[Instant]) -> impl Iterator<Item = usize> {
    let within = |first: &Instant| moments.partition_point(|moment| *moment < *first + SECOND);
    moments.iter().enumerate().map(move |(index, first)| within(first) - index)
}

#[test]
fn a_stray_429_does_not_slow_a_client_down() {
    let client = client(|builder| builder);
    let answers = RefCell::new([succeeded(), limited(Some(1))].into_iter().collect::<Vec<_>>());
    paused(run(&client, async || answers.borrow_mut().pop().unwrap())).unwrap();
    let (ends, sent) = load(&client, 200, 120, false);
    assert_eq!((ends.len(), sent.len()), (24_000, 24_000));
    let tokens = ends.iter().filter(|end| end.result.is_ok()).count();
    assert!(tokens >= 24_000 * 99 / 100, "{tokens}");
}

#[test]
fn a_low_limit_is_used_and_others_fail_early() {
    let client = client(|builder| {
        builder.max_requests_per_second(20.try_into().unwrap()).deadline(Duration::from_secs(4))
    });
    let (ends, sent) = load(&client, 40, 60, false);
    let most = by_second(&sent).max().unwrap();
    assert!(most <= 21, "{most} requests in one second");
    let tokens: Vec<Instant> =
        ends.iter().filter(|end| end.result.is_ok()).map(|end| end.ended).collect();
    assert_eq!(tokens.len(), sent.len(), "every request that goes out becomes a token");
    // The last second is incomplete.
    let whole = tokens.partition_point(|token| *token + SECOND <= *tokens.last().unwrap());
    let least = by_second(&tokens).take(whole).min().unwrap();
    assert!(least >= 19, "{least} tokens in one second");
    for end in &ends {
        if let Err(error) = &end.result {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0), "{error}");
            assert!(end.ended - end.started <= Duration::from_millis(10), "{error}");
            assert!(error.is_rate_limited() && error.is_retryable() && !error.maybe_sent());
            let wait = error.retry_after().unwrap();
            assert!(wait > Duration::from_secs(3) && wait <= Duration::from_secs(4), "{wait:?}");
        }
    }
}

/// Keeps the runtime busy for 12 of every 20 ms, during which it polls no call.
async fn keep_busy() {
    loop {
        tokio::time::advance(Duration::from_millis(12)).await;
        sleep(Duration::from_millis(8)).await;
    }
}

#[test]
fn calls_polled_late_are_refused_at_once_or_never() {
    for (calls_per_second, seconds) in [(190, 60), (300, 20)] {
        let client = client(|builder| {
            builder
                .max_requests_per_second(200.try_into().unwrap())
                .deadline(Duration::from_secs(3))
        });
        let (ends, sent) = load(&client, calls_per_second, seconds, true);
        let most = by_second(&sent).max().unwrap();
        assert!(most <= 201, "{most} requests in one second");
        let expected = calls_per_second.min(198) * seconds;
        assert!(sent.len() >= expected as usize, "{} of {expected}", sent.len());
        for Ended { started, ended, result } in ends {
            if let Err(error) = result {
                assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
                assert!(ended - started <= Duration::from_millis(10), "{:?}", ended - started);
            }
        }
    }
}

#[test]
fn a_call_whose_slot_moves_beyond_its_deadline_times_out() {
    let client = client(|builder| {
        builder.max_requests_per_second(10.try_into().unwrap()).deadline(SECOND * 3)
    });
    paused(async {
        let calls: Vec<_> = (0..25)
            .map(|_| {
                let client = client.clone();
                tokio::task::spawn_local(async move { run(&client, async || succeeded()).await })
            })
            .collect();
        tokio::task::yield_now().await;
        tokio::time::advance(SECOND * 2).await;
        let mut timeouts = 0;
        for call in calls {
            if let Err(error) = call.await.unwrap() {
                assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Timeout, false));
                timeouts += 1;
            }
        }
        // One at the start, eleven when the runtime goes on, and none in the next second.
        assert_eq!(timeouts, 25 - 12);
    });
}

#[test]
fn a_call_dropped_during_backoff_pays_nothing() {
    let retry = RetryPolicy::default().base_delay(Duration::from_secs(60)).max_delay(SECOND * 60);
    let client = client(|builder| builder.retry(retry).deadline(SECOND * 3600));
    let unavailable = async || failed(StatusCode::SERVICE_UNAVAILABLE, Some(60));
    paused(async {
        for _ in 0..1000 {
            let mut call = Box::pin(run(&client, unavailable));
            assert!(tokio::time::timeout(SECOND, &mut call).await.is_err());
        }
    });
    for _ in 0..100 {
        assert!(client.inner.budget.take());
    }
}

#[test]
fn a_retry_counts_retry_after_from_the_head() {
    let client = client(|builder| builder);
    let attempts = Cell::new(0);
    paused(async {
        let started = Instant::now();
        // The head comes at once, and the body one second later.
        let attempt = async || {
            attempts.set(attempts.get() + 1);
            let answer = if attempts.get() == 1 { limited(Some(5)) } else { succeeded() };
            sleep(SECOND).await;
            answer
        };
        run(&client, attempt).await.unwrap();
        assert_eq!(started.elapsed().as_secs(), 6);
    });
}

#[test]
fn a_call_polled_after_its_deadline_sends_nothing() {
    let client = client(|builder| builder.deadline(Duration::from_secs(4)));
    let attempts = Cell::new(0);
    paused(async {
        let attempt = async || {
            attempts.set(attempts.get() + 1);
            limited(Some(1))
        };
        let mut call = Box::pin(run(&client, attempt));
        let wait = Duration::from_millis(500);
        assert!(tokio::time::timeout(wait, &mut call).await.is_err());
        tokio::time::advance(SECOND * 60).await;
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1));
    });
    assert_eq!(attempts.into_inner(), 1);
}
