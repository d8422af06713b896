//! Records the duration of each call as an OpenTelemetry histogram.

use opentelemetry::metrics::{Histogram, Meter};
use opentelemetry::{KeyValue, Value};
use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// The bounds that OpenTelemetry recommends for durations of HTTP requests, in seconds.
const BOUNDARIES: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The attributes of a span that become attributes of the metric. Each has few values.
const ATTRIBUTES: [&str; 5] = [
    "error.type",
    "http.request.method",
    "http.response.status_code",
    "server.address",
    "server.port",
];

/// A layer that records `http.client.request.duration` when a call ends.
#[derive(Debug)]
pub struct CallDurations(Histogram<f64>);

impl CallDurations {
    /// Creates the histogram.
    #[must_use]
    pub fn new(meter: &Meter) -> Self {
        let histogram = meter.f64_histogram("http.client.request.duration").with_unit("s");
        Self(histogram.with_boundaries(BOUNDARIES.to_vec()).build())
    }
}

/// The fields of a span recorded so far.
#[derive(Default)]
struct Call {
    seconds: Option<f64>,
    attributes: Vec<KeyValue>,
}

impl Call {
    fn add(&mut self, field: &Field, value: impl Into<Value>) {
        if ATTRIBUTES.contains(&field.name()) {
            self.attributes.push(KeyValue::new(field.name(), value));
        }
    }
}

impl Visit for Call {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "argyle.duration_seconds" {
            self.seconds = Some(value);
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for CallDurations {
    fn on_new_span(&self, fields: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if fields.metadata().name() == "argyle.call"
            && let Some(span) = context.span(id)
        {
            let mut call = Call::default();
            fields.record(&mut call);
            span.extensions_mut().insert(call);
        }
    }

    fn on_record(&self, id: &Id, fields: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(call) = span.extensions_mut().get_mut::<Call>()
        {
            fields.record(call);
        }
    }

    /// A call that is dropped has no duration.
    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let call = context.span(&id).and_then(|span| span.extensions_mut().remove::<Call>());
        if let Some(Call { seconds: Some(seconds), attributes }) = call {
            self.0.record(seconds, &attributes);
        }
    }
}
