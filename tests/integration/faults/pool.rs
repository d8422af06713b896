//! Pooled connections that break: stale ones, servers that restart, and dropped calls.
//!
//! A call makes one attempt here unless a test says otherwise, so that no retry hides the first result.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, ErrorKind, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::server::{read_request, reset};
use crate::server::{Address, TOKEN, USER, credentials};

/// A token on a connection that stays open.
fn minted_and_kept() -> Vec<u8> {
    let body = format!(r#"{{"user_token":"{TOKEN}"}}"#);
    format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn client(address: SocketAddr) -> ClientBuilder {
    Client::builder()
        .credentials(credentials())
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::none())
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Waits until the client closes a connection without another request. Then the client has removed it from its pool.
async fn assert_closed_by_client(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    // Far longer than any machine takes.
    let read = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut rest));
    // Unread data makes the client reset the connection instead of closing it.
    let _ = read.await.expect("the client keeps a useless connection");
    assert!(rest.is_empty(), "a connection was reused: {:?}", String::from_utf8_lossy(&rest));
}

/// Answers one request of a connection, and reports when the client has closed it.
fn serve_once(listener: TcpListener, answer: Vec<u8>, closes: bool) -> mpsc::Receiver<()> {
    let (given_up, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await.unwrap();
            stream.write_all(&answer).await.unwrap();
            if closes {
                stream.shutdown().await.unwrap();
            }
            assert_closed_by_client(&mut stream).await;
            given_up.send(()).await.unwrap();
        }
    });
    receiver
}

#[tokio::test]
async fn a_pooled_connection_closed_by_the_server_is_unused() {
    let (listener, address) = listener().await;
    let mut given_up = serve_once(listener, minted_and_kept(), true);
    let client = client(address).build().unwrap();
    for _ in 0..10 {
        assert_eq!(client.user_token(USER).await.unwrap().expose_secret(), TOKEN);
        given_up.recv().await.unwrap();
    }
}

#[tokio::test]
async fn extra_bytes_after_a_response_answer_no_request() {
    let (listener, address) = listener().await;
    let foreign = String::from_utf8(minted_and_kept()).unwrap().replace(TOKEN, "foreign");
    let foreign = foreign.replace(&format!("{}", TOKEN.len() + 17), "24");
    let both = [minted_and_kept(), foreign.into_bytes()].concat();
    let mut given_up = serve_once(listener, both, false);
    let client = client(address).build().unwrap();
    for _ in 0..10 {
        assert_eq!(client.user_token(USER).await.unwrap().expose_secret(), TOKEN);
        given_up.recv().await.unwrap();
    }
}

/// Resets every connection at the first byte of a second request. Counts the responses and those second requests.
fn serve_and_break(listener: TcpListener) -> (Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let counts = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (answered, broken) = counts.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (answered, broken) = (Arc::clone(&answered), Arc::clone(&broken));
            tokio::spawn(async move {
                read_request(&mut stream).await.unwrap();
                answered.fetch_add(1, Ordering::SeqCst);
                stream.write_all(&minted_and_kept()).await.unwrap();
                if let Ok(1) = stream.read(&mut [0]).await {
                    broken.fetch_add(1, Ordering::SeqCst);
                    reset(stream);
                }
            });
        }
    });
    counts
}

#[tokio::test]
async fn a_broken_pooled_connection_fails_one_request_alone() {
    let (listener, address) = listener().await;
    let (answered, broken) = serve_and_break(listener);
    let client = client(address).build().unwrap();
    for round in 1..=5 {
        assert!(client.user_token(USER).await.is_ok());
        // The server has begun to read the request, so only the caller knows whether a retry is safe.
        let error = client.user_token(USER).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
        assert!(error.maybe_sent() && error.is_retryable(), "{error}");
        let counts = (answered.load(Ordering::SeqCst), broken.load(Ordering::SeqCst));
        assert_eq!(counts, (round, round));
    }
}

#[tokio::test]
async fn a_broken_pooled_connection_is_replaced_for_the_retry() {
    let (listener, address) = listener().await;
    let (answered, broken) = serve_and_break(listener);
    let policy = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let client = client(address).retry(policy).build().unwrap();
    for _ in 0..10 {
        assert!(client.user_token(USER).await.is_ok());
    }
    // Each call but the first used the connection of the previous call, and was sent twice.
    assert_eq!((answered.load(Ordering::SeqCst), broken.load(Ordering::SeqCst)), (10, 9));
}

/// A server that answers every request until it is stopped.
struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(listener: TcpListener, served: Arc<AtomicUsize>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            let mut ends = stopped.clone();
            loop {
                tokio::select! {
                    _ = ends.changed() => break,
                    accepted = listener.accept() => {
                        let stream = accepted.unwrap().0;
                        connections.spawn(serve(stream, Arc::clone(&served), stopped.clone()));
                    }
                }
            }
            drop(listener);
            while let Some(ended) = connections.join_next().await {
                ended.unwrap();
            }
        });
        Self { stop, task }
    }

    /// Stops the server, and waits until the client knows that its connections are closed.
    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }
}

async fn serve(
    mut stream: TcpStream,
    served: Arc<AtomicUsize>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            request = read_request(&mut stream) => match request {
                Ok(()) => {
                    served.fetch_add(1, Ordering::SeqCst);
                    stream.write_all(&minted_and_kept()).await.unwrap();
                }
                Err(_) => return,
            }
        }
    }
    stream.shutdown().await.unwrap();
    assert_closed_by_client(&mut stream).await;
}

#[tokio::test]
async fn a_restarted_server_is_reached_again() {
    let address = Address::taken();
    let served = Arc::new(AtomicUsize::new(0));
    let mut server = Running::start(address.listen(), Arc::clone(&served));
    let client = client(address.get()).build().unwrap();
    for _ in 0..5 {
        for _ in 0..3 {
            assert!(client.user_token(USER).await.is_ok());
        }
        server.stop().await;
        // A dead connection would break here. No connection is reused, and no new one can be opened.
        let error = client.user_token(USER).await.unwrap_err();
        assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Connect, false), "{error}");
        server = Running::start(address.listen(), Arc::clone(&served));
    }
    assert!(client.user_token(USER).await.is_ok());
    assert_eq!(served.load(Ordering::SeqCst), 16);
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let (listener, address) = listener().await;
    let client = client(address).build().unwrap();
    let call = tokio::spawn(async move { client.user_token(USER).await });
    let (mut stream, _) = listener.accept().await.unwrap();
    read_request(&mut stream).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eof(&mut stream).await;
}

/// Waits until the other side closes the connection in any way.
async fn assert_eof(stream: &mut TcpStream) {
    let mut rest = [0];
    assert!(matches!(stream.read(&mut rest).await, Ok(0) | Err(_)));
}
