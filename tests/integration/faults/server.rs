//! A misbehaving server: every connection follows a script.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::server::{Address, minted, reply};

/// The fate of one connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection is closed before the request is read.
    Closed,
    /// The server reads the request, writes this, and resets the connection.
    Reset(&'static str),
    /// The server reads the request, writes this, and closes the connection.
    Answer(&'static str),
    /// A complete response with this status line, headers and body.
    Reply(&'static str, &'static str, &'static str),
    /// A response with a body of so many bytes, with its length or in chunks.
    Long { bytes: usize, chunked: bool },
    /// A redirect to a server that must get no request.
    Redirect(&'static str),
    /// A 429 whose `Retry-After` is a date in so many seconds.
    LimitedUntil(u64),
    /// The server reads the request, writes the first text, and then the second one without end.
    Endless(&'static str, &'static str),
    /// The same, with a second before each repetition.
    Slow(&'static str, &'static str),
    /// The request is read and never answered.
    Silent,
    /// A token.
    Token,
    /// The response to a TLS handshake that selects version 1.1.
    OldTls,
}

/// The connections and requests that the server has seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) connections: AtomicUsize,
    pub(super) requests: AtomicUsize,
    /// Connections to the target of the redirects.
    pub(super) elsewhere: AtomicUsize,
}

pub(super) struct FaultServer {
    address: Address,
    secured: bool,
    pub(super) seen: Arc<Seen>,
}

impl FaultServer {
    /// Serves one connection for each step of `script`, and repeats the last step. Uses TLS if `tls` configures it.
    pub(super) async fn start(script: &'static [Fault], tls: Option<ServerConfig>) -> Self {
        let address = Address::taken();
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let location = elsewhere.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let secured = tls.is_some() || matches!(script, [Fault::OldTls]);
        if !matches!(script, [Fault::Refused]) {
            let acceptor = tls.map(|tls| TlsAcceptor::from(Arc::new(tls)));
            tokio::spawn(accept(address.listen(), script, acceptor, location, Arc::clone(&seen)));
        }
        let counted = Arc::clone(&seen);
        tokio::spawn(async move {
            while elsewhere.accept().await.is_ok() {
                counted.elsewhere.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, secured, seen }
    }

    pub(super) fn url(&self) -> String {
        format!("http{}://{}", if self.secured { "s" } else { "" }, self.address.get())
    }
}

async fn accept(
    listener: TcpListener,
    script: &'static [Fault],
    acceptor: Option<TlsAcceptor>,
    location: SocketAddr,
    seen: Arc<Seen>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let number = seen.connections.fetch_add(1, Ordering::SeqCst);
        let fault = *script.get(number).or(script.last()).unwrap();
        let (seen, acceptor) = (Arc::clone(&seen), acceptor.clone());
        tokio::spawn(async move {
            // The client may have disconnected already.
            let _ = match acceptor {
                Some(acceptor) => match acceptor.accept(stream).await {
                    Ok(stream) => misbehave(stream, fault, location, &seen).await.map(drop),
                    Err(error) => Err(error),
                },
                None => match misbehave(stream, fault, location, &seen).await {
                    Ok(stream) if matches!(fault, Fault::Reset(_)) => stream.set_zero_linger(),
                    outcome => outcome.map(drop),
                },
            };
        });
    }
}

/// Follows one step of a script. Dropping the returned stream ends the connection.
async fn misbehave<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    fault: Fault,
    location: SocketAddr,
    seen: &Seen,
) -> io::Result<S> {
    match fault {
        Fault::Refused | Fault::Closed => return Ok(stream),
        Fault::OldTls => {
            read_record(&mut stream).await?;
            stream.write_all(&server_hello_of_tls_1_1()).await?;
            return read_to_end(stream).await;
        }
        _ => read_request(&mut stream).await?,
    }
    seen.requests.fetch_add(1, Ordering::SeqCst);
    match fault {
        Fault::Refused | Fault::Closed | Fault::OldTls => {}
        Fault::Reset(text) => stream.write_all(text.as_bytes()).await?,
        Fault::Answer(text) => stream.write_all(text.as_bytes()).await?,
        Fault::Reply(status, headers, body) => {
            stream.write_all(&reply(status, headers, body)).await?;
        }
        Fault::Token => stream.write_all(&minted()).await?,
        Fault::Redirect(status) => {
            let header = format!("location: http://{location}/v2/user-tokens\r\n");
            stream.write_all(&reply(status, &header, "")).await?;
        }
        Fault::LimitedUntil(seconds) => {
            let date = SystemTime::now() + Duration::from_secs(seconds);
            let header = format!("retry-after: {}\r\n", httpdate::fmt_http_date(date));
            stream.write_all(&reply("429 Too Many Requests", &header, "")).await?;
        }
        Fault::Long { bytes, chunked } => write_long(&mut stream, bytes, chunked).await?,
        Fault::Endless(first, again) => {
            stream.write_all(first.as_bytes()).await?;
            loop {
                stream.write_all(again.as_bytes()).await?;
            }
        }
        Fault::Slow(first, again) => {
            stream.write_all(first.as_bytes()).await?;
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                stream.write_all(again.as_bytes()).await?;
            }
        }
        Fault::Silent => return read_to_end(stream).await,
    }
    if !matches!(fault, Fault::Reset(_)) {
        stream.shutdown().await?;
    }
    Ok(stream)
}

/// A body of spaces.
async fn write_long<S: AsyncWrite + Unpin>(
    stream: &mut S,
    bytes: usize,
    chunked: bool,
) -> io::Result<()> {
    const PIECE: usize = 64 * 1024;
    let framing = if chunked {
        "transfer-encoding: chunked".to_owned()
    } else {
        format!("content-length: {bytes}")
    };
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{framing}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let piece = vec![b' '; PIECE];
    let mut left = bytes;
    while left > 0 {
        let piece = &piece[..left.min(PIECE)];
        left -= piece.len();
        if chunked {
            stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
        }
        stream.write_all(piece).await?;
        if chunked {
            stream.write_all(b"\r\n").await?;
        }
    }
    if chunked { stream.write_all(b"0\r\n\r\n").await } else { Ok(()) }
}

/// Reads a request whose body has a `Content-Length`.
pub(super) async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Ok(());
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Reads one record of TLS.
async fn read_record<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await?;
    let mut record = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut record).await.map(drop)
}

async fn read_to_end<S: AsyncRead + Unpin>(mut stream: S) -> io::Result<S> {
    let mut ignored = Vec::new();
    stream.read_to_end(&mut ignored).await?;
    Ok(stream)
}

/// Builds a record with a `ServerHello` that selects TLS 1.1 and a cipher suite of that time.
fn server_hello_of_tls_1_1() -> Vec<u8> {
    const VERSION: [u8; 2] = [3, 2];
    const RSA_WITH_AES_128_CBC_SHA: [u8; 2] = [0, 0x2f];
    let random = [7; 32];
    let (no_session, no_compression) = ([0], [0]);
    let hello =
        [&VERSION[..], &random, &no_session, &RSA_WITH_AES_128_CBC_SHA, &no_compression].concat();
    let length = u8::try_from(hello.len()).unwrap();
    let message = [&[2, 0, 0, length], &hello[..]].concat();
    [&[22, 3, 2, 0, length + 4], &message[..]].concat()
}

/// Prepares a connection that is reset on drop.
pub(super) fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
}
