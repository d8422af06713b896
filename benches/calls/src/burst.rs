//! A burst: many simultaneous calls of a client without a connection, to a distant server.

use std::time::{Duration, Instant};

use crate::Failed;
use crate::client::{ByHand, Calls, Sdk};
use crate::server_process::ServerProcess;

const CALLS: usize = 1_000;

/// The round trip to the server, in milliseconds.
const ROUND_TRIP: &str = "40";

/// The number of rounds of each client, in turns.
const ROUNDS: usize = 5;

/// Prints the medians of all rounds for each version of HTTP: the time of the burst, and the number of connections.
pub fn run() -> Result<(), Failed> {
    for version in ["http1", "http2"] {
        let (mut sdk, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            sdk.push(round::<Sdk>(version)?);
            by_hand.push(round::<ByHand>(version)?);
        }
        for bursts in [&mut sdk, &mut by_hand] {
            bursts.sort();
        }
        let ((took, opened), (took_by_hand, opened_by_hand)) =
            (sdk[ROUNDS / 2], by_hand[ROUNDS / 2]);
        let name = format!("{version}, a burst of {CALLS}");
        println!("{name}: ms\t{}\t{}", took.as_millis(), took_by_hand.as_millis());
        println!("{name}: connections\t{opened}\t{opened_by_hand}");
    }
    Ok(())
}

/// Returns the time of a burst and the number of connections.
fn round<C: Calls>(version: &str) -> Result<(Duration, usize), Failed> {
    let server = ServerProcess::start(&["tls", version, ROUND_TRIP])?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let took = runtime.block_on(async {
        let client = C::new(&server.address)?;
        let started = Instant::now();
        let calls: Vec<_> = (0..CALLS)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.call().await.map(drop) })
            })
            .collect();
        for call in calls {
            call.await??;
        }
        Ok::<_, Failed>(started.elapsed())
    })?;
    drop(runtime);
    Ok((took, server.stop()?))
}
