#!/usr/bin/env bash
# reqwest 0.13.5 with native-tls 0.2.18 and OpenSSL 3: a client that trusts no certificate authority of the system.
#
# Guess: `tls_certs_only` with an empty list makes `build` read no certificates of the system, with either TLS backend.
# Behaviour: with rustls it reads none. With native-tls, OpenSSL reads the whole bundle, and the client then discards it.
# Output seen:
#   rustls reads the bundle: false
#   native-tls reads the bundle: true
# With a bundle of Debian's size that is 30 ms for each client. Programs that build many clients in tests meet it; this crate's
# own tests choose rustls.
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
native-tls = "=0.2.18"
rcgen = "=0.14.8"
reqwest = { version = "=0.13.5", default-features = false, features = ["native-tls", "rustls"] }
TOML
cat > src/main.rs <<'RUST'
//! Counts the bytes that the process reads while it builds a client.
use reqwest::{Client, ClientBuilder};

fn bytes_read() -> u64 {
    let counters = std::fs::read_to_string("/proc/self/io").unwrap();
    counters.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

fn main() {
    let bundle = std::env::var("SSL_CERT_FILE").unwrap();
    let Ok(size) = std::fs::metadata(&bundle).map(|metadata| metadata.len()) else {
        let names = vec!["authority.example".to_owned()];
        let authority = rcgen::generate_simple_self_signed(names).unwrap().cert.pem();
        return std::fs::write(bundle, authority.repeat(200)).unwrap();
    };
    let backends: [(&str, fn(ClientBuilder) -> ClientBuilder); 2] =
        [("rustls", ClientBuilder::tls_backend_rustls), ("native-tls", ClientBuilder::tls_backend_native)];
    for (name, choose) in backends {
        let before = bytes_read();
        choose(Client::builder()).tls_certs_only([]).build().unwrap();
        println!("{name} reads the bundle: {}", bytes_read() - before >= size);
    }
}
RUST
export SSL_CERT_FILE="$home/bundle.pem" SSL_CERT_DIR="$home/none"
cargo run --quiet
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
rustls reads the bundle: false
native-tls reads the bundle: true
SEEN
