//! With the feature `tracing`, a call is a span and an attempt is an event, and neither contains a secret.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use argyle_user_tokens::RetryPolicy;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::output::Output;
use crate::secrets::secrets;
use crate::server::{HEADERS, Server, USER, minted, reply};

/// The lines of this crate's own spans and events.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// A subscriber that writes them.
    pub(crate) fn subscriber(&self, level: LevelFilter) -> impl tracing::Subscriber + Send + Sync {
        let lines = self.clone();
        tracing_subscriber::fmt()
            .with_max_level(level)
            .with_span_events(FmtSpan::CLOSE)
            .with_ansi(false)
            .with_writer(move || lines.clone())
            .finish()
            .with(SignedIntegers)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Panics at an unsigned integer of this crate, which `tracing-opentelemetry` exports as text.
struct SignedIntegers;

impl Visit for SignedIntegers {
    fn record_u64(&mut self, field: &Field, _: u64) {
        panic!("{field} is unsigned");
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for SignedIntegers {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().target().starts_with("argyle_user_tokens") {
            attributes.record(&mut Self);
        }
    }

    fn on_record(&self, span: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let metadata = context.metadata(span);
        if metadata.is_some_and(|metadata| metadata.target().starts_with("argyle_user_tokens")) {
            values.record(&mut Self);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("argyle_user_tokens") {
            event.record(&mut Self);
        }
    }
}

/// Returns the lines about `calls`.
async fn told(calls: impl Future<Output = ()>) -> Vec<String> {
    told_up_to(LevelFilter::DEBUG, calls).await
}

/// The same for a subscriber with a maximum level.
async fn told_up_to(level: LevelFilter, calls: impl Future<Output = ()>) -> Vec<String> {
    // If the only subscriber is on another thread, tracing may disable events of this one for good.
    Output::watch();
    let lines = Lines::default();
    let guard = lines.subscriber(level).set_default();
    calls.await;
    drop(guard);
    let text = lines.text();
    assert!(secrets().iter().all(|secret| !text.contains(secret)), "{text}");
    let own = |line: &&str| line.contains("argyle_user_tokens::call");
    text.lines().filter(own).map(str::to_owned).collect()
}

#[tokio::test]
async fn calls_create_spans_and_attempts_create_events() {
    let answers =
        Mutex::new(vec![minted(), reply("503 Unavailable", "x-trace-id: trace-0\r\n", "")]);
    let server = Server::answering_each(move |_| answers.lock().unwrap().pop().unwrap()).await;
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let client = server.client().retry(retry).build().unwrap();
    let lines = told(async { drop(client.user_token(USER).await.unwrap()) }).await;
    let [first, second, span] = lines.as_slice() else { panic!("{lines:#?}") };
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    for (line, texts) in [
        (
            first,
            &[
                "argyle.attempt=1",
                "http.response.status_code=503",
                "error.type=\"503\"",
                "argyle.wait_seconds=",
                "argyle.trace_id=\"trace-0\"",
            ][..],
        ),
        (
            second,
            &[
                "the call succeeded",
                "argyle.attempts=2",
                "argyle.duration_seconds=0.",
                "http.response.status_code=201",
                "argyle.trace_id=\"trace-1\"",
            ],
        ),
        (
            span,
            &[
                "argyle.call",
                "argyle.operation=\"create_user_token\"",
                "argyle.attempts=2",
                "argyle.duration_seconds=0.",
                "argyle.trace_id=\"trace-1\"",
                "otel.kind=\"client\"",
                "http.request.method=\"POST\"",
                "http.request.resend_count=1",
                "http.response.status_code=201",
                "server.address=\"127.0.0.1\"",
                &format!("server.port={port}"),
            ],
        ),
    ] {
        for text in texts {
            assert!(line.contains(text), "{text} is not in {line}");
        }
    }
    assert!(!second.contains("error.type") && !second.contains("wait"), "{second}");
}

#[tokio::test]
async fn a_failed_call_records_its_error() {
    let server = Server::answering(reply("403 Forbidden", HEADERS, "")).await;
    let client = server.client().build().unwrap();
    let lines = told(async { drop(client.user_token(USER).await.unwrap_err()) }).await;
    let span = lines.last().unwrap();
    for text in ["otel.status_code=\"ERROR\"", "error.type=\"403\"", "argyle.attempts=1"] {
        assert!(span.contains(text), "{text} is not in {span}");
    }
    assert!(!span.contains("resend_count"), "{span}");
}

#[tokio::test]
async fn retries_are_logged_at_info_and_failures_at_warn() {
    let server = Server::answering(reply("503 Unavailable", "x-trace-id: trace-0\r\n", "")).await;
    let retry = RetryPolicy::default()
        .max_attempts(2.try_into().unwrap())
        .base_delay(Duration::from_millis(1));
    let client = server.client().retry(retry).build().unwrap();
    let call = || async { drop(client.user_token(USER).await.unwrap_err()) };
    let events = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| !line.contains(" close ")).collect()
    };
    let [repeat, failed] = &events(told_up_to(LevelFilter::INFO, call()).await)[..] else {
        panic!("expected two events")
    };
    assert!(repeat.contains(" INFO ") && repeat.contains("argyle.wait_seconds=0."), "{repeat}");
    assert!(failed.contains(" WARN "), "{failed}");
    // At the level WARN there is no span, and the event alone states the failure.
    let [failed] = &events(told_up_to(LevelFilter::WARN, call()).await)[..] else {
        panic!("expected one event")
    };
    for text in
        ["argyle.operation=\"create_user_token\"", "error.type=\"503\"", "argyle.attempts=2"]
    {
        assert!(failed.contains(text), "{text} is not in {failed}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_number_in_an_event_is_a_plain_decimal() {
    let minute = Duration::from_secs(60);
    for (base_delay, retry_after, waits) in [
        (Duration::from_micros(99), "0", "0.0"),
        (Duration::from_nanos(1), "0", "0.0"),
        (Duration::ZERO, "0", "0.0"),
        (Duration::from_micros(1), "3", "3.0"),
        (minute, "0", ""),
    ] {
        let limited = reply("429 Wait", &format!("retry-after: {retry_after}\r\n"), "");
        let server = Server::answering(limited).await;
        let retry = RetryPolicy::default().base_delay(base_delay).max_delay(minute);
        let client = server.client().retry(retry).deadline(minute * 60).build().unwrap();
        let lines = told(async { drop(client.user_token(USER).await.unwrap_err()) }).await;
        let events: Vec<&String> = lines.iter().filter(|line| !line.contains(" close ")).collect();
        let field = format!(" argyle.wait_seconds={waits}");
        assert_eq!(events.iter().filter(|event| event.contains(&field)).count(), 3, "{events:#?}");
        for event in events {
            let (_, fields) = event.split_once("argyle_user_tokens::call").unwrap();
            for (name, value) in fields.split(' ').filter_map(|field| field.split_once('=')) {
                let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
                let is_number =
                    (whole.to_owned() + decimals).bytes().all(|byte| byte.is_ascii_digit());
                assert!(
                    value.starts_with('"') || is_number && decimals.len() <= 3,
                    "{name}={value}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_duration_of_a_call_counts_its_waits() {
    let server = Server::answering(reply("429 Wait", "retry-after: 3\r\n", "")).await;
    let retry = RetryPolicy::default().max_attempts(2.try_into().unwrap());
    let client = server.client().retry(retry).build().unwrap();
    let lines = told(async { drop(client.user_token(USER).await.unwrap_err()) }).await;
    let [_, failed, span] = lines.as_slice() else { panic!("{lines:#?}") };
    for line in [failed, span] {
        let (_, duration) = line.split_once(" argyle.duration_seconds=").expect(line);
        let duration: f64 = duration.split(' ').next().unwrap().parse().unwrap();
        assert!((3.0..3.5).contains(&duration), "{line}");
    }
}

#[tokio::test]
async fn spans_and_events_have_one_vocabulary_of_errors() {
    for (status, body, error_type) in [
        ("403 Forbidden", "", "403"),
        ("302 Found", "", "unexpected_response"),
        // Invalid successes: they do not decode, or have no token.
        ("200 OK", "<html>", "unexpected_response"),
        ("200 OK", "{}", "unexpected_response"),
    ] {
        let server = Server::answering(reply(status, HEADERS, body)).await;
        let client = server.client().build().unwrap();
        let lines = told(async { drop(client.user_token(USER).await.unwrap_err()) }).await;
        let [failed, span] = lines.as_slice() else { panic!("{lines:#?}") };
        for line in [failed, span] {
            assert!(line.contains(&format!("error.type=\"{error_type}\"")), "{line}");
        }
        assert!(span.contains("otel.status_code=\"ERROR\""), "{span}");
    }
}
