//! The rate limit of `max_requests_per_second`: calls that wait, calls that are refused, and their independence.

use std::time::Duration;

use argyle_user_tokens::{Credentials, ErrorKind};
use tokio::time::{Instant, sleep, timeout};

use crate::server::{Server, USER, minted};

#[tokio::test(start_paused = true)]
async fn accounts_have_separate_rate_limits_and_clones_share_one() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(1.try_into().unwrap()).build().unwrap();
    let started = Instant::now();
    client.user_token(USER).await.unwrap();
    let other = client.with_credentials(Credentials::new("other", "account").unwrap());
    other.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 0);
    client.clone().user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_key_of_the_account_has_the_same_limit() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(1.try_into().unwrap()).build().unwrap();
    let started = Instant::now();
    client.user_token(USER).await.unwrap();
    let rotated = client.with_rotated_credentials(Credentials::new("new", "key").unwrap());
    rotated.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    client.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 2);
    let requests = server.requests();
    let keys: Vec<bool> = requests
        .iter()
        .map(|request| {
            request.header("authorization").is_some_and(|header| header.contains("bmV3OmtleQ=="))
        })
        .collect();
    assert_eq!(keys, [false, true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_slot_comes_too_late_fails_at_once() {
    let server = Server::answering(minted()).await;
    let client = server
        .client()
        .max_requests_per_second(1.try_into().unwrap())
        .deadline(Duration::from_secs(2));
    let client = client.build().unwrap();
    let kept: Vec<_> = (0..2)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await.map(drop) })
        })
        .collect();
    tokio::task::yield_now().await;
    let started = Instant::now();
    let error = client.user_token(USER).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_millis(10));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert!(!error.maybe_sent() && error.is_rate_limited() && error.is_retryable(), "{error}");
    assert!(error.api().is_none() && error.status().is_none());
    assert!(error.to_string().contains("max_requests_per_second"), "{error}");
    for call in kept {
        call.await.unwrap().unwrap();
    }
    sleep(error.retry_after().unwrap()).await;
    assert!(client.user_token(USER).await.is_ok());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn calls_dropped_while_waiting_take_no_slot() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(1.try_into().unwrap()).build().unwrap();
    client.user_token(USER).await.unwrap();
    let started = Instant::now();
    let waiting: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await.map(drop) })
        })
        .collect();
    tokio::task::yield_now().await;
    for call in waiting {
        call.abort();
        // Calls that do not fit into their deadline have failed; all others are cancelled.
        let _ = call.await;
    }
    client.user_token(USER).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_never_polled_again_stops_no_other() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(10.try_into().unwrap()).build().unwrap();
    client.user_token(USER).await.unwrap();
    let mut kept = Box::pin(client.user_token(USER));
    assert!(timeout(Duration::ZERO, &mut kept).await.is_err());
    let started = Instant::now();
    for _ in 0..10 {
        client.user_token(USER).await.unwrap();
    }
    assert!(started.elapsed() < Duration::from_millis(1200), "{:?}", started.elapsed());
    kept.await.unwrap();
}
