#!/usr/bin/env bash
# hyper-util 0.1.21, the HTTP client under reqwest: the error of a CONNECT tunnel that a proxy refuses.
#
# Guess: the error names the status with which the proxy refuses the tunnel, as only the status tells a rule (403) from an
#   outage (502).
# Behaviour: it names 407 in words, and no other status. `Display`, `Debug` and the causes of a 403, a 404 and a 502 are equal.
# Output seen:
#   403 unsuccessful TunnelUnsuccessful
#   404 unsuccessful TunnelUnsuccessful
#   407 proxy authorization required ProxyAuthRequired
#   502 unsuccessful TunnelUnsuccessful
# So the errors of this crate name the proxy, and say 407 where it is 407.
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
hyper-util = { version = "=0.1.21", features = ["client-legacy", "client-proxy", "http1", "tokio"] }
tokio = { version = "1", features = ["io-util", "macros", "net", "rt"] }
tower-service = "0.3"
TOML
cat > src/main.rs <<'RUST'
use hyper_util::client::legacy::connect::{HttpConnector, proxy::Tunnel};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower_service::Service;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for status in ["403 Forbidden", "404 Not Found", "407 Proxy Authentication Required", "502 Bad Gateway"] {
        let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", proxy.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut request = [0; 1024];
            stream.read(&mut request).await.unwrap();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        let mut tunnel = Tunnel::new(address.parse().unwrap(), HttpConnector::new());
        let error = tunnel.call("https://example.com".parse().unwrap()).await.err().unwrap();
        let text = error.to_string();
        println!("{} {} {error:?}", &status[..3], text.trim_start_matches("tunnel error: "));
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
403 unsuccessful TunnelUnsuccessful
404 unsuccessful TunnelUnsuccessful
407 proxy authorization required ProxyAuthRequired
502 unsuccessful TunnelUnsuccessful
SEEN
