//! Errors of a call that is polled in a wrong Tokio runtime, or in none.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{Client, Error, ErrorKind, RetryPolicy, UserToken};
use tokio::runtime::{Builder, Runtime};

use crate::server::{TOKEN, USER, credentials, minted};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// A server that never responds, and its client.
fn silent() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, Client::builder().credentials(credentials()).base_url(url).build().unwrap())
}

/// Polls a call once.
fn poll(call: Pin<&mut impl Future<Output = Result<UserToken, Error>>>) -> Poll<Option<Error>> {
    let polled = call.poll(&mut Context::from_waker(Waker::noop()));
    polled.map(|outcome| outcome.err())
}

#[test]
fn a_call_without_a_runtime_fails_without_panic() {
    let client = Client::builder()
        .credentials(credentials())
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap();
    let Poll::Ready(Some(error)) = poll(pin!(client.user_token(USER))) else {
        panic!("expected an error at once");
    };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NoRuntime, 0));
    assert!(error.to_string().contains("Tokio") && !error.maybe_sent(), "{error}");
}

#[test]
fn a_call_that_leaves_its_runtime_fails_without_panic() {
    let runtime = runtime();
    let (_listener, client) = silent();
    let mut call = pin!(client.user_token(USER));
    {
        let _inside = runtime.enter();
        assert!(poll(call.as_mut()).is_pending());
    }
    let Poll::Ready(Some(error)) = poll(call.as_mut()) else {
        panic!("expected an error at once");
    };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NoRuntime, 1));
    assert!(error.to_string().contains("outside of a Tokio runtime"), "{error}");
    assert!(error.maybe_sent() && !error.is_retryable());
}

#[test]
fn a_call_may_go_on_in_another_runtime() {
    let (listener, client) = silent();
    let (first, second) = (runtime(), runtime());
    let mut call = pin!(client.user_token(USER));
    {
        let _inside = first.enter();
        assert!(poll(call.as_mut()).is_pending());
    }
    let server = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut bytes = [0; 1024];
            let read = connection.read(&mut bytes).unwrap();
            request.extend_from_slice(&bytes[..read]);
        }
        connection.write_all(&minted()).unwrap();
    });
    assert!(second.block_on(call).is_ok());
    server.join().unwrap();
}

#[test]
fn a_client_may_be_used_in_one_runtime_after_another() {
    let argyle = Argyle::start();
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    for _ in 0..3 {
        assert!(runtime().block_on(client.user_token(USER)).is_ok());
    }
}

/// Returns true if a call panics in a runtime.
fn panics(runtime: &Runtime) -> bool {
    let argyle = Argyle::start();
    let client = argyle.client().deadline(Duration::from_secs(20)).build().unwrap();
    catch_unwind(AssertUnwindSafe(|| runtime.block_on(client.user_token(USER)).is_ok())).is_err()
}

#[test]
fn a_runtime_without_timers_or_io_panics_as_documented() {
    for (timers, io) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut builder = Builder::new_current_thread();
        if timers {
            builder.enable_time();
        }
        if io {
            builder.enable_io();
        }
        assert_eq!(panics(&builder.build().unwrap()), !(timers && io), "{timers} {io}");
    }
}

/// An HTTP/2 server in its own runtime that answers one request and holds the others, and a client with prior
/// knowledge. The receiver gets an item for each request.
fn over_http_2() -> (Client, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    let (sender, requests) = channel();
    std::thread::spawn(move || {
        runtime().block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let mut connection = h2::server::handshake(listener.accept().await.unwrap().0).await?;
            let mut held = Vec::new();
            while let Some(request) = connection.accept().await {
                let (_, mut respond) = request?;
                if held.is_empty() {
                    let head = http::Response::builder().status(201).body(()).unwrap();
                    let mut body = respond.send_response(head, false)?;
                    body.send_data(format!(r#"{{"user_token":"{TOKEN}"}}"#).into(), true)?;
                }
                held.push(respond);
                sender.send(()).unwrap();
            }
            Ok::<(), h2::Error>(())
        })
    });
    let client = Client::builder()
        .credentials(credentials())
        .base_url(url)
        .configure_http(|http| http.http2_prior_knowledge())
        .attempt_timeout(Duration::from_secs(1))
        .retry(RetryPolicy::none());
    (client.build().unwrap(), requests)
}

/// Asserts that the message names the runtime and the remedy.
fn assert_names_runtime(error: &Error, what: &str) {
    let text = error.to_string();
    let named = text.contains("Tokio runtime") && text.contains(what) && text.contains("blocking");
    assert!(named && text.contains("forked"), "{text}");
    assert!(error.maybe_sent() && error.is_retryable());
}

#[test]
fn an_error_names_the_runtime_that_ended_with_its_connection() {
    let (client, requests) = over_http_2();
    let opener = runtime();
    opener.block_on(client.user_token(USER)).unwrap();
    requests.recv().unwrap();
    let call = std::thread::spawn(move || runtime().block_on(client.user_token(USER)));
    requests.recv().unwrap();
    drop(opener);
    let error = call.join().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    assert_names_runtime(&error, "ended");
}

#[test]
fn an_error_names_the_runtime_that_does_not_run() {
    let (client, _requests) = over_http_2();
    let opener = Builder::new_current_thread().enable_all().build().unwrap();
    opener.block_on(client.user_token(USER)).unwrap();
    let error = runtime().block_on(client.user_token(USER)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert_names_runtime(&error, "not running");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_connects_too_long_blames_no_runtime() {
    let (listener, _) = silent();
    let client = Client::builder()
        .credentials(credentials())
        .base_url(format!("https://{}", listener.local_addr().unwrap()))
        .attempt_timeout(Duration::from_secs(1));
    let error = client.build().unwrap().user_token(USER).await.unwrap_err();
    assert!(error.is_timeout() && !error.to_string().contains("runtime"), "{error}");
}
