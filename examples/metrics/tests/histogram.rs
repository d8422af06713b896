//! Each call is recorded once in the histogram of an exporter in this process, with OpenTelemetry's attributes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use argyle_user_tokens::Credentials;
use argyle_user_tokens::mock::{Argyle, MockServerExt};
use metrics::CallDurations;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};
use tracing_subscriber::layer::SubscriberExt as _;
use uuid::Uuid;

/// The duration of the failed attempt.
const DELAY: Duration = Duration::from_millis(100);

/// A series of the histogram: its attributes, the number of calls, and their seconds.
type Series = (Vec<(String, String)>, u64, f64);

/// Keeps the last export.
#[derive(Clone, Default)]
struct Exporter(Arc<Mutex<Vec<Series>>>);

impl PushMetricExporter for Exporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let metrics = metrics.scope_metrics().flat_map(|scope| scope.metrics());
        let mut exported = Vec::new();
        for metric in metrics {
            assert_eq!((metric.name(), metric.unit()), ("http.client.request.duration", "s"));
            let AggregatedMetrics::F64(MetricData::Histogram(histogram)) = metric.data() else {
                panic!("{metric:?} is not a histogram of seconds");
            };
            exported.extend(histogram.data_points().map(|point| {
                let attributes = point.attributes();
                let attributes = attributes
                    .map(|attribute| (attribute.key.to_string(), attribute.value.to_string()));
                let mut attributes: Vec<_> = attributes.collect();
                attributes.sort();
                (attributes, point.count(), point.sum())
            }));
        }
        exported.sort_by(|left, right| left.0.cmp(&right.0));
        *self.0.lock().unwrap() = exported;
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

#[tokio::test]
async fn each_call_is_recorded_once_with_its_outcome() {
    let exporter = Exporter::default();
    let reader = PeriodicReader::builder(exporter.clone()).build();
    let provider = SdkMeterProvider::builder().with_reader(reader).build();
    let layer = CallDurations::new(&provider.meter("my-service"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));

    let embedded = Argyle::start_async().await;
    let argyle = embedded.client().build().unwrap();
    let user = Uuid::from_u128(7);
    argyle.user_token(user).await.unwrap();
    embedded.answer_first(|server| {
        let once = server.create_user_token(|_, then| {
            then.status(503).into_inner().delay(DELAY);
        });
        once.up_to_n_times(1);
    });
    // Its first attempt fails.
    argyle.user_token(user).await.unwrap();
    let refused = argyle.with_credentials(Credentials::new("other", "key").unwrap());
    refused.user_token(user).await.unwrap_err();
    // A call that is dropped before its end.
    {
        let dropped = pin!(argyle.user_token(user));
        assert!(dropped.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }

    provider.force_flush().unwrap();
    let port = embedded.base_url().rsplit(':').next().unwrap().to_owned();
    let attributes = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let all = [
            ("http.request.method", "POST"),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
        ];
        let mut all: Vec<(String, String)> = [&all, pairs]
            .concat()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        all.sort();
        all
    };
    let exported = exporter.0.lock().unwrap().clone();
    let [(refused, 1, _), (succeeded, 2, seconds)] = exported.as_slice() else {
        panic!("{exported:#?}");
    };
    let status = "http.response.status_code";
    assert_eq!(*refused, attributes(&[("error.type", "401"), (status, "401")]));
    assert_eq!(*succeeded, attributes(&[(status, "201")]));
    assert!((DELAY.as_secs_f64()..60.0).contains(seconds), "{seconds}");
}
