//! Tests of retries by operation and body. The document has one operation today, and the loop serves every other one
//! too.

mod fleet;
mod load;

use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::{Call, Operation};
use crate::call::request::{RequestParts, Requests};
use crate::client::builder::ClientBuilder;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::error::head::Head;
use crate::error::{ApiError, Failure};
use crate::generated::Client;
use crate::response::Reply;
use crate::retry::RetryPolicy;

static CREDENTIALS: LazyLock<Credentials> =
    LazyLock::new(|| Credentials::new("id", "secret").unwrap());

/// A client with these settings and the required ones.
fn client(configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let client = Client::builder().credentials(CREDENTIALS.clone()).base_url("http://127.0.0.1");
    // OpenSSL reads all certificates of the system for each client, which takes 30 ms.
    #[cfg(feature = "rustls")]
    let client = client.configure_http(|http| http.tls_backend_rustls());
    configure(client).build().unwrap()
}

/// Runs a call whose attempts are answered by a model of a server.
async fn run<F: Future<Output = Result<Reply, Failure>>>(
    client: &Client,
    attempt: impl Fn() -> F,
) -> Result<(), Error> {
    const OPERATION: &Operation = &Operation { safe_to_repeat: true, ..Operation::UNKNOWN };
    let parts = Box::new(RequestParts::new(Method::POST, "/"));
    Call::start(client, OPERATION, parts).run(|_, _| attempt()).await.map(drop)
}

fn succeeded() -> Result<Reply, Failure> {
    let (status, headers) = (StatusCode::CREATED, HeaderMap::new());
    Ok(Reply { status, headers, body: Bytes::new(), rest: None })
}

/// A 429 with an optional `Retry-After` in seconds.
fn limited(retry_after: Option<u64>) -> Result<Reply, Failure> {
    failed(StatusCode::TOO_MANY_REQUESTS, retry_after)
}

fn failed(status: StatusCode, retry_after: Option<u64>) -> Result<Reply, Failure> {
    let api = ApiError::new(head(status, retry_after), b"", CREDENTIALS.known_secrets());
    Err(Failure::api(api, &""))
}

fn head(status: StatusCode, retry_after: Option<u64>) -> Head {
    let headers = retry_after.map(|seconds| (reqwest::header::RETRY_AFTER, seconds.into()));
    Head::new(status, &headers.into_iter().collect(), Instant::now(), CREDENTIALS.known_secrets())
}

/// Starts a server that answers every complete request with `status`, and a body of `x` or one in chunks. Returns its
/// address.
async fn answering(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            let is_whole = |request: &[u8]| {
                request.ends_with(b"\r\n\r\nx") || request.ends_with(b"\r\n0\r\n\r\n")
            };
            while !is_whole(&request) && stream.read_buf(&mut request).await.unwrap() > 0 {}
            let head =
                format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
        }
    });
    url
}

/// Counts the attempts of a request that the server answers with `status`.
async fn attempts(
    method: Method,
    safe_to_repeat: bool,
    body: reqwest::Body,
    status: &'static str,
) -> u32 {
    let url = answering(status).await;
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let client = client(|builder| builder.base_url(&url).retry(retry));
    const SAFE: &Operation = &Operation { safe_to_repeat: true, ..Operation::UNKNOWN };
    let parts = Requests::default().request(method, "/".to_owned()).body(body).build();
    let operation = if safe_to_repeat { SAFE } else { &Operation::UNKNOWN };
    client.call(parts.ok().unwrap(), operation).await.map(drop).unwrap_err().attempts()
}

#[tokio::test(start_paused = true)]
async fn a_request_is_retried_only_if_that_is_safe() {
    const LIMITED: &str = "429 Too Many Requests";
    const FAILED: &str = "500 Internal Server Error";
    const REFUSED: &str = "400 Bad Request";
    for (method, safe_to_repeat, status, expected) in [
        (Method::POST, false, LIMITED, 4),
        (Method::POST, false, FAILED, 1),
        (Method::POST, true, FAILED, 4),
        (Method::PATCH, false, FAILED, 1),
        (Method::PUT, false, FAILED, 4),
        (Method::DELETE, false, FAILED, 4),
        (Method::GET, false, FAILED, 4),
        (Method::GET, true, REFUSED, 1),
    ] {
        let found =
            attempts(method.clone(), safe_to_repeat, reqwest::Body::from("x"), status).await;
        assert_eq!(found, expected, "{method} {safe_to_repeat} {status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_streamed_body_is_sent_once() {
    let file = tokio::fs::File::from_std(std::fs::File::open("Cargo.toml").unwrap());
    assert_eq!(attempts(Method::PUT, true, reqwest::Body::from(file), "503 Unavailable").await, 1);
}

/// The error of an operation that no overlay marks, whose server answers every request over HTTP/2 with `frame`.
async fn error_after(frame: &'static [u8]) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // SETTINGS without a setting.
            stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
            let mut request = Vec::new();
            // HEADERS of the first stream.
            while !request.windows(6).any(|bytes| matches!(bytes, [1, _, 0, 0, 0, 1])) {
                stream.read_buf(&mut request).await.unwrap();
            }
            stream.write_all(frame).await.unwrap();
            stream.shutdown().await.unwrap();
            while stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
        }
    });
    let client = client(|builder| {
        builder.base_url(&url).configure_http(|http| http.http2_prior_knowledge())
    });
    let parts = Requests::default().post("/".to_owned()).body("x".into()).build();
    let sent = client.call(parts.ok().unwrap(), &Operation::UNKNOWN).await;
    sent.map(drop).unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn every_request_above_the_last_stream_of_goaway_is_repeated() {
    let error = error_after(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).await;
    assert_eq!(error.attempts(), 4);
    assert!(error.is_retryable() && !error.maybe_sent(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_stream_is_repeated_only_if_that_is_safe() {
    let error = error_after(&[0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 7]).await;
    assert_eq!(error.attempts(), 1);
    assert!(!error.is_retryable() && error.maybe_sent(), "{error:?}");
}
