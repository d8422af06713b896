//! Throughput and latency under several loads. The clients take turns, so other work of the machine affects both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::Failed;
use crate::client::{ByHand, Calls, Sdk};
use crate::server_process::ServerProcess;

/// The number of calls in flight, and of calls in a round.
const LOADS: [(u32, u32); 4] = [(1, 1_500), (16, 8_000), (256, 10_000), (4_096, 12_288)];

/// The number of rounds of each client. The first rounds warm up and do not count.
const ROUNDS: usize = 30;
const WARM_UP: usize = 3;

/// The results of a round.
#[derive(Clone, Copy, Debug)]
struct Round {
    calls_a_second: f64,
    p50: Duration,
    p99: Duration,
}

/// Prints the medians of all rounds, for each version of HTTP over TLS.
pub fn run() -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for version in ["http1", "http2"] {
        for (in_flight, calls) in LOADS {
            let server = ServerProcess::start(&["tls", version, "0"])?;
            let (sdk, by_hand) = (Sdk::new(&server.address)?, ByHand::new(&server.address)?);
            // Opens the connection that all HTTP/2 calls share, before the measurement.
            runtime.block_on(async { sdk.call().await.and(by_hand.call().await) })?;
            let (mut first, mut second) = (Vec::new(), Vec::new());
            for number in 0..ROUNDS {
                // Each client comes first equally often.
                for turn in [number, number + 1] {
                    if turn % 2 == 0 {
                        first.push(runtime.block_on(round(&sdk, in_flight, calls))?);
                    } else {
                        second.push(runtime.block_on(round(&by_hand, in_flight, calls))?);
                    }
                }
            }
            for rounds in [&mut first, &mut second] {
                rounds.drain(..WARM_UP);
            }
            let name = format!("{version}, {in_flight} in flight");
            let calls_a_second = |round: &Round| round.calls_a_second;
            let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
            print(&format!("{name}: calls a second"), &first, &second, calls_a_second);
            print(&format!("{name}: p50 in us"), &first, &second, |round| micros(round.p50));
            print(&format!("{name}: p99 in us"), &first, &second, |round| micros(round.p99));
        }
    }
    Ok(())
}

fn print(name: &str, sdk: &[Round], by_hand: &[Round], figure: impl Fn(&Round) -> f64) {
    let median = |rounds: &[Round]| {
        let mut figures: Vec<f64> = rounds.iter().map(&figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    println!("{name}\t{:.0}\t{:.0}", median(sdk), median(by_hand));
}

/// Makes `calls` calls, with `in_flight` of them under way at a time.
async fn round(client: &impl Calls, in_flight: u32, calls: u32) -> Result<Round, Failed> {
    let left = Arc::new(AtomicU32::new(calls));
    let started = Instant::now();
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let (client, left) = (client.clone(), Arc::clone(&left));
            tokio::spawn(async move {
                let mut took = Vec::new();
                let one_less = |left: u32| left.checked_sub(1);
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
                    let started = Instant::now();
                    client.call().await?;
                    took.push(started.elapsed());
                }
                Ok::<_, Failed>(took)
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await??);
    }
    let seconds = started.elapsed().as_secs_f64();
    took.sort();
    let at = |part: usize| took.get((took.len() * part / 100).min(took.len() - 1)).copied();
    Ok(Round {
        calls_a_second: f64::from(calls) / seconds,
        p50: at(50).unwrap_or_default(),
        p99: at(99).unwrap_or_default(),
    })
}
