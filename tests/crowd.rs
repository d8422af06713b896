//! Ten thousand simultaneous calls to a server that fails every third request: each call ends in a token or a typed
//! error. The test has its own process, because it may use up all file descriptors.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argyle_user_tokens::{Client, Credentials, ErrorKind, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

const CALLS: usize = 10_000;

const TOKEN: &[u8] = b"HTTP/1.1 201 Created\r\ncontent-length: 18\r\n\r\n{\"user_token\":\"t\"}";
const OVERLOADED: &[u8] = b"HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n";
const BROKEN: &[u8] = b"HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{\"user_token\":";

/// Every third request fails, in one of three ways.
async fn serve(mut stream: TcpStream, requests: &AtomicUsize) -> std::io::Result<()> {
    let mut request = vec![0; 2048];
    // A request of this client comes in one piece, or in two, the second of which is the body.
    while stream.read(&mut request).await? > 0 {
        if !request.contains(&b'}') {
            continue;
        }
        request.fill(0);
        match requests.fetch_add(1, Ordering::SeqCst) % 9 {
            0 => stream.write_all(OVERLOADED).await?,
            3 => {
                stream.write_all(BROKEN).await?;
                return stream.shutdown().await;
            }
            6 => return stream.set_zero_linger(),
            _ => stream.write_all(TOKEN).await?,
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_end_in_tokens_or_typed_errors() {
    static REQUESTS: AtomicUsize = AtomicUsize::new(0);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(serve(stream, &REQUESTS))),
                // The process has no free file descriptor, so other connections must close first.
                Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    });
    let client = Client::builder()
        .credentials(Credentials::new("id", "secret").unwrap())
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::default().base_delay(Duration::from_millis(20)))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(Uuid::from_u128(7)).await })
        })
        .collect();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for call in calls {
        let end = match call.await.unwrap() {
            Ok(token) => {
                assert_eq!(token.expose_secret(), "t");
                "a token".to_owned()
            }
            Err(error) => {
                assert!(error.attempts() > 0, "{error}");
                // The kind depends on the machine, mostly on its limit for open files.
                let kind = error.kind();
                let known = matches!(
                    kind,
                    ErrorKind::Api | ErrorKind::Transport | ErrorKind::Connect | ErrorKind::Timeout
                );
                assert!(known, "{error:?}");
                format!("{kind:?}")
            }
        };
        *ends.entry(end).or_default() += 1;
    }
    println!("{ends:?} after {} requests", REQUESTS.load(Ordering::SeqCst));
    assert_eq!(ends.values().sum::<usize>(), CALLS);
    assert!(ends.get("a token").is_some_and(|tokens| *tokens > 0), "{ends:?}");
    // The client has recovered.
    let mut calls = 0;
    while client.user_token(Uuid::from_u128(7)).await.is_err() {
        calls += 1;
        assert!(calls < 100, "the client does not recover");
    }
}
