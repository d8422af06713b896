#!/usr/bin/env bash
# Tokio 1.54.1: a paused clock (`start_paused`) in a test that talks to a real server on loopback.
#
# Guess: the clock stands still while a task waits for a socket, so a read that takes 300 ms never meets a timeout of 30 s.
# Behaviour: the runtime is idle while it waits for a socket, and moves the paused clock to the next timer at once. So the
#   timeout ends the read before the server answers, although almost no time has passed.
# Output seen:
#   a running clock: the server answered
#   a paused clock: the timeout of 30 s passed, in less than 300 ms
#   a paused clock, with a blocking task beside: the server answered
# Programs that test with `mock::Argyle` of this crate meet it: under `start_paused` their calls end with a timeout. The
# guide to testing says so.
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
tokio = { version = "=1.54.1", features = ["io-util", "net", "rt", "test-util", "time"] }
TOML
cat > src/main.rs <<'RUST'
use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Reads from a server that answers after 300 ms of real time.
async fn read() -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_nonblocking(true).unwrap();
    let mut stream = TcpStream::from_std(stream).unwrap();
    thread::spawn(move || {
        let (mut client, _) = server.accept().unwrap();
        thread::sleep(Duration::from_millis(300));
        let _ = client.write_all(b"x");
    });
    let started = Instant::now();
    match timeout(Duration::from_secs(30), stream.read_u8()).await {
        Ok(answer) => format!("the server answered{}", answer.map_or(" with an error", |_| "")),
        Err(_) if started.elapsed().as_millis() < 300 => "the timeout of 30 s passed, in less than 300 ms".to_owned(),
        Err(_) => "the timeout of 30 s passed".to_owned(),
    }
}

fn main() {
    for (name, is_paused, has_task) in [
        ("a running clock", false, false),
        ("a paused clock", true, false),
        ("a paused clock, with a blocking task beside", true, true),
    ] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(is_paused).build().unwrap();
        runtime.block_on(async {
            if has_task {
                tokio::task::spawn_blocking(|| thread::sleep(Duration::from_secs(1)));
            }
            println!("{name}: {}", read().await);
        });
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
a running clock: the server answered
a paused clock: the timeout of 30 s passed, in less than 300 ms
a paused clock, with a blocking task beside: the server answered
SEEN
