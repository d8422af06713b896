//! What a call sends again, what all calls of a client share, and what a program is told about it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argyle_user_tokens::{Client, Credentials, ErrorKind, RetryPolicy};
use tokio::time::{Instant, sleep};

use crate::server::{Address, Server, USER, credentials, failure, minted, reply};

/// Repeats at once.
fn hasty() -> RetryPolicy {
    RetryPolicy::default().base_delay(Duration::ZERO)
}

fn limited(retry_after: u32) -> Vec<u8> {
    reply("429 Too Many Requests", &format!("retry-after: {retry_after}\r\n"), "")
}

#[tokio::test]
async fn a_dead_server_gets_100_repeats_of_all_clones_together() {
    let vacant = Address::taken();
    let client = Client::builder()
        .credentials(credentials())
        .base_url(vacant.url())
        .retry(hasty())
        .build()
        .unwrap();
    let other = client.with_credentials(Credentials::new("other", "account").unwrap());
    let mut attempts = 0;
    let mut last = String::new();
    for call in 0..300 {
        let client = if call % 2 == 0 { client.clone() } else { other.clone() };
        let error = client.user_token(USER).await.unwrap_err();
        attempts += error.attempts();
        last = error.to_string();
    }
    assert_eq!(attempts, 300 + 100);
    assert!(last.contains("too many calls fail"), "{last}");
}

#[tokio::test]
async fn the_message_tells_the_attempts_and_the_wait_that_was_too_long() {
    let server = Server::answering(reply("503 Unavailable", "", "")).await;
    let error = failure(server.client().retry(hasty())).await;
    assert_eq!(
        error.to_string(),
        "create_user_token: Argyle answered 503 Service Unavailable; this was attempt 4"
    );
    let server = Server::answering(limited(3600)).await;
    let error = failure(server.client()).await;
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(Duration::from_secs(3600))));
    assert!(error.to_string().contains("the next one would be in 3600s"), "{error}");
}

#[tokio::test]
async fn a_request_that_may_have_arrived_is_not_forgotten_when_a_later_attempt_cannot_connect() {
    let address = Address::taken();
    let url = address.url();
    let listener = address.listen();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        // Nobody listens any more before the client hears of the end of its connection.
        drop(listener);
        drop(stream);
    });
    let client = Client::builder().credentials(credentials()).base_url(url).retry(hasty());
    let error = failure(client).await;
    server.await.unwrap();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
    assert!(error.maybe_sent(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn after_a_429_all_clones_wait_for_the_same_retry_after_and_other_accounts_do_not() {
    let started = Instant::now();
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let server = Server::answering_each(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => limited(9),
        _ => minted(),
    })
    .await;
    let client = server.client().build().unwrap();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.user_token(USER).await.map(drop) }
    });
    sleep(Duration::from_secs(1)).await;
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                client.user_token(USER).await.unwrap();
                Instant::now()
            })
        })
        .collect();
    let other = client.with_credentials(Credentials::new("other", "account").unwrap());
    other.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    for call in calls {
        assert!((call.await.unwrap() - started).as_secs() >= 9);
    }
    first.await.unwrap().unwrap();
    // The first attempt, the other account, and four calls that had to wait.
    assert_eq!(requests.load(Ordering::SeqCst), 6);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_not_take_as_long_as_an_earlier_429_asks_fails_at_once_and_unsent() {
    let answers = Arc::new(AtomicUsize::new(0));
    let server = Server::answering_each(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
        0 => limited(60),
        _ => minted(),
    })
    .await;
    let client = server.client().build().unwrap();
    assert!(client.user_token(USER).await.unwrap_err().is_rate_limited());
    sleep(Duration::from_secs(10)).await;
    let started = Instant::now();
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.maybe_sent() && error.is_rate_limited() && error.is_retryable(), "{error}");
    assert!((49..=50).contains(&error.retry_after().unwrap().as_secs()), "{error:?}");
    assert_eq!((started.elapsed().as_secs(), server.requests().len()), (0, 1));
    assert!(error.to_string().contains("paced"), "{error}");
    sleep(error.retry_after().unwrap()).await;
    assert!(client.user_token(USER).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_was_limited_slows_down_and_speeds_up_again() {
    let answers = Arc::new(AtomicUsize::new(0));
    let server = Server::answering_each(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
        20 => limited(0),
        _ => minted(),
    })
    .await;
    let client = server.client().build().unwrap();
    let mut seconds = Vec::new();
    for _ in 0..4 {
        let started = Instant::now();
        for _ in 0..20 {
            client.user_token(USER).await.unwrap();
        }
        seconds.push(started.elapsed().as_secs_f64());
    }
    // At full speed, then at less than 14 requests a second, and from then on faster and faster.
    assert!(seconds[0] < 0.5 && seconds[1] > 1.0, "{seconds:?}");
    assert!(seconds[2] < seconds[1] && seconds[3] < seconds[2], "{seconds:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_while_they_wait_take_no_turn() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(1).build().unwrap();
    client.user_token(USER).await.unwrap();
    let started = Instant::now();
    let waiting: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await.map(drop) })
        })
        .collect();
    tokio::task::yield_now().await;
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
    client.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    assert_eq!(server.requests().len(), 2);
}
