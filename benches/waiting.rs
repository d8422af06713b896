//! What a call costs while it waits: for its place under a ceiling, and for an answer that does not come.
//!
//! `cargo bench --bench waiting` prints bytes a call, of the future itself and of the process. It reads the
//! size of the process from `/proc`, so it measures on Linux alone.

use std::error::Error;
use std::fs;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use argyle_user_tokens::{Client, Credentials, RetryPolicy};
use tokio::net::TcpListener;
use uuid::Uuid;

const USER: Uuid = Uuid::from_u128(7);

/// Calls that wait for their places, a second apart.
const IN_LINE: usize = 100_000;

/// Calls that wait for an answer, each of which takes a connection on both sides.
const UNANSWERED: usize = 4_000;

/// The size of a page of memory on the platforms that this is measured on.
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
        // The smaller number first: memory that is free again would be taken for none.
        measure("a call unanswered:", &client, UNANSWERED).await?;
        let limited = builder()?.max_requests_per_second(NonZeroU32::MIN).build()?;
        measure("a call in line:", &limited, IN_LINE).await
    })
}

/// Starts `count` calls, and prints what each adds to the memory of the process.
async fn measure(name: &str, client: &Client, count: usize) -> Result<(), Box<dyn Error>> {
    let before = resident()?;
    let started = Instant::now();
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_token(USER).await.map(drop) })
        })
        .collect();
    // Every call comes to where it waits.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let each = resident()?.saturating_sub(before) / count;
    println!("{name:<23} {each:>7} bytes, {count} of them after {:.1?}", started.elapsed());
    calls.iter().for_each(tokio::task::JoinHandle::abort);
    for call in calls {
        // It was cancelled, which is what was asked for.
        let _ = call.await;
    }
    Ok(())
}

/// The memory of this process that is in use, in bytes.
fn resident() -> Result<usize, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/statm")?;
    let pages: usize = text.split(' ').nth(1).ok_or("statm has no second field")?.parse()?;
    Ok(pages * PAGE)
}
