#!/usr/bin/env bash
# serde_json 1.0.154, serde 1.0.229: the feature `arbitrary_precision`, which any package of a build can enable for all of
#   them.
#
# Guess: the feature keeps more digits of a number, and types without such numbers decode as before.
# Behaviour: serde passes a number with a fraction or an exponent as a map wherever it buffers a value. So untagged and
#   tagged enums, and flattened structs, reject every such number. Whole numbers still decode, and two spellings of a number
#   are unequal.
# Output seen:
#   untagged 1: decoded, with the feature decoded
#   untagged 1.5: decoded, with the feature data did not match any variant of untagged enum Untagged
#   untagged 1e2: decoded, with the feature data did not match any variant of untagged enum Untagged
#   tagged 1.5: decoded, with the feature invalid type: map, expected f64
#   flattened 1.5: decoded, with the feature invalid type: map, expected f64 at line 1 column 13
#   1.50 equals 1.5: true, with the feature false
# Programs meet it that give this crate a document with `oneOf`, `anyOf` or properties beside a map, with numbers, and depend
# on a package that enables the feature. The guide to other operations says so.
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

[features]
of-another-package = ["serde_json/arbitrary_precision"]

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
TOML
cat > src/main.rs <<'RUST'
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Untagged {
    Whole(i64),
    Fraction(f64),
}

#[derive(Deserialize)]
#[serde(tag = "kind")]
#[allow(dead_code)]
enum Tagged {
    Amount { value: f64 },
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Amount {
    value: f64,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Flattened {
    #[serde(flatten)]
    amount: Amount,
}

/// Prints the result of reading a text as this type.
fn read<T: DeserializeOwned>(name: &str, json: &str) {
    let result = serde_json::from_str::<T>(json).err().map_or("decoded".to_owned(), |error| error.to_string());
    println!("{name}: {result}");
}

fn main() {
    read::<Untagged>("untagged 1", "1");
    read::<Untagged>("untagged 1.5", "1.5");
    read::<Untagged>("untagged 1e2", "1e2");
    read::<Tagged>("tagged 1.5", r#"{"kind":"Amount","value":1.5}"#);
    read::<Flattened>("flattened 1.5", r#"{"value":1.5}"#);
    let values = ["1.50", "1.5"].map(|text| serde_json::from_str::<Value>(text).unwrap());
    println!("1.50 equals 1.5: {}", values[0] == values[1]);
}
RUST
seen=$(paste -d '|' <(cargo run --quiet) <(cargo run --quiet --features of-another-package | sed 's/^[^:]*: //') | sed 's/|/, with the feature /')
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
untagged 1: decoded, with the feature decoded
untagged 1.5: decoded, with the feature data did not match any variant of untagged enum Untagged
untagged 1e2: decoded, with the feature data did not match any variant of untagged enum Untagged
tagged 1.5: decoded, with the feature invalid type: map, expected f64
flattened 1.5: decoded, with the feature invalid type: map, expected f64 at line 1 column 13
1.50 equals 1.5: true, with the feature false
SEEN
