//! The memory of a call that waits for its answer, its connection included; read from `/proc`, so on Linux alone.

use std::process::Command;
use std::time::Duration;

use crate::Failed;
use crate::client::{Address, ByHand, Calls, Sdk};
use crate::server_process::ServerProcess;

/// Calls that wait at once.
const WAITING: usize = 10_000;

/// The size of a page of memory on the platforms that this is measured on.
const PAGE: usize = 4096;

/// Prints bytes a call.
pub fn run() -> Result<(), Failed> {
    // Each in a process of its own: memory that one has given back would not be counted for the other. Likewise the
    // server, whose connections would be there still.
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

/// Prints bytes a call of one of the two, to a server at `url` that never answers.
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

/// What each call adds to the memory of the process.
async fn waiting(client: impl Calls) -> Result<usize, Failed> {
    let before = resident()?;
    let calls: Vec<_> = (0..WAITING)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call().await.map(drop) })
        })
        .collect();
    // Every call comes to where it waits.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let each = resident()?.saturating_sub(before) / WAITING;
    if let Some(ended) = calls.iter().find(|call| call.is_finished()) {
        return Err(format!("a call has ended that should wait: {:?}", ended.id()).into());
    }
    Ok(each)
}

/// The memory of this process that is in use, in bytes.
fn resident() -> Result<usize, Failed> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: usize = text.split(' ').nth(1).ok_or("statm has no second field")?.parse()?;
    Ok(pages * PAGE)
}
