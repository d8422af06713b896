//! Calls one after another on one connection, with the server in the same thread. Nothing else runs, so a tool counts
//! the same instructions each time.

use tokio::net::TcpListener;

use crate::client::{Address, ByHand, Calls, Sdk};
use crate::{Failed, server};

/// Makes `count` calls.
pub fn run(who: &str, count: &str) -> Result<(), Failed> {
    let count = count.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = Address { url: format!("http://{}", listener.local_addr()?), root: None };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server::http1(stream));
            }
        });
        match who {
            "sdk" => one_by_one(&Sdk::with_rate_limit(&address)?, count).await,
            "reqwest" => one_by_one(&ByHand::new(&address)?, count).await,
            other => Err(format!("there is no {other:?} to be measured").into()),
        }
    })
}

async fn one_by_one(client: &impl Calls, count: u32) -> Result<(), Failed> {
    for _ in 0..count {
        client.call().await?;
    }
    Ok(())
}
