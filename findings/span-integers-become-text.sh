#!/usr/bin/env bash
# tracing-opentelemetry 0.34.0, tracing 0.1.44: unsigned integers in the fields of a span.
#
# Guess: the exported span has an integer attribute for each, as OpenTelemetry defines `http.response.status_code`.
# Behaviour: the layer exports `i64` and smaller signed integers as integers. An unsigned integer of any width is exported as
#   text, also if it is recorded later and also in events, so that a backend cannot compare or sum it.
# Output seen:
#   span status.i64: an integer
#   span status.u16: text
#   span attempts.u32: text
#   span later.u16: text
#   event status.u16: text
# Spans of this crate had such fields: `http.response.status_code`, `server.port` and `argyle.attempts`. It records signed
# integers now.
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
opentelemetry = { version = "=0.33.1", default-features = false, features = ["trace"] }
opentelemetry_sdk = { version = "=0.33.1", default-features = false, features = ["testing", "trace"] }
tracing = { version = "=0.1.44", default-features = false, features = ["std"] }
tracing-opentelemetry = { version = "=0.34.0", default-features = false }
tracing-subscriber = { version = "=0.3.23", default-features = false, features = ["registry", "std"] }
TOML
cat > src/main.rs <<'RUST'
use opentelemetry::{KeyValue, Value, trace::TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing_subscriber::layer::SubscriberExt;

/// Prints the type of every attribute that this program wrote.
fn print_types(place: &str, attributes: &[KeyValue]) {
    for attribute in attributes {
        let name = attribute.key.as_str();
        if ["status.", "attempts.", "later."].iter().any(|prefix| name.starts_with(prefix)) {
            let kind = match attribute.value {
                Value::I64(_) => "an integer",
                Value::String(_) => "text",
                _ => "something else",
            };
            println!("{place} {name}: {kind}");
        }
    }
}

fn main() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("finding"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let late = tracing::field::Empty;
        let span = tracing::info_span!("call", status.i64 = 503_i64, status.u16 = 503_u16, attempts.u32 = 2_u32, later.u16 = late);
        span.record("later.u16", 503_u16);
        tracing::info!(parent: &span, status.u16 = 503_u16, "an event");
    });
    for span in exporter.get_finished_spans().unwrap() {
        print_types("span", &span.attributes);
        for event in span.events.iter() {
            print_types("event", &event.attributes);
        }
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
span status.i64: an integer
span status.u16: text
span attempts.u32: text
span later.u16: text
event status.u16: text
SEEN
