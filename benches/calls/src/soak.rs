//! A soak: calls at a fixed rate for a long time, to a server that fails one request in twenty.

use std::ops::Range;
use std::time::{Duration, Instant};

use argyle_user_tokens::{Client, Error};
use peak_alloc::PeakAlloc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::Failed;
use crate::client::{Sdk, USER};
use crate::server_process::ServerProcess;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The time between two calls: 200 calls a second.
const BETWEEN_CALLS: Duration = Duration::from_millis(5);

/// The time limits of an attempt and a call.
const ATTEMPT: Duration = Duration::from_secs(1);
const DEADLINE: Duration = Duration::from_secs(10);

/// The parts of the time that are compared, from 0 to 1. The heap needs some minutes to reach the size that it keeps.
const START: Range<f64> = 0.25..0.35;
const END: Range<f64> = 0.9..1.0;

/// What the calls returned.
#[derive(Debug, Default)]
struct Results {
    tokens: u64,
    errors: u64,
    /// Panics.
    neither: u64,
    requests: u64,
    longest: Duration,
}

/// The resources of this process: sums of samples, and the lowest sample of the heap in use. At that moment no call is in
/// flight, so the figure does not depend on the load of the machine.
#[derive(Debug, Default)]
struct Resources {
    samples: f64,
    lowest_heap: Option<usize>,
    kibibytes: f64,
    descriptors: f64,
}

/// A call: its requests, whether it returned a token, and its duration.
type Call = (u32, bool, Duration);

/// Calls for so many minutes, and prints a figure a line.
pub fn run(version: &str, minutes: &str) -> Result<(), Failed> {
    let total = Duration::from_secs(60) * minutes.parse()?;
    let server = ServerProcess::start(&["faults", version])?;
    let builder = Sdk::builder(&server.address)?.attempt_timeout(ATTEMPT).deadline(DEADLINE);
    let client = builder.build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (results, start, end) = runtime.block_on(soak(client, total))?;
    let calls = results.tokens + results.errors + results.neither;
    println!("calls\t{calls}");
    println!("calls that return a token\t{}", results.tokens);
    println!("calls that return an error\t{}", results.errors);
    println!("calls that return neither\t{}", results.neither);
    println!("requests a call\t{:.3}", results.requests as f64 / calls as f64);
    println!("longest call: ms\t{}", results.longest.as_millis());
    println!("connections\t{}", server.stop()?);
    println!("heap in use at the start: bytes\t{}", start.lowest_heap.unwrap_or_default());
    println!("heap in use at the end: bytes\t{}", end.lowest_heap.unwrap_or_default());
    println!("memory at the start: KiB\t{:.0}", start.kibibytes / start.samples);
    println!("memory at the end: KiB\t{:.0}", end.kibibytes / end.samples);
    println!("file descriptors at the start\t{:.1}", start.descriptors / start.samples);
    println!("file descriptors at the end\t{:.1}", end.descriptors / end.samples);
    Ok(())
}

/// Calls for some time. Keeps sums alone, so that measuring needs no more memory with time.
async fn soak(client: Client, total: Duration) -> Result<(Results, Resources, Resources), Failed> {
    let (mut results, mut start, mut end) =
        (Results::default(), Resources::default(), Resources::default());
    let mut calls = JoinSet::new();
    let mut ticks = interval(BETWEEN_CALLS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (started, mut sampled) = (Instant::now(), Instant::now());
    while started.elapsed() < total {
        ticks.tick().await;
        calls.spawn(call(client.clone()));
        while let Some(call) = calls.try_join_next() {
            results.add(call);
        }
        if sampled.elapsed() >= Duration::from_secs(1) {
            sampled = Instant::now();
            let part = started.elapsed().div_duration_f64(total);
            if START.contains(&part) {
                start.sample()?;
            } else if END.contains(&part) {
                end.sample()?;
            }
        }
    }
    // A call that has no result yet gets its deadline, and some more time.
    while let Some(call) = timeout(DEADLINE * 2, calls.join_next()).await? {
        results.add(call);
    }
    Ok((results, start, end))
}

async fn call(client: Client) -> Call {
    let started = Instant::now();
    let result = client.create_user_token().body_map(|body| body.user(USER)).send().await;
    let is_token = result.as_ref().is_ok_and(|response| response.user_token.is_some());
    let requests =
        result.map_or_else(|error: Error| error.attempts(), |response| response.attempts());
    (requests, is_token, started.elapsed())
}

impl Results {
    fn add(&mut self, call: Result<Call, JoinError>) {
        let Ok((requests, is_token, duration)) = call else {
            self.neither += 1;
            return;
        };
        *(if is_token { &mut self.tokens } else { &mut self.errors }) += 1;
        self.requests += u64::from(requests);
        self.longest = self.longest.max(duration);
    }
}

impl Resources {
    fn sample(&mut self) -> Result<(), Failed> {
        // Exact, unlike `statm`: proc(5) calls its figures inaccurate.
        let text = std::fs::read_to_string("/proc/self/smaps_rollup")?;
        let resident = text.lines().find_map(|line| line.strip_prefix("Rss:"));
        let resident = resident.and_then(|line| line.split_whitespace().next());
        self.kibibytes += resident.ok_or("smaps_rollup has no line Rss")?.parse::<f64>()?;
        self.descriptors += std::fs::read_dir("/proc/self/fd")?.count() as f64;
        self.samples += 1.0;
        let heap = HEAP.current_usage();
        self.lowest_heap = Some(self.lowest_heap.map_or(heap, |lowest| lowest.min(heap)));
        Ok(())
    }
}
