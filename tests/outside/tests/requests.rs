//! Records one request of every operation, byte for byte, if a recording is requested.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::path::Path;
use std::pin::Pin;

use argyle_user_tokens::{Client, Credentials, Error, RetryPolicy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Sends a request, if its values can be read.
type Send =
    fn(Client) -> Pin<Box<dyn Future<Output = Result<Result<(), Error>, serde_json::Error>>>>;

include!("requests.rs.txt");

/// Returns the next request on a new connection, and answers it with 204.
async fn receive(listener: &TcpListener) -> String {
    let (mut connection, _) = listener.accept().await.unwrap();
    let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
    while !is_whole(&read) {
        let count = connection.read(&mut buffer).await.unwrap();
        assert!(count > 0, "{}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&buffer[..count]);
    }
    connection.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
    String::from_utf8(read).unwrap()
}

/// Returns true if a request has arrived with its whole body.
fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    match (value("content-length: "), value("transfer-encoding: ")) {
        (Some(length), _) => body.len() >= length.parse().unwrap(),
        (None, Some(_)) => body.ends_with("0\r\n\r\n"),
        (None, None) => true,
    }
}

#[tokio::test]
async fn every_request_is_recorded() {
    let Some(folder) = std::env::var_os("RECORDINGS") else {
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let client = Client::builder()
        .credentials(Credentials::new("id", "secret").unwrap())
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let mut lines = Vec::new();
    for (name, send) in REQUESTS {
        let request = tokio::select! {
            biased;
            request = receive(&listener) => Ok(request.replace(&address, "host")),
            sent = send(client.clone()) => Err(format!("{sent:?}")),
        };
        lines.push(format!("{name} {request:?}"));
    }
    lines.sort_unstable();
    std::fs::write(Path::new(&folder).join("requests.txt"), lines.join("\n")).unwrap();
}
