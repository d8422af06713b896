#!/usr/bin/env bash
# serde_json_path 0.7.2: integers in filters of JSONPath (RFC 9535).
#
# Guess: `?@ == 9007199254740992` selects that integer alone, as serde_json keeps 64-bit integers apart.
# Behaviour: filters compare integers as floating-point numbers, so that neighbours above 2^53 are equal.
# Output seen:
#   9007199254740992 selects /0 /1
#   9007199254740993 selects /0 /1
#   9007199254740994 selects /2
# Documents of an API have no such numbers where an overlay has a target, so nothing here guards against it.
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
serde_json = "1"
serde_json_path = "=0.7.2"
TOML
cat > src/main.rs <<'RUST'
fn main() {
    let numbers = serde_json::json!([9007199254740992_u64, 9007199254740993_u64, 9007199254740994_u64]);
    for number in numbers.as_array().unwrap() {
        let path = serde_json_path::JsonPath::parse(&format!("$[?@ == {number}]")).unwrap();
        let selected = path.query_located(&numbers);
        let selected: Vec<String> = selected.locations().map(|place| place.to_json_pointer()).collect();
        println!("{number} selects {}", selected.join(" "));
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
9007199254740992 selects /0 /1
9007199254740993 selects /0 /1
9007199254740994 selects /2
SEEN
