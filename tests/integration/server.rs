//! A server on loopback that records its requests, and answers with prepared bytes or not at all.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use argyle_user_tokens::{Client, ClientBuilder, Credentials, Error};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use uuid::Uuid;

/// A user, an API key and a token, which tests search for on the wire and in messages.
pub(crate) const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);
pub(crate) const KEY_ID: &str = "key-id";
pub(crate) const KEY_SECRET: &str = "hunter2-secret";
/// `Basic` and the base64 of `key-id:hunter2-secret`.
pub(crate) const AUTHORIZATION: &str = "Basic a2V5LWlkOmh1bnRlcjItc2VjcmV0";
pub(crate) const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoieCJ9.c2lnbmF0dXJl";

/// The headers of Argyle's API that a client reads.
pub(crate) const HEADERS: &str =
    "content-type: application/json\r\nx-trace-id: trace-1\r\nretry-after: 7\r\n";

pub(crate) fn credentials() -> Credentials {
    Credentials::new(KEY_ID, KEY_SECRET).unwrap()
}

/// A complete response after which the connection closes.
pub(crate) fn reply(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A success with [`TOKEN`].
pub(crate) fn minted() -> Vec<u8> {
    reply("201 Created", HEADERS, format!(r#"{{"user_token":"{TOKEN}"}}"#))
}

/// Returns the error of minting a token with these settings.
pub(crate) async fn failure(settings: ClientBuilder) -> Error {
    settings.build().unwrap().user_token(USER).await.unwrap_err()
}

/// An address that stays reserved without a listener, so no other test gets it.
pub(crate) struct Address(TcpSocket);

impl Address {
    pub(crate) fn taken() -> Self {
        Self::bound(([127, 0, 0, 1], 0).into())
    }

    fn bound(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // A listener shares the address with this socket, which never listens itself.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        Self(socket)
    }

    pub(crate) fn get(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.get())
    }

    /// Listens until the listener is dropped.
    pub(crate) fn listen(&self) -> TcpListener {
        Self::bound(self.get()).0.listen(128).unwrap()
    }
}

/// A request as it came, split into head and body.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    /// Returns the value of a header by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// `POST /v2/user-tokens HTTP/1.1`.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }
}

/// Maps a request to a response.
type Reply = Arc<dyn Fn(&Request) -> Vec<u8> + Send + Sync>;

/// The end of a connection after a response.
#[derive(Clone, Copy)]
enum Ending {
    Closes,
    Holds,
}

pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    secured: bool,
}

impl Server {
    /// A server that answers every request with `reply`.
    pub(crate) async fn answering(reply: Vec<u8>) -> Self {
        Self::answering_each(move |_| reply.clone()).await
    }

    /// A server that answers each request with the result of `reply`.
    pub(crate) async fn answering_each(
        reply: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(Arc::new(reply)), Ending::Closes, None).await
    }

    /// A server that reads requests and never responds.
    pub(crate) async fn silent() -> Self {
        Self::start(None, Ending::Holds, None).await
    }

    /// A server that answers every request with `bytes`, and keeps the connection open.
    pub(crate) async fn answering_and_holding(bytes: &'static str) -> Self {
        let reply = move |_: &Request| bytes.as_bytes().to_vec();
        Self::start(Some(Arc::new(reply)), Ending::Holds, None).await
    }

    /// A server with TLS that answers every request with `reply`.
    pub(crate) async fn secured(tls: ServerConfig, reply: Vec<u8>) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let reply = move |_: &Request| reply.clone();
        Self::start(Some(Arc::new(reply)), Ending::Closes, Some(acceptor)).await
    }

    async fn start(reply: Option<Reply>, ending: Ending, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        let secured = tls.is_some();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reply, recorded) = (reply.clone(), Arc::clone(&recorded));
                match tls.clone() {
                    None => drop(tokio::spawn(serve(stream, reply, ending, recorded))),
                    Some(tls) => drop(tokio::spawn(async move {
                        // A client that rejects the certificate ends the handshake.
                        if let Ok(stream) = tls.accept(stream).await {
                            serve(stream, reply, ending, recorded).await;
                        }
                    })),
                }
            }
        });
        Self { address, requests, secured }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http{}://{}", if self.secured { "s" } else { "" }, self.address)
    }

    /// A builder of clients that talk to this server.
    pub(crate) fn client(&self) -> ClientBuilder {
        let client = Client::builder().credentials(credentials()).base_url(self.url());
        // OpenSSL reads all certificates of the system for each client, which takes 30 ms.
        let is_secured = self.secured;
        client.configure_http(|http| if is_secured { http } else { http.tls_backend_rustls() })
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The only request so far.
    pub(crate) fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    reply: Option<Reply>,
    ending: Ending,
    requests: Arc<Mutex<Vec<Request>>>,
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let reply = reply.map(|reply| reply(&request));
    requests.lock().unwrap().push(request);
    if let Some(reply) = reply {
        // The client may have disconnected already.
        let _ = stream.write_all(&reply).await;
    }
    match ending {
        Ending::Closes => drop(stream.shutdown().await),
        Ending::Holds => std::future::pending().await,
    }
}

/// Reads a request whose body has a `Content-Length`.
pub(crate) async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if let Some(request) = parse(&bytes) {
            return Some(request);
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn parse(bytes: &[u8]) -> Option<Request> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let request = Request { head: head.to_owned(), body: body.to_owned() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    (request.body.len() == length).then_some(request)
}
