#!/usr/bin/env bash
# httpdate 1.0.3, chrono 0.4.45, jiff 0.2.46 and time 0.3.55: the leap second at the end of 2016, in dates of HTTP and of RFC
#   3339.
#
# Guess: all four read it, as both formats allow 60 seconds, and a text that is read and written again stays the same.
# Behaviour: httpdate, which HTTP libraries of Rust use, refuses it. chrono keeps it; jiff and time move it to the second
#   before.
# Output seen:
#   httpdate: Sat, 31 Dec 2016 23:59:59 GMT
#   httpdate: string contains no or an invalid date
#   chrono: 2016-12-31T23:59:60Z
#   jiff: 2016-12-31T23:59:59Z
#   time: 2016-12-31T23:59:59.999999999Z
# This crate takes a `Retry-After` of that second for none, and waits as its retry policy says. `Timestamp` keeps the text as
# it came.
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
chrono = { version = "=0.4.45", default-features = false, features = ["std"] }
httpdate = "=1.0.3"
jiff = { version = "=0.2.46", default-features = false, features = ["std"] }
time = { version = "=0.3.55", default-features = false, features = ["formatting", "parsing"] }
TOML
cat > src/main.rs <<'RUST'
use std::fmt::Display;

use chrono::{DateTime, SecondsFormat};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Prints what a library writes after it read a text, or its error.
fn print<E: Display>(library: &str, written: Result<String, E>) {
    println!("{library}: {}", written.unwrap_or_else(|error| error.to_string()));
}

fn main() {
    for second in [59, 60] {
        let date = httpdate::parse_http_date(&format!("Sat, 31 Dec 2016 23:59:{second} GMT"));
        print("httpdate", date.map(httpdate::fmt_http_date));
    }
    let text = "2016-12-31T23:59:60Z";
    let date = DateTime::parse_from_rfc3339(text);
    print("chrono", date.map(|date| date.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
    print("jiff", text.parse::<jiff::Timestamp>().map(|date| date.to_string()));
    print("time", OffsetDateTime::parse(text, &Rfc3339).map(|date| date.format(&Rfc3339).unwrap()));
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
httpdate: Sat, 31 Dec 2016 23:59:59 GMT
httpdate: string contains no or an invalid date
chrono: 2016-12-31T23:59:60Z
jiff: 2016-12-31T23:59:59Z
time: 2016-12-31T23:59:59.999999999Z
SEEN
