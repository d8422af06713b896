//! Every wait ends, and every response has a limit.

use std::time::Duration;

use argyle_user_tokens::{ErrorKind, RetryPolicy};
use tokio::time::Instant;

use crate::server::{HEADERS, Server, USER, credentials, failure, reply};

#[tokio::test(start_paused = true)]
async fn an_unanswered_attempt_ends_at_the_attempt_timeout() {
    let server = Server::silent().await;
    let started = Instant::now();
    let error = failure(server.client().retry(RetryPolicy::none())).await;
    assert_eq!(started.elapsed().as_secs(), 15);
    assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Timeout, true));
    assert!(error.to_string().contains("attempt timeout of 15 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_unanswered_handshake_ends_at_the_connect_timeout() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = argyle_user_tokens::Client::builder().credentials(credentials()).base_url(url);
    let started = Instant::now();
    let error = failure(client.retry(RetryPolicy::none())).await;
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 5));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_the_whole_call_at_30_seconds() {
    let server = Server::silent().await;
    let started = Instant::now();
    let error = failure(server.client().attempt_timeout(Duration::MAX)).await;
    assert_eq!(started.elapsed().as_secs(), 30);
    assert!(error.is_timeout() && error.to_string().contains("deadline of 30 s"), "{error}");
}

#[tokio::test]
async fn a_response_over_the_limit_keeps_what_its_head_says() {
    for headers in [HEADERS.to_owned(), format!("{HEADERS}transfer-encoding: chunked\r\n")] {
        let chunked = headers.contains("chunked");
        let body = "x".repeat(1024 * 1024 + 1);
        let bytes = if chunked {
            let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{headers}\r\n");
            format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes()
        } else {
            reply("200 OK", &headers, body)
        };
        let server = Server::answering(bytes).await;
        let error = failure(server.client()).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
        assert_eq!(error.status().unwrap().as_u16(), 200);
        assert_eq!(error.trace_id(), Some("trace-1"));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert!(error.to_string().contains("1048576 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_response_of_exactly_the_limit_is_read() {
    let body = format!("{:<100}", r#"{"user_token": "t"}"#);
    for (limit, read) in [(100, true), (99, false)] {
        let server = Server::answering(reply("200 OK", "", &body)).await;
        let client = server.client().max_response_bytes(limit).build().unwrap();
        assert_eq!(client.user_token(USER).await.is_ok(), read, "{limit}");
    }
}
