//! The memory of a call that waits for its response, including its connection. Reads `/proc`, so it needs Linux.

use std::process::Command;
use std::time::Duration;

use crate::Failed;
use crate::client::{Address, ByHand, Calls, Sdk};
use crate::server_process::ServerProcess;

/// The number of calls that wait at once.
const WAITING: usize = 10_000;

/// The size of a page of memory on the measured platforms.
const PAGE: usize = 4096;

/// Prints the bytes of a call for each client.
pub fn run() -> Result<(), Failed> {
    // Each client and each server has its own process. Freed memory and open connections of the first would distort the
    // figure of the second.
    let of = |who: &str| -> Result<String, Failed> {
        let server = ServerProcess::start(&["silent"])?;
        let program = std::env::current_exe()?;
        let output = Command::new(program).args(["memory", who, &server.address.url]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    println!("{WAITING} calls that wait: bytes each\t{}\t{}", of("sdk")?, of("reqwest")?);
    Ok(())
}

/// Prints the bytes of a call of one client, to a server at `url` that never responds.
pub fn measure(who: &str, url: &str) -> Result<(), Failed> {
    let address = Address { url: url.to_owned(), root: None };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let bytes = runtime.block_on(async {
        match who {
            "sdk" => waiting(Sdk::new(&address)?).await,
            "reqwest" => waiting(ByHand::new(&address)?).await,
            other => Err(format!("there is no {other:?} to be measured").into()),
        }
    })?;
    println!("{bytes}");
    Ok(())
}

/// Returns the memory that each call adds to the process.
async fn waiting(client: impl Calls) -> Result<usize, Failed> {
    let before = resident()?;
    let calls: Vec<_> = (0..WAITING)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call().await.map(drop) })
        })
        .collect();
    // Time for every call to reach its wait.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let each = resident()?.saturating_sub(before) / WAITING;
    if let Some(ended) = calls.iter().find(|call| call.is_finished()) {
        return Err(format!("a call has ended that should wait: {:?}", ended.id()).into());
    }
    Ok(each)
}

/// Returns the resident memory of this process, in bytes.
fn resident() -> Result<usize, Failed> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: usize = text.split(' ').nth(1).ok_or("statm has no second field")?.parse()?;
    Ok(pages * PAGE)
}
