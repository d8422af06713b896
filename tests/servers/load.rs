//! A minute of calls at a steady rate while servers restart.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use argyle_user_tokens::{Client, Error};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep};
use uuid::Uuid;

use crate::mint;

/// 200 calls a second, for a minute.
const CALLS: u32 = 200 * 60;
const INTERVAL: Duration = Duration::from_millis(5);
/// The time between two restarts.
const PAUSE: Duration = Duration::from_secs(3);
/// The longest call: the deadline of a client, and what a busy machine adds.
const LONGEST: Duration = Duration::from_secs(32);

/// The ends of all calls.
#[derive(Default)]
pub(crate) struct Tally {
    /// The number of tokens, by the attempts that they took.
    tokens: BTreeMap<u32, u32>,
    /// The number of errors, by their text.
    errors: BTreeMap<String, u32>,
    longest: Duration,
}

/// Makes calls for a minute, by each client in turn, and calls `restart` every few seconds.
pub(crate) async fn run(clients: Vec<Client>, mut restart: impl AsyncFnMut()) -> Tally {
    let calls = tokio::spawn(call_steadily(clients));
    while !calls.is_finished() {
        sleep(PAUSE).await;
        restart().await;
    }
    calls.await.unwrap()
}

async fn call_steadily(clients: Vec<Client>) -> Tally {
    let mut calls = JoinSet::new();
    let mut ticks = interval(INTERVAL);
    for (number, client) in (0..CALLS).zip(clients.iter().cycle()) {
        ticks.tick().await;
        let client = client.clone();
        calls.spawn(async move {
            let started = Instant::now();
            (mint(&client, Uuid::from_u128(number.into())).await, started.elapsed())
        });
    }
    let mut tally = Tally::default();
    while let Some(call) = calls.join_next().await {
        let (result, took) = call.unwrap();
        tally.add(result, took);
    }
    tally
}

impl Tally {
    fn add(&mut self, result: Result<u32, Error>, took: Duration) {
        match result {
            Ok(attempts) => *self.tokens.entry(attempts).or_default() += 1,
            Err(error) => {
                *self.errors.entry(format!("{:?}, {error:#}", error.kind())).or_default() += 1
            }
        }
        self.longest = self.longest.max(took);
    }

    /// Every call has ended, and at most one in a thousand in an error. Prints the ends for `server`.
    pub(crate) fn assert_nothing_lost(&self, server: &str) {
        let mut text = format!("{server}: tokens by attempts {:?}", self.tokens);
        let _ = writeln!(text, ", the longest call took {:?}", self.longest);
        for (error, count) in &self.errors {
            let _ = writeln!(text, "{server}: {count} times {error}");
        }
        eprint!("{text}");
        let errors: u32 = self.errors.values().sum();
        assert_eq!(self.tokens.values().sum::<u32>() + errors, CALLS, "{text}");
        assert!(errors <= CALLS / 1000, "{text}");
        assert!(self.longest < LONGEST, "{text}");
    }
}
