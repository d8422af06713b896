#!/usr/bin/env bash
# rustls-native-certs 0.8.5, with which rustls reads the system's certificate authorities: an empty `SSL_CERT_FILE` or
#   `SSL_CERT_DIR`.
#
# Guess: an empty variable is the same as none, as a compose file or a unit leaves it that passes a variable on which is not
#   set.
# Behaviour: an empty `SSL_CERT_FILE` names the file "", which cannot be read, so no authority is trusted. An empty
#   `SSL_CERT_DIR` names no folder, so the authorities of the system are trusted. With both, none is trusted.
# Output seen:
#   neither: authorities, no error (on a system that has authorities)
#   SSL_CERT_FILE is empty: none, "failed to read PEM from file"
#   SSL_CERT_DIR is empty: authorities, no error
#   both are empty: none, "failed to read PEM from file"
# Programs that use this crate with the feature `rustls` meet it: `build` fails with `No CA certificates were loaded from the
# system`, which names no variable.
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
rustls-native-certs = "=0.8.5"
TOML
cat > src/main.rs <<'RUST'
use std::env;

fn main() {
    for (name, file, folder) in [
        ("neither", false, false),
        ("SSL_CERT_FILE is empty", true, false),
        ("SSL_CERT_DIR is empty", false, true),
        ("both are empty", true, true),
    ] {
        for (variable, is_empty) in [("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folder)] {
            // Safety: this program has one thread.
            unsafe {
                match is_empty {
                    true => env::set_var(variable, ""),
                    false => env::remove_var(variable),
                }
            }
        }
        let loaded = rustls_native_certs::load_native_certs();
        let authorities = if loaded.certs.is_empty() { "none" } else { "authorities" };
        let error = loaded.errors.first().map_or("no error".to_owned(), |error| format!("{:?}", error.context));
        println!("{name}: {authorities}, {error}");
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
neither: authorities, no error
SSL_CERT_FILE is empty: none, "failed to read PEM from file"
SSL_CERT_DIR is empty: authorities, no error
both are empty: none, "failed to read PEM from file"
SEEN
