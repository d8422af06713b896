//! Documents beside the vendored ones, which become a client or end in diagnostics.

#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use peak_alloc::PeakAlloc;
use serde_json::Value;
use test_inputs::documents;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The memory of a run, in bytes.
const MEMORY_LIMIT: usize = 256 * 1024 * 1024;

/// The time of a run on a processor. libFuzzer's timeout counts the time that other processes take, too.
const TIME_LIMIT: Duration = Duration::from_secs(1);

/// The file of the last input, for a run in this folder.
const LAST: &str = "artifacts/document/last";

static VENDORED: LazyLock<Sources> = LazyLock::new(|| {
    Sources::vendored(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")).unwrap()
});

fuzz_target!(|data: &[u8]| {
    let mut sources = VENDORED.clone();
    sources.program.push(SourceFile { name: "document.yaml".to_owned(), bytes: data.to_vec() });
    // libFuzzer keeps no input that overflows the stack.
    let _ = fs::write(LAST, data);
    MEMORY.reset_peak_usage();
    let started = read_processor_time();
    documents::check(&sources);
    let time = read_processor_time().saturating_sub(started);
    assert!(time < TIME_LIMIT, "{time:?}");
    assert!(MEMORY.peak_usage() < MEMORY_LIMIT, "{} bytes", MEMORY.peak_usage());
});

/// Reads how long this thread ran, in nanoseconds; so on Linux alone.
fn read_processor_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

// Most changes are to nodes, because few changes to bytes leave a document that parses.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut state = u64::from(seed);
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    if draw() % 8 > 0
        && let Ok(mut document) = serde_yaml::from_slice::<Value>(&data[..size])
    {
        documents::change(&mut document, [draw(), draw(), draw()]);
        let text = document.to_string();
        if text.len() <= max_size {
            data[..text.len()].copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
});
