#!/usr/bin/env bash
# reqwest 0.13.5 with hyper-util 0.1.21: an HTTP/2 server that allows fewer requests at once than a program makes.
#
# Guess: where the server's SETTINGS_MAX_CONCURRENT_STREAMS is reached, the client opens another connection, as HTTP/1
#   clients do.
# Behaviour: the pool keeps one connection for a host over HTTP/2. Further requests wait on it until a stream is free, so the
#   limit of one connection is the limit of the client, and the timeout of a request runs while it waits.
# Output seen:
#   4 requests of 200 ms, 1 at a time: 1 connection, at most 1 at once, 800 ms
#   4 requests of 200 ms, 4 at a time: 1 connection, at most 4 at once, 200 ms
#   4 requests of 200 ms, 1 at a time, a timeout of 500 ms: 1 connection, at most 1 at once, 2 succeed
# Programs that use this crate behind an HTTP/2 gateway meet it. A call that waits for a stream spends its attempt timeout,
# and then retires the connection; nothing opens a second one before.
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
h2 = "=0.4.20"
http = "=1.5.0"
hyper-util = "=0.1.21"
reqwest = { version = "=0.13.5", default-features = false, features = ["http2"] }
tokio = { version = "=1.54.1", features = ["macros", "net", "rt", "time"] }
TOML
cat > src/main.rs <<'RUST'
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::time::sleep;

#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Starts a server that answers after 200 ms, and so many requests of a connection at once.
async fn serve(limit: u32, counts: Arc<Counts>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counts.connections.fetch_add(1, SeqCst);
            let counts = counts.clone();
            tokio::spawn(async move {
                let mut builder = h2::server::Builder::new();
                let handshake = builder.max_concurrent_streams(limit).handshake::<_, &[u8]>(stream);
                let mut connection = handshake.await.unwrap();
                while let Some(Ok((_, mut answer))) = connection.accept().await {
                    let counts = counts.clone();
                    counts.most.fetch_max(counts.now.fetch_add(1, SeqCst) + 1, SeqCst);
                    tokio::spawn(async move {
                        sleep(Duration::from_millis(200)).await;
                        counts.now.fetch_sub(1, SeqCst);
                        let _ = answer.send_response(http::Response::new(()), true);
                    });
                }
            });
        }
    });
    address
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for (limit, timeout) in [(1, None), (4, None), (1, Some(500))] {
        let counts = Arc::new(Counts::default());
        let url = format!("http://{}", serve(limit, counts.clone()).await);
        let client = reqwest::Client::builder().no_proxy().http2_prior_knowledge();
        let client = client.timeout(Duration::from_millis(timeout.unwrap_or(10_000))).build().unwrap();
        let started = Instant::now();
        let calls: Vec<_> = (0..4).map(|_| tokio::spawn(client.get(&url).send())).collect();
        let mut successes = 0;
        for call in calls {
            successes += usize::from(call.await.unwrap().is_ok());
        }
        let time = started.elapsed().as_millis() / 200 * 200;
        let (note, result) = match timeout {
            Some(timeout) => (format!(", a timeout of {timeout} ms"), format!("{successes} succeed")),
            None => (String::new(), format!("{time} ms")),
        };
        let [connections, most] = [&counts.connections, &counts.most].map(|count| count.load(SeqCst));
        println!("4 requests of 200 ms, {limit} at a time{note}: {connections} connection, at most {most} at once, {result}");
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
4 requests of 200 ms, 1 at a time: 1 connection, at most 1 at once, 800 ms
4 requests of 200 ms, 4 at a time: 1 connection, at most 4 at once, 200 ms
4 requests of 200 ms, 1 at a time, a timeout of 500 ms: 1 connection, at most 1 at once, 2 succeed
SEEN
