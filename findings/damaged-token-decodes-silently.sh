#!/usr/bin/env bash
# jwt-decode 4.0.0, jsonwebtoken 9.0.3 and jose 6.2.17 (npm), PyJWT 2.15.1, jsonwebtoken 12.0.0 (Rust): reading, without
# verification, a token whose payload has a byte that is not UTF-8.
#
# Guess: jsonwebtoken of npm reads U+FFFD, and the other four refuse the token.
# Behaviour: jwt-decode reads such a payload as Latin-1, so it returns a `client_id` that nobody wrote and damages the intact
#   `name` too; it reads the same name correctly in an intact token. jsonwebtoken of npm reads U+FFFD. The others refuse.
# Output seen:
#   jose JWTInvalid
#   jsonwebtoken {"client_id":"a\ufffdc","name":"Zo\u00eb"}
#   jwt-decode {"client_id":"a\u009dc","name":"Zo\u00c3\u00ab"}
#   jwt-decode, intact {"name":"Zo\u00eb"}
#   PyJWT DecodeError
#   jsonwebtoken of Rust: invalid utf-8
# `UserToken::claims` leaves such a claim out of its field, and reads the others.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
npm init --yes >/dev/null
npm install --silent jose@6.2.17 jsonwebtoken@9.0.3 jwt-decode@4.0.0 >/dev/null
python3 -m venv python
python/bin/pip --quiet install pyjwt==2.15.1 2>/dev/null
cat > read.mjs <<'JS'
import { decodeJwt } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { jwtDecode } from "jwt-decode";

const [damaged, intact] = process.argv.slice(2);
const escape = (sign) => `\\u${sign.charCodeAt().toString(16).padStart(4, "0")}`;
const print = (name, read) => {
  try {
    console.log(name, JSON.stringify(read()).replace(/[^ -~]/g, escape));
  } catch (error) {
    console.log(name, error.name);
  }
};
print("jose", () => decodeJwt(damaged));
print("jsonwebtoken", () => jsonwebtoken.decode(damaged));
print("jwt-decode", () => jwtDecode(damaged));
print("jwt-decode, intact", () => jwtDecode(intact));
JS
cat > read.py <<'PYTHON'
import sys
import jwt

try:
    print("PyJWT", jwt.decode(sys.argv[1], options={"verify_signature": False}))
except jwt.PyJWTError as error:
    print("PyJWT", type(error).__name__)
PYTHON
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
jsonwebtoken = { version = "=12.0.0", default-features = false }
serde_json = "1"
TOML
cat > src/main.rs <<'RUST'
fn main() {
    let token = std::env::args().nth(1).unwrap();
    let read = jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(&token);
    let text = read.map_or_else(|error| format!("{error:?}"), |read| read.claims.to_string());
    let is_utf8 = text.contains("invalid unicode code point");
    println!("jsonwebtoken of Rust: {}", if is_utf8 { "invalid utf-8" } else { &text });
}
RUST

# Encodes a part of a token.
encode() { printf "$1" | base64 --wrap=0 | tr '+/' '-_' | tr -d '='; }
header=$(encode '{"alg":"HS256","typ":"JWT"}')
damaged=$header.$(encode '{"client_id":"a\x9dc","name":"Zoë"}').$(encode none)
intact=$header.$(encode '{"name":"Zoë"}').$(encode none)
seen=$(node read.mjs "$damaged" "$intact"; python/bin/python read.py "$damaged"; cargo run --quiet -- "$damaged")
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
jose JWTInvalid
jsonwebtoken {"client_id":"a\ufffdc","name":"Zo\u00eb"}
jwt-decode {"client_id":"a\u009dc","name":"Zo\u00c3\u00ab"}
jwt-decode, intact {"name":"Zo\u00eb"}
PyJWT DecodeError
jsonwebtoken of Rust: invalid utf-8
SEEN
