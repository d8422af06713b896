//! Retries of a call, the budget that all calls of a client share, and the error at the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use argyle_user_tokens::{Client, Credentials, ErrorKind, RetryPolicy};
use tokio::time::{Instant, sleep};

use crate::server::{Address, Server, USER, credentials, failure, minted, reply};

/// Retries without delay.
fn hasty() -> RetryPolicy {
    RetryPolicy::default().base_delay(Duration::ZERO)
}

fn limited(retry_after: u32) -> Vec<u8> {
    reply("429 Too Many Requests", &format!("retry-after: {retry_after}\r\n"), "")
}

#[tokio::test]
async fn all_clones_send_a_dead_server_100_retries_together() {
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
    assert!(last.contains("the retry budget is spent"), "{last}");
}

#[tokio::test]
async fn the_message_states_the_attempts_and_the_wait() {
    let server = Server::answering(reply("503 Unavailable", "", "")).await;
    let error = failure(server.client().retry(hasty())).await;
    assert_eq!(
        error.to_string(),
        "create_user_token: Argyle answered 503 Service Unavailable; after 4 attempts"
    );
    let server = Server::answering(limited(3600)).await;
    let error = failure(server.client()).await;
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(Duration::from_secs(3600))));
    assert!(error.to_string().contains("the next attempt would be in 60 min"), "{error}");
}

#[tokio::test]
async fn maybe_sent_remembers_earlier_attempts() {
    let address = Address::taken();
    let url = address.url();
    let listener = address.listen();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        // The listener closes before the client learns of the end of its connection.
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
async fn a_429_slows_no_other_call_down() {
    let answers = Arc::new(AtomicUsize::new(0));
    let server = Server::answering_each(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
        0 => limited(9),
        _ => minted(),
    })
    .await;
    let client = server.client().build().unwrap();
    let started = Instant::now();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.user_token(USER).await.map(drop) }
    });
    sleep(Duration::from_secs(1)).await;
    for _ in 0..100 {
        client.user_token(USER).await.unwrap();
    }
    assert_eq!(started.elapsed().as_secs(), 1);
    first.await.unwrap().unwrap();
    assert_eq!(started.elapsed().as_secs(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_date_counts_by_the_servers_clock() {
    let date = |time| httpdate::fmt_http_date(time);
    let hour = Duration::from_secs(3600);
    for server_time in [SystemTime::now() - hour, SystemTime::now() + hour / 6] {
        let until = date(server_time + Duration::from_secs(7));
        let head = format!("date: {}\r\nretry-after: {until}\r\n", date(server_time));
        let answers = AtomicUsize::new(0);
        let server =
            Server::answering_each(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
                0 => reply("429 Too Many Requests", &head, ""),
                _ => minted(),
            });
        let client = server.await.client().build().unwrap();
        let started = Instant::now();
        client.user_token(USER).await.unwrap();
        assert_eq!(started.elapsed().as_secs(), 7);
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_is_paid_from_the_budget() {
    let server = Server::answering(limited(0)).await;
    let client = server.client().retry(hasty()).build().unwrap();
    let mut attempts = 0;
    for _ in 0..100 {
        attempts += client.user_token(USER).await.unwrap_err().attempts();
    }
    assert_eq!(attempts, 100 + 100);
}

#[tokio::test(start_paused = true)]
async fn an_undecodable_success_pays_nothing_into_the_budget() {
    for body in ["{}", "{\"user_token\": 5}", "<html>"] {
        let answers = Arc::new(AtomicUsize::new(0));
        let server =
            Server::answering_each(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
                // Each of the first 34 calls but one spends three retries.
                0..134 => reply("503 Unavailable", "", ""),
                134..1134 => reply("200 OK", "", body),
                _ => reply("503 Unavailable", "", ""),
            })
            .await;
        let client = server.client().retry(hasty()).build().unwrap();
        for _ in 0..34 {
            client.user_token(USER).await.unwrap_err();
        }
        for _ in 0..1000 {
            let error = client.user_token(USER).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
        }
        assert_eq!(client.user_token(USER).await.unwrap_err().attempts(), 1, "{body}");
    }
}
