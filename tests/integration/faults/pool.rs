//! Connections that were good a moment ago: stale ones, servers that restart, and calls that are dropped.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::server::{read_request, reset};
use crate::server::{Address, TOKEN, USER, credentials};

/// A token on a connection that stays open, as the server says.
fn minted_and_kept() -> Vec<u8> {
    let body = format!(r#"{{"user_token":"{TOKEN}"}}"#);
    format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn client(address: SocketAddr) -> ClientBuilder {
    Client::builder()
        .credentials(credentials())
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Answers every request of every connection.
fn serve(listener: TcpListener, served: Arc<AtomicUsize>) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Dropped with this task, so that a server that stops takes its connections along.
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let served = Arc::clone(&served);
            connections.spawn(async move {
                while read_request(&mut stream).await.is_ok() {
                    served.fetch_add(1, Ordering::SeqCst);
                    stream.write_all(&minted_and_kept()).await.unwrap();
                }
            });
        }
    })
}

#[tokio::test]
async fn a_pooled_connection_that_breaks_under_the_next_request_is_replaced() {
    let (listener, address) = listener().await;
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            // One answer a connection, which breaks when the next request arrives on it.
            read_request(&mut stream).await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            stream.write_all(&minted_and_kept()).await.unwrap();
            tokio::spawn(async move {
                let mut next = [0];
                let _ = stream.read(&mut next).await;
                reset(stream);
            });
        }
    });
    let client = client(address).build().unwrap();
    for _ in 0..10 {
        assert!(client.user_token(USER).await.is_ok());
    }
    assert_eq!(requests.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn a_pooled_connection_that_the_server_closed_is_not_used() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await.unwrap();
            stream.write_all(&minted_and_kept()).await.unwrap();
        }
    });
    let client = client(address).build().unwrap();
    for _ in 0..10 {
        assert!(client.user_token(USER).await.is_ok());
    }
}

#[tokio::test]
async fn what_follows_a_response_on_its_connection_answers_no_other_request() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await.unwrap();
            let foreign = String::from_utf8(minted_and_kept()).unwrap().replace(TOKEN, "foreign");
            let foreign = foreign.replace(&format!("{}", TOKEN.len() + 17), "24");
            let both = [minted_and_kept(), foreign.into_bytes()].concat();
            stream.write_all(&both).await.unwrap();
            tokio::spawn(async move { while read_request(&mut stream).await.is_ok() {} });
        }
    });
    let client = client(address).build().unwrap();
    for _ in 0..10 {
        assert_eq!(client.user_token(USER).await.unwrap().expose_secret(), TOKEN);
    }
}

#[tokio::test]
async fn a_server_that_restarts_in_mid_run_is_found_again() {
    let address = Address::taken();
    let served = Arc::new(AtomicUsize::new(0));
    let mut server = serve(address.listen(), Arc::clone(&served));
    let client = client(address.get()).build().unwrap();
    for _ in 0..5 {
        for _ in 0..3 {
            assert!(client.user_token(USER).await.is_ok());
        }
        server.abort();
        let _ = server.await;
        // Nobody listens: the call fails, and the client is none the worse for it.
        assert!(client.user_token(USER).await.unwrap_err().attempts() > 1);
        server = serve(address.listen(), Arc::clone(&served));
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

/// The other side closes the connection, in whatever way.
async fn assert_eof(stream: &mut TcpStream) {
    let mut rest = [0];
    assert!(matches!(stream.read(&mut rest).await, Ok(0) | Err(_)));
}
