#!/usr/bin/env bash
# reqwest 0.13.5: `connect_timeout` for a host whose first addresses answer no SYN.
#
# Guess: the timeout passes while the client waits for the first address, and the request fails, because the documentation says
#   only "Set a timeout for only the connect phase of a Client."
# Behaviour: each address of a family gets an equal part of the timeout, so the last one has its turn. With eight addresses and
#   5 s, an address that needs 0.7 s is never reached.
# Output seen:
#   1 dead of 2 addresses: connected after 1.0 s of 2 s
#   3 dead of 4 addresses: connected after 1.5 s of 2 s
# So the documentation of `ClientBuilder::connect_timeout` in this crate says it, and tests hold it.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
reqwest = { version = "=0.13.5", default-features = false }
tokio = { version = "1", features = ["io-util", "macros", "net", "rt", "time"] }
TOML
cat > src/main.rs <<'RUST'
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let alive = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = alive.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = alive.accept().await {
            stream.read(&mut [0; 1024]).await.unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    });
    let mut kept = Vec::new();
    let mut dead = Vec::new();
    for last in 2..5 {
        // The queue of connections that nobody accepts is full.
        let address = SocketAddr::from(([127, 0, 0, last], port));
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(0).unwrap();
        while let Ok(stream) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
            kept.push(stream.unwrap());
        }
        dead.push((address, listener));
    }
    for count in [1, 3] {
        let mut addresses: Vec<_> = dead[..count].iter().map(|(address, _)| *address).collect();
        addresses.push(([127, 0, 0, 1], port).into());
        let client = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(2))
            .resolve_to_addrs("api.example", &addresses);
        let started = Instant::now();
        let result = client.build().unwrap().get(format!("http://api.example:{port}/")).send().await;
        let end = if result.is_ok() { "connected" } else { "failed" };
        let seconds = (started.elapsed().as_secs_f64() * 2.0).floor() / 2.0;
        println!("{count} dead of {} addresses: {end} after {seconds:.1} s of 2 s", addresses.len());
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
1 dead of 2 addresses: connected after 1.0 s of 2 s
3 dead of 4 addresses: connected after 1.5 s of 2 s
SEEN
