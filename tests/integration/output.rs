//! The logs of the crate and its HTTP stack at TRACE, through `tracing` and `log`.

use std::collections::BTreeSet;
use std::io;
use std::sync::{LazyLock, Mutex, Once};

use tracing_subscriber::fmt::format::FmtSpan;

use crate::secrets::secrets;

/// The crates whose output is checked. httpmock is excluded: it is the server, and prints the requests that it gets.
const WATCHED: [&str; 8] = [
    "argyle_user_tokens",
    "h2",
    "hyper",
    "hyper_rustls",
    "hyper_util",
    "reqwest",
    "rustls",
    "rustls_platform_verifier",
];

/// The relevant part of the output so far: its sources, and leaked secrets.
#[derive(Default)]
struct Heard {
    speakers: BTreeSet<String>,
    leaks: Vec<String>,
    lines: usize,
}

static HEARD: LazyLock<Mutex<Heard>> = LazyLock::new(Mutex::default);

impl Heard {
    fn hear(&mut self, line: &str) {
        self.lines += 1;
        for speaker in WATCHED {
            if line.contains(speaker) && !self.speakers.contains(speaker) {
                self.speakers.insert(speaker.to_owned());
            }
        }
        if secrets().iter().any(|secret| line.contains(secret)) {
            self.leaks.push(line.to_owned());
        }
    }
}

/// The output of the whole process since the first [`watch`](Self::watch).
pub(crate) struct Output;

impl Output {
    /// Starts to listen.
    pub(crate) fn watch() -> Self {
        static START: Once = Once::new();
        START.call_once(|| {
            tracing_subscriber::fmt()
                .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
                .with_span_events(FmtSpan::FULL)
                .with_ansi(false)
                .with_writer(|| Listener)
                .init();
            log::set_logger(&Listener).unwrap();
            log::set_max_level(log::LevelFilter::Trace);
        });
        Self
    }

    pub(crate) fn assert_no_secret(&self) {
        self.assert_shows_no_secret();
        let lines = HEARD.lock().unwrap().lines;
        assert!(lines > 1000, "too little output: {lines} lines");
    }

    /// The same without a minimum of output.
    pub(crate) fn assert_shows_no_secret(&self) {
        // A clone, because a failure with the lock held would fail all other tests.
        let leaks = HEARD.lock().unwrap().leaks.clone();
        assert!(leaks.is_empty(), "{leaks:#?}");
    }

    /// Asserts that these crates have logged something, without which the test proves nothing.
    pub(crate) fn assert_heard(&self, speakers: &[&str]) {
        let heard = HEARD.lock().unwrap().speakers.clone();
        for speaker in speakers {
            assert!(heard.contains(*speaker), "{speaker} logged nothing: {heard:?}");
        }
    }
}

struct Listener;

impl io::Write for Listener {
    /// The formatter writes a line at a time.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        HEARD.lock().unwrap().hear(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl log::Log for Listener {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        WATCHED.iter().any(|speaker| metadata.target().starts_with(speaker))
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            HEARD.lock().unwrap().hear(&format!("{} {}", record.target(), record.args()));
        }
    }

    fn flush(&self) {}
}
