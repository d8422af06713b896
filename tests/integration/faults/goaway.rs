//! A server that ends an HTTP/2 connection with its own text, which hyper and h2 repeat.

use argyle_user_tokens::{Client, Credentials, Error, ErrorKind, RetryPolicy};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use h2::Reason;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::secrets::Printed;
use crate::server::USER;

/// Secrets of this test alone: h2 logs received frames, and other tests search that log for theirs.
const SECRET: &str = "open?sesame>2";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJnb2F3YXkifQ.Z29hd2F5";

/// Builds an HTTP/2 frame of the connection.
fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, 0, 0, 0, 0, 0], payload].concat()
}

/// Returns the error of a call that is answered with GOAWAY and `words`.
async fn error_after(words: &str) -> Error {
    // No stream was processed, and the reason is INTERNAL_ERROR.
    error_of(frame(7, &[&[0, 0, 0, 0, 0, 0, 0, 2], words.as_bytes()].concat()), false).await
}

/// Returns the error of a call that is answered with `frames`, after which the connection may be closed.
async fn error_of(frames: Vec<u8>, closes: bool) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&frame(4, &[])).await.unwrap();
        let mut request = Vec::new();
        // Waits for the headers of the request: a frame of kind 1 for the first stream.
        while !request.windows(6).any(|bytes| matches!(bytes, [1, _, 0, 0, 0, 1])) {
            stream.read_buf(&mut request).await.unwrap();
        }
        stream.write_all(&frames).await.unwrap();
        if closes {
            stream.shutdown().await.unwrap();
        }
        // Waits until the client disconnects.
        while stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
    });
    let client = Client::builder()
        .credentials(Credentials::new("id", SECRET).unwrap())
        .base_url(url)
        .configure_http(|http| http.http2_prior_knowledge())
        .retry(RetryPolicy::none());
    client.build().unwrap().user_token(USER).await.unwrap_err()
}

#[tokio::test]
async fn the_text_of_a_goaway_is_redacted_in_every_cause() {
    let pair = format!("id:{SECRET}");
    let secrets = [
        SECRET.to_owned(),
        STANDARD.encode(&pair).trim_end_matches('=').to_owned(),
        URL_SAFE_NO_PAD.encode(&pair),
        TOKEN.to_owned(),
        TOKEN.split('.').nth(1).unwrap().to_owned(),
        // An unknown key, which the client must treat as a secret.
        "4u7kXq2vLw9sTz8bNm3cRj6y".to_owned(),
    ];
    for secret in &secrets {
        for words in [
            format!("go away with \"{secret}\" please"),
            format!("go away with \n{} please", secret.replace('J', "%4a")),
        ] {
            let error = error_after(&words).await;
            assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
            let mut printed = Printed::default();
            printed.error("Error", &error);
            let text = printed.assert_none_of(&secrets);
            assert!(!text.contains(&secret[..12]), "{words}: {text}");
            // The failure and the rest of the server's text are still there.
            let said = ["unexpected internal error", "go away with", "please", "[REDACTED]"];
            assert!(said.iter().all(|part| text.contains(part)), "{words}: {text}");
        }
    }
}

#[tokio::test]
async fn the_text_of_a_goaway_contains_no_partial_secret() {
    let pair = STANDARD.encode(format!("id:{SECRET}"));
    for secret in [SECRET, pair.as_str(), TOKEN] {
        let start = secret[..9].to_owned();
        let mut printed = Printed::default();
        printed.error("Error", &error_after(&format!("go away with {start}")).await);
        let text = printed.assert_none_of(&[start]);
        assert!(text.contains("go away with [REDACTED]"), "{text}");
    }
}

#[tokio::test]
async fn the_text_of_a_goaway_is_bounded_and_escaped() {
    let error = error_after(&"hello\n".repeat(2000)).await;
    let mut printed = Printed::default();
    printed.error("Error", &error);
    let mut source = std::error::Error::source(&error);
    let mut layers = 0;
    while let Some(cause) = source {
        let text = cause.to_string();
        assert!(!text.contains('\n') && text.len() < 600, "{text}");
        source = cause.source();
        layers += 1;
    }
    assert!((2..=12).contains(&layers), "{layers}");
}

/// Builds a GOAWAY with the last processed stream and a reason.
fn goaway(last: u8, reason: Reason) -> Vec<u8> {
    frame(7, &[[0, 0, 0, last], u32::from(reason).to_be_bytes()].concat())
}

/// Turns a frame into one of the request's stream.
fn of_request(mut frame: Vec<u8>, flags: u8) -> Vec<u8> {
    (frame[4], frame[8]) = (flags, 1);
    frame
}

/// Ends the stream of the request.
fn reset(reason: Reason) -> Vec<u8> {
    of_request(frame(3, &u32::from(reason).to_be_bytes()), 0)
}

#[tokio::test]
async fn only_unprocessed_requests_are_unsent() {
    // The status 200, and no end of the response.
    let head = of_request(frame(1, &[0x88]), 4);
    let two_steps = [goaway(u8::MAX, Reason::NO_ERROR), goaway(0, Reason::NO_ERROR)].concat();
    let and_garbage = |goaway: Vec<u8>| [goaway, frame(0, b"garbage")].concat();
    let unsent = false;
    let maybe_sent = true;
    for (name, answer, expected) in [
        ("GOAWAY below the stream", goaway(0, Reason::NO_ERROR), unsent),
        ("an error below the stream", goaway(0, Reason::INTERNAL_ERROR), unsent),
        ("GOAWAY in two steps", two_steps, unsent),
        ("garbage after it", and_garbage(goaway(0, Reason::INTERNAL_ERROR)), unsent),
        ("GOAWAY that names the stream", goaway(1, Reason::NO_ERROR), maybe_sent),
        ("an error that names it", goaway(1, Reason::INTERNAL_ERROR), maybe_sent),
        ("garbage after that", and_garbage(goaway(1, Reason::INTERNAL_ERROR)), maybe_sent),
        ("GOAWAY above the stream", goaway(3, Reason::INTERNAL_ERROR), maybe_sent),
        // HAProxy sends it also for what a backend has received.
        ("REFUSED_STREAM", reset(Reason::REFUSED_STREAM), maybe_sent),
        ("another reset", reset(Reason::CANCEL), maybe_sent),
        ("an overload", reset(Reason::ENHANCE_YOUR_CALM), maybe_sent),
        ("a head", [head.clone(), reset(Reason::CANCEL)].concat(), maybe_sent),
        ("a head, GOAWAY", [head, goaway(0, Reason::INTERNAL_ERROR)].concat(), maybe_sent),
    ] {
        let error = error_of(answer, true).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{name}: {error:?}");
        assert_eq!(error.maybe_sent(), expected, "{name}: {error:?}");
        assert_eq!(error.to_string().contains("without processing it"), !expected, "{name}");
    }
}
