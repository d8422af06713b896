//! Many clients that share the quota of one account, on a paused clock: use of the quota, fairness, and extra requests.
//! The server is a model; all other code is that of the crate.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{limited, run, succeeded};
use crate::error::Failure;
use crate::generated::Client;
use crate::response::Reply;

const CLIENTS: u64 = 50;
const SECOND: Duration = Duration::from_secs(1);
const DURATION: Duration = Duration::from_secs(5 * 60);
const ANSWER_TIME: Duration = Duration::from_millis(50);

/// A server that accepts `quota` requests in every second, and answers the others with 429.
struct Server {
    quota: u64,
    says_when: bool,
    second: Instant,
    used: u64,
    requests: u64,
}

impl Server {
    /// Returns the response to a request, or its failure.
    fn answer(&mut self) -> Result<Reply, Failure> {
        self.requests += 1;
        let passed = self.second.elapsed().as_secs();
        if passed > 0 {
            self.second += SECOND * u32::try_from(passed).unwrap();
            self.used = 0;
        }
        if self.used < self.quota {
            self.used += 1;
            return succeeded();
        }
        limited(self.says_when.then_some(1))
    }
}

/// The results of all clients.
struct Outcome {
    quota: u64,
    calls: u64,
    requests: u64,
    /// The successes of each client.
    successes: Vec<u64>,
}

impl Outcome {
    fn share_of_quota(&self) -> f64 {
        self.successes.iter().sum::<u64>() as f64 / (self.quota * DURATION.as_secs()) as f64
    }

    /// Jain's index of fairness: 1 if all clients get the same, 1/n if one of n clients gets all.
    fn fairness(&self) -> f64 {
        let sum: u64 = self.successes.iter().sum();
        let squares: u64 = self.successes.iter().map(|successes| successes * successes).sum();
        (sum * sum) as f64 / (self.successes.len() as u64 * squares) as f64
    }

    fn requests_per_call(&self) -> f64 {
        self.requests as f64 / self.calls as f64
    }
}

/// Runs clients that together make `overload` times as many calls a second as `quota` allows, at random times.
fn fleet(quota: u64, overload: u64, says_when: bool) -> Outcome {
    fastrand::seed(7);
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    let outcome = Rc::new(RefCell::new(Outcome {
        quota,
        calls: 0,
        requests: 0,
        successes: vec![0; usize::try_from(CLIENTS).unwrap()],
    }));
    LocalSet::new().block_on(&runtime, async {
        let server = Server { quota, says_when, second: Instant::now(), used: 0, requests: 0 };
        let server = Rc::new(RefCell::new(server));
        let clients = (0..CLIENTS).map(|number| {
            let (server, outcome) = (Rc::clone(&server), Rc::clone(&outcome));
            tokio::task::spawn_local(client(number, quota * overload, server, outcome))
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
        outcome.borrow_mut().requests = server.borrow().requests;
    });
    Rc::into_inner(outcome).unwrap().into_inner()
}

/// Runs one client from its first call to its last.
async fn client(
    number: u64,
    calls_per_second: u64,
    server: Rc<RefCell<Server>>,
    outcome: Rc<RefCell<Outcome>>,
) {
    let client = super::client(|builder| builder);
    let mut random = fastrand::Rng::with_seed(number);
    let start = Instant::now();
    let mut next = start;
    let mut calls = Vec::new();
    while next < start + DURATION {
        sleep_until(next).await;
        // Random calls have exponential times between them.
        let interval = -(1.0 - random.f64()).ln() * CLIENTS as f64 / calls_per_second as f64;
        next += Duration::from_secs_f64(interval);
        let (client, server) = (client.clone(), Rc::clone(&server));
        let outcome = Rc::clone(&outcome);
        calls.push(tokio::task::spawn_local(async move {
            let succeeded = call(&client, &server).await;
            let mut outcome = outcome.borrow_mut();
            outcome.calls += 1;
            // A later success used another quota.
            if succeeded && start.elapsed() < DURATION {
                outcome.successes[usize::try_from(number).unwrap()] += 1;
            }
        }));
    }
    for call in calls {
        call.await.unwrap();
    }
}

/// Makes one call against the model, and returns true if it succeeds.
async fn call(client: &Client, server: &RefCell<Server>) -> bool {
    let attempt = async || {
        sleep(ANSWER_TIME).await;
        server.borrow_mut().answer()
    };
    run(client, attempt).await.is_ok()
}

/// Asserts that all of the quota is used, and that every client gets a part.
fn assert_used_and_shared(outcome: &Outcome) {
    assert!(outcome.share_of_quota() >= 0.95, "{}", outcome.share_of_quota());
    assert!(outcome.fairness() >= 0.95, "{}", outcome.fairness());
}

#[test]
fn twice_the_quota_is_shared_with_few_extra_requests() {
    for says_when in [true, false] {
        let outcome = fleet(50, 2, says_when);
        assert_used_and_shared(&outcome);
        assert!(outcome.requests_per_call() <= 1.3, "{}", outcome.requests_per_call());
    }
}

#[test]
fn forty_times_the_quota_is_shared_with_retry_after() {
    assert_used_and_shared(&fleet(20, 40, true));
}

#[test]
fn forty_times_the_quota_is_shared_without_retry_after() {
    assert_used_and_shared(&fleet(20, 40, false));
}
