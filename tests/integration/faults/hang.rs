//! HTTP/2 connections that hang, while a new one would work.

mod server;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, ErrorKind, RetryPolicy};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;

use self::server::{HANGS, Hang, HangingServer, client_of};
use crate::server::{USER, credentials, failure};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

/// Attempts of 1 s in a call of 5 s.
fn short(builder: ClientBuilder) -> ClientBuilder {
    builder.attempt_timeout(Duration::from_secs(1)).deadline(Duration::from_secs(5))
}

#[tokio::test(start_paused = true)]
async fn the_second_attempt_gets_another_connection_when_one_hangs() {
    type Settings = fn(ClientBuilder) -> ClientBuilder;
    let settings: [(Settings, u64); 2] = [(short, 2), (|defaults| defaults, 16)];
    for hang in HANGS {
        for secured in [false, true] {
            for answers in [0, 1] {
                for (settings, limit) in settings {
                    let server = HangingServer::new(hang, answers);
                    let seen = Arc::clone(&server.seen);
                    let client = settings(client_of(server, secured).await).build().unwrap();
                    let case = format!("{hang:?} {secured} {answers} {limit}");
                    for _ in 0..answers {
                        client.user_token(USER).await.expect(&case);
                    }
                    let started = Instant::now();
                    client.user_token(USER).await.expect(&case);
                    let took = started.elapsed();
                    assert!(took < Duration::from_secs(limit), "{case}: {took:?}");
                    assert_eq!(seen.counts(), (2, answers + 2), "{case}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_before_the_attempt_timeout_costs_one_call() {
    for (hang, timed_out) in [(Hang::StopsReading, false), (Hang::AnswersPing, true)] {
        let server = HangingServer::new(hang, 1);
        let seen = Arc::clone(&server.seen);
        let client = client_of(server, true).await.deadline(Duration::from_secs(5));
        let client = client.build().unwrap();
        client.user_token(USER).await.unwrap();
        let result = client.user_token(USER).await;
        assert_eq!(result.is_err_and(|error| error.is_timeout()), timed_out, "{hang:?}");
        client.user_token(USER).await.unwrap();
        assert_eq!(seen.connections.load(Ordering::SeqCst), 2, "{hang:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_leaves_no_hanging_connection() {
    for hang in HANGS {
        let server = HangingServer::new(hang, 1);
        let seen = Arc::clone(&server.seen);
        let client = client_of(server, true).await.build().unwrap();
        client.user_token(USER).await.unwrap();
        // A drop at once says nothing about the connection.
        for patience in [Duration::from_millis(1), Duration::from_secs(4)] {
            assert!(timeout(patience, client.user_token(USER)).await.is_err(), "{hang:?}");
            // A separate task retires the connection, and needs a moment.
            sleep(Duration::from_millis(1)).await;
        }
        let started = Instant::now();
        client.user_token(USER).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(1), "{hang:?}: {:?}", started.elapsed());
        assert_eq!(seen.connections.load(Ordering::SeqCst), 2, "{hang:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ping_finds_a_dead_connection_whatever_a_program_sets() {
    let server = HangingServer::new(Hang::StopsReading, 1);
    let client = short(client_of(server, false).await)
        .configure_http(|http| http.http2_keep_alive_interval(None))
        .retry(RetryPolicy::none());
    let client = client.build().unwrap();
    client.user_token(USER).await.unwrap();
    let started = Instant::now();
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(format!("{error:#}").contains("keep-alive timed out"), "{error:#}");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_the_http_client_retires_the_connection() {
    let server = HangingServer::new(Hang::AnswersPing, 1);
    let client = client_of(server, false).await;
    let client = client.configure_http(|http| http.timeout(Duration::from_secs(1)));
    let client = client.build().unwrap();
    for _ in 0..2 {
        client.user_token(USER).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_response_outlives_the_retirement_of_its_connection() {
    for secured in [false, true] {
        let mut server = HangingServer::new(Hang::AnswersPing, 0);
        server.slow = Some((2, Duration::from_secs(14)));
        let seen = Arc::clone(&server.seen);
        let client = client_of(server, secured).await.build().unwrap();
        let hanging = client.clone();
        let hanging = tokio::spawn(async move { hanging.user_token(USER).await });
        sleep(Duration::from_secs(10)).await;
        let long = tokio::spawn(async move {
            client.create_user_token().body_map(|body| body.user(USER)).send().await
        });
        hanging.await.unwrap().unwrap();
        // The first connection is retired, and its response comes 9 s later.
        assert_eq!(seen.counts(), (2, 3));
        assert!(!long.is_finished());
        assert_eq!(long.await.unwrap().unwrap().attempts(), 1);
        assert_eq!(seen.counts(), (2, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_hang_together_share_the_next_connection() {
    for (hang, secured) in [(Hang::StopsReading, false), (Hang::AnswersPing, true)] {
        let server = HangingServer::new(hang, 1);
        let seen = Arc::clone(&server.seen);
        let client = client_of(server, secured).await.build().unwrap();
        client.user_token(USER).await.unwrap();
        let calls = (0..100).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        // Before TLS has selected the version, hyper-util may open several connections at once.
        let (connections, requests) = seen.counts();
        assert!(connections <= 5 && requests == 201, "{hang:?}: {connections} {requests}");
    }
}

#[tokio::test(start_paused = true)]
async fn looking_for_hanging_connections_sends_nothing() {
    // The same holds over HTTP/2: the other servers of this file accept only the requests of a call.
    let (server, root) = HangingServer::new(Hang::AnswersPing, 1).secured();
    let seen = Arc::clone(&server.seen);
    let tunnel = Tunnel::to(server.listen().await).await;
    let proxy = tunnel.proxy("user:word");
    let client = Client::builder().credentials(credentials()).base_url("https://127.0.0.1");
    let client = client.configure_http(|http| {
        Backend::Rustls.choose_alone(http).tls_certs_only([root]).proxy(proxy)
    });
    let client = client.build().unwrap();
    for _ in 0..3 {
        client.user_token(USER).await.unwrap();
    }
    assert_eq!(seen.counts(), (2, 4));
    // One tunnel for each connection.
    let requests = tunnel.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.line() == "CONNECT 127.0.0.1:443 HTTP/1.1"));
}

#[tokio::test(start_paused = true)]
async fn looking_for_hanging_connections_sends_nothing_over_http_1() {
    let authority = Authority::new();
    let tls = TlsAcceptor::from(Arc::new(authority.server("127.0.0.1")));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let (sender, mut received) = mpsc::unbounded_channel();
    let accepts = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            let (tls, sender) = (tls.clone(), sender.clone());
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                let _ = tls.accept(stream).await.unwrap().read_to_end(&mut bytes).await;
                let _ = sender.send(String::from_utf8(bytes).unwrap());
            });
        }
    });
    let client = Client::builder().credentials(credentials()).base_url(url);
    let root = authority.root();
    let client = short(client)
        .configure_http(|http| Backend::Rustls.choose(http).tls_certs_only([root]))
        .retry(RetryPolicy::none().max_attempts(2.try_into().unwrap()));
    let error = failure(client).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2), "{error}");
    let mut requests = 0;
    // Dropping the client ends every connection, and the last one ends the channel.
    accepts.abort();
    while let Some(bytes) = received.recv().await {
        assert!(bytes.is_empty() || bytes.starts_with("POST "), "{bytes}");
        requests += usize::from(!bytes.is_empty());
    }
    assert_eq!(requests, 2);
}
