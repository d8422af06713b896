//! HTTP/2 connections that hang, while a new one would work.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, ErrorKind, RetryPolicy};
use futures_util::FutureExt;
use h2::server::SendResponse;
use http::{Method, Response};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::server::{TOKEN, USER, credentials, failure};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

/// How the first connection of a server hangs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hang {
    /// The server reads nothing more.
    StopsReading,
    /// The server reads, and writes nothing more: no answer to PING either.
    StopsWriting,
    /// The server answers PING and no request.
    AnswersPing,
    /// The server sends the heads of responses, and no bodies.
    SendsHeads,
}

const HANGS: [Hang; 4] =
    [Hang::StopsReading, Hang::StopsWriting, Hang::AnswersPing, Hang::SendsHeads];

/// What the server has seen.
#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Seen {
    fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

/// A server whose first connection answers so many requests and then hangs, but for one that it answers after a
/// time. All others answer at once.
#[derive(Clone)]
struct HangingServer {
    hang: Hang,
    answers: usize,
    /// The number of a request and the time that its answer takes.
    slow: Option<(usize, Duration)>,
    tls: Option<TlsAcceptor>,
    seen: Arc<Seen>,
}

impl HangingServer {
    fn new(hang: Hang, answers: usize) -> Self {
        Self { hang, answers, slow: None, tls: None, seen: Arc::default() }
    }

    /// Serves over TLS, where ALPN chooses HTTP/2, and makes a client that trusts it.
    fn secured(mut self) -> (Self, reqwest::Certificate) {
        let authority = Authority::new();
        let mut config = authority.server("127.0.0.1");
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        self.tls = Some(TlsAcceptor::from(Arc::new(config)));
        (self, authority.root())
    }

    async fn listen(self) -> std::net::SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = self.seen.connections.fetch_add(1, Ordering::SeqCst);
                stream.set_nodelay(true).unwrap();
                let server = self.clone();
                tokio::spawn(async move {
                    match &server.tls {
                        None => server.serve(stream, number == 0).await,
                        Some(tls) => {
                            let stream = tls.clone().accept(stream).await.unwrap();
                            server.serve(stream, number == 0).await;
                        }
                    }
                });
            }
        });
        address
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, hangs: bool) {
        let stalled = Arc::new(AtomicBool::new(false));
        let stream = Stalling { stream, stalled: Arc::clone(&stalled), hang: self.hang };
        let Ok(mut connection) = h2::server::handshake(stream).await else { return };
        let mut number = 0;
        let mut held = Vec::new();
        while let Some(Ok((request, respond))) = connection.accept().await {
            assert_eq!(request.method(), Method::POST);
            self.seen.requests.fetch_add(1, Ordering::SeqCst);
            number += 1;
            match self.slow {
                Some((slow, wait)) if hangs && slow == number => {
                    tokio::spawn(answer(respond, wait));
                }
                _ if hangs && number > self.answers => {
                    stalled.store(true, Ordering::SeqCst);
                    held.push((request, hold(respond, self.hang)));
                }
                _ => {
                    tokio::spawn(answer(respond, Duration::ZERO));
                }
            }
        }
    }
}

async fn answer(mut respond: SendResponse<bytes::Bytes>, wait: Duration) {
    sleep(wait).await;
    let head = Response::builder().status(201).body(()).unwrap();
    let mut body = respond.send_response(head, false).unwrap();
    body.send_data(format!(r#"{{"user_token":"{TOKEN}"}}"#).into(), true).unwrap();
}

/// What keeps a request open.
fn hold(
    mut respond: SendResponse<bytes::Bytes>,
    hang: Hang,
) -> (SendResponse<bytes::Bytes>, Option<h2::SendStream<bytes::Bytes>>) {
    let head = Response::builder().status(201).body(()).unwrap();
    let body = (hang == Hang::SendsHeads).then(|| respond.send_response(head, false).unwrap());
    (respond, body)
}

/// A stream that stalls.
struct Stalling<S> {
    stream: S,
    stalled: Arc<AtomicBool>,
    hang: Hang,
}

impl<S> Stalling<S> {
    fn stalls(&self, hang: Hang) -> bool {
        self.hang == hang && self.stalled.load(Ordering::SeqCst)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stalling<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.stalls(Hang::StopsReading) {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stalling<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.stalls(Hang::StopsWriting) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A client of the server, which finds HTTP/2 by ALPN or knows of it.
async fn client_of(server: HangingServer, secured: bool) -> ClientBuilder {
    let builder = Client::builder().credentials(credentials());
    if secured {
        let (server, root) = server.secured();
        let address = server.listen().await;
        return builder
            .base_url(format!("https://{address}"))
            .configure_http(|http| Backend::Rustls.choose(http).tls_certs_only([root]));
    }
    let address = server.listen().await;
    builder
        .base_url(format!("http://{address}"))
        .configure_http(|http| http.http2_prior_knowledge())
}

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
async fn a_call_that_is_dropped_early_leaves_no_connection_that_hangs() {
    for hang in HANGS {
        let server = HangingServer::new(hang, 1);
        let seen = Arc::clone(&server.seen);
        let client = client_of(server, true).await.build().unwrap();
        client.user_token(USER).await.unwrap();
        // Dropping it at once says nothing about the connection.
        for patience in [Duration::from_millis(1), Duration::from_secs(4)] {
            assert!(timeout(patience, client.user_token(USER)).await.is_err(), "{hang:?}");
            // The connection is taken out of use beside the program, which needs a moment.
            sleep(Duration::from_millis(1)).await;
        }
        let started = Instant::now();
        client.user_token(USER).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(1), "{hang:?}: {:?}", started.elapsed());
        assert_eq!(seen.connections.load(Ordering::SeqCst), 2, "{hang:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_the_http_client_ends_a_connection_that_hangs() {
    let server = HangingServer::new(Hang::AnswersPing, 1);
    let client = client_of(server, false).await;
    let client = client.configure_http(|http| http.timeout(Duration::from_secs(1)));
    let client = client.build().unwrap();
    for _ in 0..2 {
        client.user_token(USER).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_answer_outlives_the_retirement_of_its_connection() {
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
        // The first connection is retired, and the answer on it comes 9 s later.
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
        // Where TLS has yet to tell the version, hyper-util may open a few at once.
        let (connections, requests) = seen.counts();
        assert!(connections <= 5 && requests == 201, "{hang:?}: {connections} {requests}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_search_for_a_connection_that_hangs_sends_nothing() {
    // Nor does it over HTTP/2: the other servers of this file take only what a call sends.
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
async fn the_search_for_a_connection_that_hangs_sends_nothing_over_http_1() {
    let authority = Authority::new();
    let tls = TlsAcceptor::from(Arc::new(authority.server("127.0.0.1")));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let (sender, mut received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
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
        .retry(RetryPolicy::none().max_attempts(2));
    let error = failure(client).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2), "{error}");
    let mut requests = 0;
    while let Some(bytes) = received.recv().now_or_never().flatten() {
        assert!(bytes.is_empty() || bytes.starts_with("POST "), "{bytes}");
        requests += usize::from(!bytes.is_empty());
    }
    assert_eq!(requests, 2);
}
