//! The client copes with faults of the network and of Argyle: every fault ends as its row in the table says.

mod goaway;
mod hang;
mod http2;
mod pool;
mod server;
mod table;
mod tls;

use std::sync::atomic::Ordering;
use std::time::Duration;

use argyle_user_tokens::{Client, Error, RetryPolicy, UserToken};
use tokio::time::Instant;

use self::server::FaultServer;
use self::table::{Clock, End, FAULTS, Row};
use crate::output::Output;
use crate::secrets::Printed;
use crate::server::{TOKEN, USER, credentials};

#[test]
fn every_fault_ends_as_its_row_says() {
    let output = Output::watch();
    let mut printed = Printed::default();
    for row in FAULTS {
        println!("{}", row.name);
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let paused = matches!(row.clock, Clock::Paused(..));
        let runtime = runtime.enable_all().start_paused(paused).build().unwrap();
        if let Err(error) = runtime.block_on(run(row)) {
            printed.error(row.name, &error);
            if let Some(api) = error.api() {
                printed.value(row.name, api);
            }
        }
    }
    printed.assert_no_secret();
    output.assert_no_secret();
    output.assert_heard(&["hyper_util", "reqwest", "rustls"]);
    #[cfg(feature = "tracing")]
    output.assert_heard(&["argyle_user_tokens"]);
}

async fn run(row: &Row) -> Result<UserToken, Error> {
    let (server, client) = match row.certificate {
        None => (FaultServer::start(row.script, None).await, Client::builder()),
        Some(certificate) => {
            let (config, client) = tls::certify(certificate);
            (FaultServer::start(row.script, Some(config)).await, client)
        }
    };
    let client = client.credentials(credentials()).base_url(server.url());
    let client = match row.clock {
        Clock::Real => client.retry(RetryPolicy::default().base_delay(Duration::from_millis(1))),
        Clock::Paused(..) => client,
    };
    let started = Instant::now();
    let result = client.build().unwrap().user_token(USER).await;
    let took = started.elapsed();
    check(row, &result);
    let seen = &server.seen;
    assert_eq!(seen.requests.load(Ordering::SeqCst), row.requests, "{}", row.name);
    assert_eq!(seen.elsewhere.load(Ordering::SeqCst), 0, "{}", row.name);
    if let Clock::Paused(from, to) = row.clock {
        assert!((from..to).contains(&took.as_secs()), "{}: {took:?}", row.name);
    }
    result
}

fn check(row: &Row, result: &Result<UserToken, Error>) {
    match (row.end, result) {
        (End::Minted, Ok(token)) => assert_eq!(token.expose_secret(), TOKEN),
        (End::Fails(kind, status), Err(error)) => {
            let found = (error.kind(), error.status().map(|status| status.as_u16()));
            assert_eq!(found, (kind, status), "{}: {error}", row.name);
            assert_eq!(error.attempts(), row.attempts, "{}: {error}", row.name);
            let connected = kind != argyle_user_tokens::ErrorKind::Connect;
            assert_eq!(error.maybe_sent(), connected, "{}: {error}", row.name);
        }
        (end, result) => panic!("{}: expected {end:?}, found {result:?}", row.name),
    }
}
