//! A backend of HAProxy that dies while calls are in flight.

use std::time::{Duration, Instant};

use argyle_user_tokens::{Client, Error, ErrorKind, RetryPolicy};
use tokio::task::JoinHandle;

use super::start;
use crate::calls::{VERSIONS, Version, at_once};
use crate::upstream::Upstream;
use crate::{USER, client, facts, logs, mint};

/// Far longer than it takes to let the upstream die.
const SLOW: Duration = Duration::from_secs(5);

/// Makes 20 calls at once, which the upstream receives before this returns.
async fn let_in_flight(
    client: &Client,
    upstream: &Upstream,
) -> JoinHandle<Vec<Result<u32, Error>>> {
    let before = upstream.requests();
    let client = client.clone();
    let calls = tokio::spawn(async move { at_once(&client, 20).await });
    upstream.await_requests(before + 20).await;
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_dead_backend_is_a_502_or_a_broken_connection_and_then_a_503() {
    for version in VERSIONS {
        let mut upstream = Upstream::start();
        let haproxy = start(&format!("haproxy-dead-{version:?}"), &upstream, "", "");
        let hasty = version.of(client(&haproxy.url()).retry(RetryPolicy::none()));
        let hasty = hasty.build().unwrap();
        assert_eq!(mint(&hasty, USER).await.unwrap(), 1);
        upstream.delay(SLOW);
        let calls = let_in_flight(&hasty, &upstream).await;
        upstream.die().await;
        let (mut pages, mut broken) = (0, 0);
        for error in calls.await.unwrap().into_iter().map(Result::unwrap_err) {
            match facts(&error) {
                (ErrorKind::Api, Some(502), 1, true, None) => pages += 1,
                (ErrorKind::Transport, None, 1, true, None) => broken += 1,
                facts => panic!("{facts:?} {error:#}"),
            }
        }
        // HAProxy has a page for the first request of a connection over HTTP/1, and expects that each other one is repeated.
        match version {
            Version::Http1 => assert!(pages >= 19, "{pages} pages, {broken} broken"),
            Version::Http2 => assert_eq!((pages, broken), (0, 20)),
        }

        let started = Instant::now();
        let error = hasty.user_token(USER).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Api, Some(503), 1, true, None));
        // HAProxy tries to connect four times, with a second between two of them.
        assert!(started.elapsed() >= Duration::from_secs(3));
        assert!(logs::assert_no_secret(&haproxy) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn calls_outlive_a_backend_that_dies_and_comes_back() {
    for version in VERSIONS {
        let mut upstream = Upstream::start();
        let haproxy = start(&format!("haproxy-revived-{version:?}"), &upstream, "", "");
        let client = version.of(client(&haproxy.url())).build().unwrap();
        assert_eq!(mint(&client, USER).await.unwrap(), 1);
        upstream.delay(SLOW);
        let calls = let_in_flight(&client, &upstream).await;
        upstream.die().await;
        upstream.delay(Duration::ZERO);
        upstream.revive();
        for attempts in calls.await.unwrap() {
            assert_eq!(attempts.unwrap(), 2, "{version:?}");
        }
        assert!(logs::assert_no_secret(&haproxy) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn no_user_is_created_twice_when_a_backend_dies() {
    for version in VERSIONS {
        let mut upstream = Upstream::start();
        let haproxy = start(&format!("haproxy-twice-{version:?}"), &upstream, "", "");
        let client = version.of(client(&haproxy.url())).build().unwrap();
        assert_eq!(mint(&client, USER).await.unwrap(), 1);
        upstream.delay(SLOW);
        let creating = tokio::spawn(async move { client.new_user("external-id").await });
        upstream.await_requests(2).await;
        upstream.die().await;
        upstream.delay(Duration::ZERO);
        upstream.revive();
        let error = creating.await.unwrap().unwrap_err();
        assert_eq!((error.attempts(), error.maybe_sent()), (1, true), "{version:?} {error:#}");
        assert_eq!(upstream.requests(), 2, "{version:?}");
        assert!(logs::assert_no_secret(&haproxy) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_response_that_breaks_off_is_hidden_over_http2_alone() {
    let upstream = Upstream::start();
    let haproxy = start("haproxy-cut", &upstream, "", "");
    for version in VERSIONS {
        let client = version.of(client(&haproxy.url())).build().unwrap();
        upstream.break_off();
        let result = mint(&client, USER).await;
        match version {
            Version::Http1 => assert_eq!(result.unwrap(), 2),
            // HAProxy 2.6 ends the stream as if the response were complete.
            Version::Http2 => {
                let error = result.unwrap_err();
                assert_eq!(
                    facts(&error),
                    (ErrorKind::UnexpectedResponse, Some(201), 1, true, None)
                );
                assert!(error.to_string().contains("the body ends too early"), "{error}");
            }
        }
    }
    assert_eq!(upstream.requests(), 3);
    assert!(logs::assert_no_secret(&haproxy) > 0);
}
