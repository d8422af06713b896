//! A server that answers every request with a token at the least possible cost, in a process of its own.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::{Failed, delay, faults};

/// The number of connections that may wait to be accepted: a burst opens all its connections at once.
const BACKLOG: u32 = 4096;

/// The protocol of a connection.
#[derive(Clone)]
enum Protocol {
    /// HTTP/1.1, unencrypted.
    Plain,
    /// HTTP/1.1 or HTTP/2, as ALPN selects.
    Tls(TlsAcceptor),
    /// Likewise, and one request in twenty fails.
    Faults(TlsAcceptor),
    /// Connections are held open, and no request gets a response.
    Silent,
}

/// Serves until the standard input ends, and then prints the number of connections. Starts with printing its address
/// and its certificate.
pub fn run(what: &[&str]) -> Result<(), Failed> {
    let (protocol, certificate, delay) = match *what {
        ["plain"] => (Protocol::Plain, String::new(), Duration::ZERO),
        ["silent"] => (Protocol::Silent, String::new(), Duration::ZERO),
        ["tls", version, delay] => {
            let (acceptor, certificate) = tls(version)?;
            (Protocol::Tls(acceptor), certificate, Duration::from_millis(delay.parse()?))
        }
        ["faults", version] => {
            let (acceptor, certificate) = tls(version)?;
            (Protocol::Faults(acceptor), certificate, Duration::ZERO)
        }
        _ => {
            return Err(
                "serve what? plain, silent, faults <http1|http2>, or tls <http1|http2> <MILLISECONDS>"
                    .into(),
            );
        }
    };
    let scheme = if certificate.is_empty() { "http" } else { "https" };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let connections = Arc::new(AtomicUsize::new(0));
    let listener = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        socket.listen(BACKLOG)
    })?;
    println!("{scheme}://{}\n{certificate}", listener.local_addr()?);
    std::io::stdout().flush()?;
    runtime.spawn(accept(listener, protocol, delay, Arc::clone(&connections)));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    println!("{}", connections.load(Ordering::Relaxed));
    Ok(())
}

async fn accept(
    listener: TcpListener,
    protocol: Protocol,
    delay: Duration,
    connections: Arc<AtomicUsize>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::Relaxed);
        let protocol = protocol.clone();
        // A client may disconnect at any time.
        tokio::spawn(async move {
            stream.set_nodelay(true)?;
            if matches!(protocol, Protocol::Faults(_)) {
                // A closed connection is reset.
                stream.set_zero_linger()?;
            }
            if delay.is_zero() {
                serve(stream, protocol).await
            } else {
                serve(delay::behind(stream, delay).await, protocol).await
            }
        });
    }
}

async fn serve<S>(stream: S, protocol: Protocol) -> Result<(), Failed>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    match protocol {
        Protocol::Plain => http1(stream).await,
        Protocol::Tls(acceptor) => {
            let stream = acceptor.accept(stream).await?;
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                http2(stream).await
            } else {
                http1(stream).await
            }
        }
        Protocol::Faults(acceptor) => {
            let stream = acceptor.accept(stream).await?;
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                faults::http2(stream).await
            } else {
                faults::http1(stream).await
            }
        }
        Protocol::Silent => {
            let _held = stream;
            std::future::pending().await
        }
    }
}

/// Returns a response body as Argyle sends it.
pub fn write_body() -> String {
    let token = format!("{}.{}.{}", "x".repeat(36), "abcdefghi".repeat(34), "y".repeat(43));
    format!("{{\"user_token\":\"{token}\"}}")
}

/// The headers of Argyle's response, beside those of HTTP itself.
pub const HEADERS: [(&str, &str); 6] = [
    ("date", "Fri, 27 Nov 2026 08:00:00 GMT"),
    ("content-type", "application/json"),
    ("cache-control", "no-cache, no-store"),
    ("x-trace-id", "6f2c3bd8-2f0a-4e2b-9b7e-4a4a2f1e8a11"),
    ("server", "cloudflare"),
    ("cf-ray", "8f2b3c4d5e6f7a8b-FRA"),
];

/// Answers requests over HTTP/1.1 until the client disconnects.
pub async fn http1<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> Result<(), Failed> {
    let body = write_body();
    let headers: String =
        HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let answer =
        format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n{body}", body.len());
    let mut request = Vec::with_capacity(4096);
    loop {
        request.clear();
        // Only the end of the body is a brace.
        while !request.ends_with(b"}") {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
    }
}

/// Answers requests over HTTP/2 until the client disconnects.
async fn http2<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> Result<(), Failed> {
    let body = Bytes::from(write_body());
    let mut connection = h2::server::Builder::new()
        .max_concurrent_streams(BACKLOG)
        // More short frames at once than h2 accepts by default.
        .data_frame_budget(1 << 24)
        .handshake(stream)
        .await?;
    while let Some(request) = connection.accept().await {
        let (request, respond) = request?;
        // A client may disconnect at any time.
        tokio::spawn(answer(request.into_body(), respond, body.clone()));
    }
    Ok(())
}

/// Answers a complete request over HTTP/2.
async fn answer(
    mut request: RecvStream,
    mut respond: SendResponse<Bytes>,
    body: Bytes,
) -> Result<(), h2::Error> {
    while let Some(piece) = request.data().await {
        request.flow_control().release_capacity(piece?.len())?;
    }
    let mut head = http::Response::new(());
    for (name, value) in HEADERS {
        head.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    respond.send_response(head, false)?.send_data(body, true)
}

/// Creates a certificate for this machine, and TLS with it.
fn tls(version: &str) -> Result<(TlsAcceptor, String), Failed> {
    let protocol: &[u8] = match version {
        "http1" => b"http/1.1",
        "http2" => b"h2",
        other => return Err(format!("there is no version {other:?} of HTTP here").into()),
    };
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der())?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)?;
    config.alpn_protocols = vec![protocol.to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), certified.cert.pem()))
}
