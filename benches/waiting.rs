//! The costs of a waiting call: for its slot under a rate limit, and for a response.
//!
//! `cargo bench --bench waiting` prints the bytes of a call, both in its future and in the process. It reads the size
//! of the process from `/proc`, so it needs Linux.

use std::error::Error;
use std::fs;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use argyle_user_tokens::{Client, Credentials, RetryPolicy};
use tokio::net::TcpListener;
use uuid::Uuid;

const USER: Uuid = Uuid::from_u128(7);

/// The number of calls that wait for their slots, a second apart.
const IN_LINE: usize = 100_000;

/// The number of calls that wait for a response. Each takes a connection on both sides.
const UNANSWERED: usize = 4_000;

/// The size of a page of memory on the measured platforms.
const PAGE: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                held.push(stream);
            }
        });
        let builder = || -> Result<_, argyle_user_tokens::ConfigError> {
            let credentials = Credentials::new("key-id", "key-secret")?;
            let client = Client::builder().credentials(credentials).base_url(&url);
            Ok(client.retry(RetryPolicy::none()).deadline(Duration::from_secs(1_000_000)))
        };
        let client = builder()?.build()?;
        println!("a call, not started:    {:>7} bytes", size_of_val(&client.user_token(USER)));
        // The smaller number runs first, because freed memory would hide the cost of the second.
        measure("a call unanswered:", &client, UNANSWERED).await?;
        let limited = builder()?.max_requests_per_second(NonZeroU32::MIN).build()?;
        measure("a call in line:", &limited, IN_LINE).await
    })
}

/// Starts `count` calls, and prints the memory that each adds to the process.
async fn measure(name: &str, client: &Client, count: usize) -> Result<(), Box<dyn Error>> {
    let before = resident()?;
    let started = Instant::now();
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await.map(drop) })
        })
        .collect();
    // Time for every call to reach its wait.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let each = resident()?.saturating_sub(before) / count;
    println!("{name:<23} {each:>7} bytes, {count} of them after {:.1?}", started.elapsed());
    calls.iter().for_each(tokio::task::JoinHandle::abort);
    for call in calls {
        // The call ends with a cancellation, as requested.
        let _ = call.await;
    }
    Ok(())
}

/// Returns the resident memory of this process, in bytes.
fn resident() -> Result<usize, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/statm")?;
    let pages: usize = text.split(' ').nth(1).ok_or("statm has no second field")?.parse()?;
    Ok(pages * PAGE)
}
