//! The rate limit by itself, on a paused clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::*;

fn rate_limit(most: u32) -> Arc<RateLimit> {
    Arc::new(RateLimit::new(NonZeroU32::new(most).unwrap()))
}

fn within(limit: Duration) -> Deadline {
    Deadline::start(limit)
}

const MINUTE: Duration = Duration::from_secs(60);

/// Returns the maximum number of `starts` within any second.
fn most_in_a_second(starts: Vec<Instant>) -> usize {
    most_within(Duration::from_secs(1), starts)
}

fn most_within(period: Duration, mut starts: Vec<Instant>) -> usize {
    starts.sort_unstable();
    let mut window = VecDeque::new();
    let mut most = 0;
    for start in starts {
        while window.front().is_some_and(|first| start - *first >= period) {
            window.pop_front();
        }
        window.push_back(start);
        most = most.max(window.len());
    }
    most
}

#[tokio::test(start_paused = true)]
async fn no_second_exceeds_the_limit_by_more_than_one() {
    for most in [1, 3, 20, 199, 1_000, 7_777] {
        let rate_limit = rate_limit(most);
        let starts = Arc::new(Mutex::new(Vec::new()));
        let calls: Vec<_> = (0..most * 3)
            .map(|_| {
                let (rate_limit, starts) = (Arc::clone(&rate_limit), Arc::clone(&starts));
                tokio::spawn(async move {
                    rate_limit.admit(within(MINUTE)).await.unwrap();
                    starts.lock().unwrap().push(Instant::now());
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        let starts = std::mem::take(&mut *starts.lock().unwrap());
        let took = *starts.iter().max().unwrap() - *starts.iter().min().unwrap();
        assert_eq!(starts.len(), most as usize * 3);
        assert!(most_in_a_second(starts) <= most as usize + 1, "{most}");
        // The limit is used fully: three seconds' worth of requests take three seconds.
        assert!(took <= SECOND * 3, "{most}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_kept_for_long_never_start_together() {
    let rate_limit = rate_limit(20);
    let deadline = within(MINUTE);
    rate_limit.admit(deadline).await.unwrap();
    let mut kept: Vec<_> = (0..100).map(|_| Box::pin(rate_limit.admit(deadline))).collect();
    for admit in &mut kept {
        assert!(!poll_once(admit).await);
    }
    tokio::time::advance(Duration::from_secs(30)).await;
    let started = Instant::now();
    let starts = Mutex::new(Vec::new());
    let admitted = kept.into_iter().map(async |admit| {
        admit.await.unwrap();
        starts.lock().unwrap().push(Instant::now());
    });
    futures_util::future::join_all(admitted).await;
    assert!(most_in_a_second(starts.into_inner().unwrap()) <= 21);
    assert!(started.elapsed() <= SECOND * 5, "{:?}", started.elapsed());
}

/// Admits simultaneous requests, each in a task. Another task blocks the runtime for `busy` again and again, with 8 ms
/// in between. Returns the starts in the order of the requests.
async fn starts_beside(
    calls: u32,
    rate_limit: &Arc<RateLimit>,
    busy: fn() -> Duration,
) -> Vec<Instant> {
    let blocking = tokio::spawn(async move {
        loop {
            // No task is polled before all of it has passed.
            tokio::time::advance(busy()).await;
            tokio::time::sleep(Duration::from_millis(8)).await;
        }
    });
    let admitted = (0..calls).map(|_| {
        let rate_limit = Arc::clone(rate_limit);
        tokio::spawn(async move {
            rate_limit.admit(within(MINUTE * 60)).await.unwrap();
            Instant::now()
        })
    });
    let mut starts = Vec::new();
    for admitted in admitted.collect::<Vec<_>>() {
        starts.push(admitted.await.unwrap());
    }
    blocking.abort();
    starts
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_polled_late_use_the_whole_limit() {
    let started = Instant::now();
    let starts = starts_beside(2000, &rate_limit(200), || Duration::from_millis(12)).await;
    assert!(started.elapsed() <= Duration::from_millis(10_250), "{:?}", started.elapsed());
    assert!(starts.is_sorted());
    // Each is written at once, or after the next time that the runtime is busy.
    assert!(most_within(Duration::from_millis(1012), starts) <= 201);
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_polled_late_start_when_they_are_polled() {
    let rate_limit = rate_limit(200);
    let mut waiting: Vec<_> =
        (0..400).map(|_| Box::pin(rate_limit.admit(within(MINUTE)))).collect();
    for admit in &mut waiting {
        poll_once(admit).await;
    }
    // 199 more slots are due, and the slot of the first call is within this second.
    tokio::time::advance(Duration::from_millis(1003)).await;
    let mut started = 0;
    for admit in &mut waiting[1..] {
        started += usize::from(poll_once(admit).await);
    }
    assert_eq!(started, 199);
}

#[tokio::test(start_paused = true)]
async fn a_busy_runtime_exceeds_the_limit_by_one_at_most() {
    fastrand::seed(7);
    for most in [1, 3, 20, 200, 1000] {
        for busy in [
            || Duration::from_millis(fastrand::u64(0..60)),
            || Duration::from_millis(fastrand::u64(0..3000)),
            || Duration::from_micros(fastrand::u64(0..3000)),
        ] {
            let starts = starts_beside(most * 5, &rate_limit(most), busy).await;
            assert!(most_in_a_second(starts) <= most as usize + 1, "{most}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn calls_polled_late_delay_others_by_one_slot() {
    let rate_limit = rate_limit(10);
    let mut kept: Vec<_> = (0..5).map(|_| Box::pin(rate_limit.admit(within(MINUTE)))).collect();
    for admit in &mut kept {
        poll_once(admit).await;
    }
    for _ in 0..100 {
        rate_limit.admit(within(MINUTE)).await.unwrap();
    }
    let mut next = Box::pin(rate_limit.admit(within(MINUTE)));
    poll_once(&mut next).await;
    let started = Instant::now();
    futures_util::future::join_all(
        kept.into_iter().skip(1).map(async |admit| admit.await.unwrap()),
    )
    .await;
    next.await.unwrap();
    assert!(started.elapsed() <= SECOND / 2, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn calls_polled_after_their_deadlines_take_no_slots() {
    let rate_limit = rate_limit(10);
    let mut waiting: Vec<_> = (0..20).map(|_| Box::pin(rate_limit.admit(within(MINUTE)))).collect();
    for admit in &mut waiting {
        poll_once(admit).await;
    }
    tokio::time::advance(MINUTE).await;
    for admit in &mut waiting[1..] {
        assert!(poll_once(admit).await);
    }
    for _ in 0..3 {
        assert!(poll_once(&mut Box::pin(rate_limit.admit(within(MINUTE)))).await);
        tokio::time::advance(SECOND / 10).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_moves_is_awaited_until_the_deadline() {
    let rate_limit = rate_limit(10);
    let mut waiting: Vec<_> = (0..30).map(|_| Box::pin(rate_limit.admit(within(MINUTE)))).collect();
    for admit in &mut waiting {
        poll_once(admit).await;
    }
    let limit = SECOND * 4;
    let mut call = Box::pin(rate_limit.admit(within(limit)));
    assert!(!poll_once(&mut call).await);
    let started = Instant::now();
    tokio::time::advance(Duration::from_secs(3)).await;
    for admit in &mut waiting[1..] {
        poll_once(admit).await;
    }
    // A call that comes now is refused, because its slot is too late.
    assert!(rate_limit.admit(within(SECOND)).await.is_err());
    call.await.unwrap();
    let took = started.elapsed();
    assert!((limit..limit + Duration::from_millis(2)).contains(&took), "{took:?}");
}

/// Polls a future once, whatever is left of the budget of its task.
async fn poll_once<F: Future + Unpin>(future: &mut F) -> bool {
    let polled = std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())
    });
    tokio::task::coop::unconstrained(polled).await
}

#[tokio::test(start_paused = true)]
async fn a_request_never_polled_again_stops_no_other() {
    let rate_limit = rate_limit(10);
    let deadline = within(MINUTE);
    rate_limit.admit(deadline).await.unwrap();
    let mut kept = Box::pin(rate_limit.admit(deadline));
    assert!(!poll_once(&mut kept).await);
    let started = Instant::now();
    for _ in 0..10 {
        rate_limit.admit(deadline).await.unwrap();
    }
    assert!(started.elapsed() < Duration::from_millis(1200), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn slots_of_dropped_requests_go_to_the_next_requests() {
    let rate_limit = rate_limit(1);
    let deadline = within(MINUTE * 60);
    rate_limit.admit(deadline).await.unwrap();
    let mut dropped: Vec<_> = (0..1000).map(|_| Box::pin(rate_limit.admit(deadline))).collect();
    for admit in &mut dropped {
        assert!(!poll_once(admit).await);
    }
    drop(dropped);
    let started = Instant::now();
    for _ in 0..3 {
        rate_limit.admit(deadline).await.unwrap();
    }
    assert_eq!(started.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_slot_after_the_deadline_is_refused_at_once() {
    let rate_limit = rate_limit(1);
    let deadline = within(Duration::from_millis(3500));
    // No response time is known yet, so every slot before the deadline is reserved.
    let admitted: Vec<_> = (0..4).map(|_| rate_limit.admit(deadline)).map(Box::pin).collect();
    let mut pending = Vec::new();
    for mut admit in admitted {
        if !poll_once(&mut admit).await {
            pending.push(admit);
        }
    }
    assert_eq!(pending.len(), 3);
    let started = Instant::now();
    assert_eq!(rate_limit.admit(deadline).await, Err(SECOND * 4));
    assert!(started.elapsed().is_zero());
    // A refusal reserves nothing.
    assert_eq!(rate_limit.admit(deadline).await, Err(SECOND * 4));
}

#[tokio::test(start_paused = true)]
async fn a_slot_leaves_time_for_the_response() {
    let rate_limit = rate_limit(1);
    let limit = Duration::from_secs(4);
    rate_limit.admit(within(limit)).await.unwrap();
    (0..100).for_each(|_| rate_limit.observe_response(Duration::from_secs(2)));
    // The next slot is in one second, which leaves three. The slot after it leaves two, and half of that is enough.
    let first = rate_limit.admit(within(limit));
    let mut first = Box::pin(first);
    assert!(!poll_once(&mut first).await);
    assert!(rate_limit.admit(within(limit)).await.is_err());
    (0..100).for_each(|_| rate_limit.observe_response(Duration::from_secs(3600)));
    drop(first);
    assert!(rate_limit.admit(within(limit)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_highest_limit_and_the_longest_deadline_do_not_overflow() {
    let rate_limit = rate_limit(u32::MAX);
    for _ in 0..1000 {
        rate_limit.admit(within(Duration::MAX)).await.unwrap();
    }
}
