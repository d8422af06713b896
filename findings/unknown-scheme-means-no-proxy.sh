#!/usr/bin/env bash
# reqwest 0.13.5 (feature `system-proxy`) with hyper-util 0.1.21: a proxy address with the scheme `socks`, as desktops write
#   it.
#
# Guess: a proxy that the client cannot use is an error: of `build`, or of the request.
# Behaviour: the client ignores an address whose scheme it does not know, and reaches the server without a proxy. It does so
#   with a proxy that code sets, too: `Proxy::all` accepts the address. The scheme `socks5` is known, and fails without the
#   feature `socks`.
# Output seen:
#   ALL_PROXY=http://…: through the proxy
#   ALL_PROXY=socks://…: directly
#   ALL_PROXY=socks5://…: an error
#   Proxy::all("http://…"): through the proxy
#   Proxy::all("socks://…"): directly
#   Proxy::all("socks5://…"): an error
# Programs that use this crate meet it, as it reads the same variables. An error that names no proxy is the only sign.
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
hyper-util = "=0.1.21"
reqwest = { version = "=0.13.5", default-features = false, features = ["system-proxy"] }
tokio = { version = "=1.54.1", features = ["io-util", "macros", "net", "rt"] }
TOML
cat > src/main.rs <<'RUST'
use std::env;
use std::net::SocketAddr;

use reqwest::{Client, ClientBuilder, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Starts a server that answers every request with this text.
async fn serve(text: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}", text.len());
            let _ = stream.write_all(format!("{head}\r\n\r\n{text}").as_bytes()).await;
        }
    });
    address
}

async fn request(server: SocketAddr, client: ClientBuilder) -> String {
    let client: Client = client.build().unwrap();
    match client.get(format!("http://{server}")).send().await {
        Ok(response) => response.text().await.unwrap(),
        Err(_) => "an error".to_owned(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = serve("directly").await;
    let proxy = serve("through the proxy").await;
    let names = "all_proxy http_proxy https_proxy no_proxy request_method ALL_PROXY HTTP_PROXY HTTPS_PROXY NO_PROXY REQUEST_METHOD";
    // Safety: this program has one thread.
    names.split(' ').for_each(|name| unsafe { env::remove_var(name) });
    for scheme in ["http", "socks", "socks5"] {
        unsafe { env::set_var("ALL_PROXY", format!("{scheme}://{proxy}")) };
        println!("ALL_PROXY={scheme}://…: {}", request(server, Client::builder()).await);
    }
    unsafe { env::remove_var("ALL_PROXY") };
    for scheme in ["http", "socks", "socks5"] {
        let client = Client::builder().proxy(Proxy::all(format!("{scheme}://{proxy}")).unwrap());
        println!("Proxy::all(\"{scheme}://…\"): {}", request(server, client).await);
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
ALL_PROXY=http://…: through the proxy
ALL_PROXY=socks://…: directly
ALL_PROXY=socks5://…: an error
Proxy::all("http://…"): through the proxy
Proxy::all("socks://…"): directly
Proxy::all("socks5://…"): an error
SEEN
