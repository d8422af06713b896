#!/usr/bin/env bash
# tokio-retry 0.3.2, tokio-retry2 0.9.1, retry 2.2.0, exponential-backoff 2.1.1, backon 1.6.0: exponential delays that start
#   at 100 ms.
#
# Guess: each doubles: 100, 200, 400 ms. No delay is above the maximum, with jitter too.
# Behaviour: tokio-retry and tokio-retry2 multiply by the first delay in milliseconds, so that the third attempt is 10 s
#   later and the fourth 17 minutes. backon adds its jitter to a delay that is at the maximum already, so that a delay is up
#   to twice as long.
# Output seen:
#   tokio-retry: 100 ms, 10000 ms, 1000000 ms
#   tokio-retry2: 100 ms, 10000 ms, 1000000 ms
#   retry: 100 ms, 200 ms, 400 ms
#   exponential-backoff: 100 ms, 200 ms, 400 ms
#   backon: 100 ms, 200 ms, 400 ms
#   exponential-backoff with jitter and a maximum of 1 s: the longest is 1.0 s
#   backon with jitter and a maximum of 1 s: the longest is 2.0 s
# Programs that use this crate do not meet it: `RetryPolicy` doubles its delays, and its jitter only shortens them.
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
backon = { version = "=1.6.0", default-features = false, features = ["std"] }
exponential-backoff = "=2.1.1"
retry = { version = "=2.2.0", default-features = false }
tokio-retry = "=0.3.2"
tokio-retry2 = "=0.9.1"
TOML
cat > src/main.rs <<'RUST'
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

const FIRST: Duration = Duration::from_millis(100);
const MAXIMUM: Duration = Duration::from_secs(1);

fn print_delays(name: &str, delays: impl Iterator<Item = Duration>) {
    let delays: Vec<_> = delays.take(3).map(|delay| format!("{} ms", delay.as_millis())).collect();
    println!("{name}: {}", delays.join(", "));
}

/// Prints the longest of many delays.
fn print_longest(name: &str, delays: impl Iterator<Item = Duration>) {
    let longest = delays.max().unwrap().as_secs_f64();
    println!("{name} with jitter and a maximum of 1 s: the longest is {longest:.1} s");
}

fn exponential_backoff(jitter: f32) -> impl Iterator<Item = Duration> {
    let mut backoff = exponential_backoff::Backoff::new(9, FIRST, MAXIMUM);
    backoff.set_jitter(jitter);
    backoff.into_iter().flatten()
}

fn main() {
    let backon = ExponentialBuilder::new().with_min_delay(FIRST).with_max_delay(MAXIMUM).with_max_times(8);
    print_delays("tokio-retry", tokio_retry::strategy::ExponentialBackoff::from_millis(100));
    print_delays("tokio-retry2", tokio_retry2::strategy::ExponentialBackoff::from_millis(100));
    print_delays("retry", retry::delay::Exponential::from_millis(100));
    print_delays("exponential-backoff", exponential_backoff(0.0));
    print_delays("backon", backon.build());
    print_longest("exponential-backoff", (0..500).flat_map(|_| exponential_backoff(0.3)));
    print_longest("backon", (0..500).flat_map(|seed| backon.with_jitter().with_jitter_seed(seed).build()));
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
tokio-retry: 100 ms, 10000 ms, 1000000 ms
tokio-retry2: 100 ms, 10000 ms, 1000000 ms
retry: 100 ms, 200 ms, 400 ms
exponential-backoff: 100 ms, 200 ms, 400 ms
backon: 100 ms, 200 ms, 400 ms
exponential-backoff with jitter and a maximum of 1 s: the longest is 1.0 s
backon with jitter and a maximum of 1 s: the longest is 2.0 s
SEEN
