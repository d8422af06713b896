//! The API behind a gateway: mints a token for every request. It can be slow, break off, die and come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::port::Port;
use crate::{BASIC, USER};

/// The start of all tokens, which tests look for in logs.
pub(crate) const TOKEN_START: &str = "eyJhbGciOiJIUzI1NiJ9.";

/// The token of a user.
pub(crate) fn token(user: &str) -> String {
    format!("{TOKEN_START}{user}.c2lnbmF0dXJl")
}

#[derive(Default)]
struct State {
    requests: AtomicUsize,
    delay_ms: AtomicU64,
    breaks_off: AtomicBool,
}

pub(crate) struct Upstream {
    port: Port,
    state: Arc<State>,
    serving: Option<JoinHandle<()>>,
}

impl Upstream {
    /// Must be called in a multi-threaded runtime: tests block while they start servers.
    pub(crate) fn start() -> Self {
        let mut upstream = Self { port: Port::reserve(), state: Arc::default(), serving: None };
        upstream.revive();
        upstream
    }

    /// Host and port.
    pub(crate) fn address(&self) -> String {
        self.port.address().to_string()
    }

    /// Requests so far, with those that got no response.
    pub(crate) fn requests(&self) -> usize {
        self.state.requests.load(Ordering::SeqCst)
    }

    /// Waits until there were that many requests.
    pub(crate) async fn await_requests(&self, requests: usize) {
        for _ in 0..1000 {
            if self.requests() >= requests {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("there were {} requests, not {requests}", self.requests());
    }

    /// Delays the responses to all further requests.
    pub(crate) fn delay(&self, delay: Duration) {
        let delay = u64::try_from(delay.as_millis()).unwrap();
        self.state.delay_ms.store(delay, Ordering::SeqCst);
    }

    /// Closes the connection of the next request in the middle of the response, whose head states no length.
    pub(crate) fn break_off(&self) {
        self.state.breaks_off.store(true, Ordering::SeqCst);
    }

    /// Closes all connections and the port.
    pub(crate) async fn die(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// Listens, also after [`die`](Self::die).
    pub(crate) fn revive(&mut self) {
        let serving = serve(self.port.listen(), Arc::clone(&self.state));
        self.serving = Some(tokio::spawn(serving));
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    // They end with this task.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // A gateway may close a connection at any time.
            let _ = answer_all(stream, &state).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer_all(mut stream: TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    loop {
        let Some((length, request)) = parse(&received) else {
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
            continue;
        };
        received.drain(..length);
        state.requests.fetch_add(1, Ordering::SeqCst);
        assert!(request.contains(BASIC), "the request has no credentials: {request}");
        tokio::time::sleep(Duration::from_millis(state.delay_ms.load(Ordering::SeqCst))).await;
        let user = request.split(r#""user":""#).nth(1).and_then(|rest| rest.split('"').next());
        let token = token(user.unwrap_or("new"));
        let body = format!(r#"{{"id":"{USER}","user_token":"{token}"}}"#);
        let head = "HTTP/1.1 201 Created\r\ncontent-type: application/json";
        if state.breaks_off.swap(false, Ordering::SeqCst) {
            let half = &body[..body.len() / 2];
            let chunk = format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{half}\r\n", half.len());
            return stream.write_all(format!("{head}\r\n{chunk}").as_bytes()).await;
        }
        let reply = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(reply.as_bytes()).await?;
    }
}

/// The first complete request, and its length.
fn parse(received: &[u8]) -> Option<(usize, String)> {
    let text = std::str::from_utf8(received).ok()?;
    let head = text.find("\r\n\r\n")? + 4;
    let lower = text[..head].to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let end = head + length.map_or(0, |length| length.parse().unwrap());
    Some((end, text.get(..end)?.to_owned()))
}
