//! A server over HTTP/2 whose first connection hangs.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder};
use h2::server::SendResponse;
use http::{Method, Response};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::server::{TOKEN, credentials};
use crate::tls::{Authority, Backend};

/// The way in which the first connection of a server hangs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hang {
    /// The server reads nothing more.
    StopsReading,
    /// The server reads, and writes nothing more, not even the response to PING.
    StopsWriting,
    /// The server answers PING, and no request.
    AnswersPing,
    /// The server sends the heads of responses, and no bodies.
    SendsHeads,
}

pub(super) const HANGS: [Hang; 4] =
    [Hang::StopsReading, Hang::StopsWriting, Hang::AnswersPing, Hang::SendsHeads];

/// The connections and requests that the server has seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Seen {
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

/// A server whose first connection answers some requests and then hangs, except for one slow response. All other
/// connections respond at once.
#[derive(Clone)]
pub(super) struct HangingServer {
    hang: Hang,
    answers: usize,
    /// The number of a request and the duration of its response.
    pub(super) slow: Option<(usize, Duration)>,
    tls: Option<TlsAcceptor>,
    pub(super) seen: Arc<Seen>,
}

impl HangingServer {
    pub(super) fn new(hang: Hang, answers: usize) -> Self {
        Self { hang, answers, slow: None, tls: None, seen: Arc::default() }
    }

    /// Serves over TLS, where ALPN selects HTTP/2, and makes a client that trusts it.
    pub(super) fn secured(mut self) -> (Self, reqwest::Certificate) {
        let authority = Authority::new();
        let mut config = authority.server("127.0.0.1");
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        self.tls = Some(TlsAcceptor::from(Arc::new(config)));
        (self, authority.root())
    }

    pub(super) async fn listen(self) -> std::net::SocketAddr {
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

/// Keeps a request open.
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

/// A client of the server, which finds HTTP/2 by ALPN or by prior knowledge.
pub(super) async fn client_of(server: HangingServer, secured: bool) -> ClientBuilder {
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
