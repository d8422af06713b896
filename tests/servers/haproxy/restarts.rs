//! HAProxy reloads, stops and starts while calls are under way.

use std::net::SocketAddr;
use std::time::Duration;

use argyle_user_tokens::RetryPolicy;

use super::start;
use crate::calls::{VERSIONS, at_once};
use crate::names::HOST;
use crate::upstream::Upstream;
use crate::{client, load, logs};

/// Starts another worker process on the same sockets, which lets the old one finish (`-sf`), as Debian's service does. HAProxy
/// loses a signal that comes while it starts or reloads, so this waits, and signals again.
const RELOAD: &str = "loaded() { grep -c 'Loading success' output.log; }
    before=$(loaded)
    for _ in 1 2 3 4 5; do
        kill -USR2 $(cat pid)
        for _ in $(seq 200); do [ $(loaded) = $before ] || exit 0; sleep 0.01; done
    done
    exit 1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn calls_in_flight_outlive_a_reload() {
    for version in VERSIONS {
        let upstream = Upstream::start();
        let haproxy = start(&format!("haproxy-reload-{version:?}"), &upstream, "", "");
        let client = version.of(client(&haproxy.url())).build().unwrap();
        upstream.delay(Duration::from_secs(1));
        let in_flight = tokio::spawn({
            let client = client.clone();
            async move { at_once(&client, 50).await }
        });
        upstream.await_requests(50).await;
        haproxy.command(RELOAD);
        let more = at_once(&client, 50).await;
        for attempts in in_flight.await.unwrap() {
            assert_eq!(attempts.unwrap(), 1, "{version:?}");
        }
        assert!(more.iter().all(Result::is_ok), "{version:?}: {more:?}");
        assert_eq!(upstream.requests(), 100, "{version:?}");
        assert!(logs::assert_no_secret(&haproxy) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_minute_of_haproxy_restarts_loses_no_call() {
    let upstream = Upstream::start();
    let mut haproxies =
        ["haproxy-restarts-1", "haproxy-restarts-2"].map(|name| start(name, &upstream, "", ""));
    // A host with two addresses. Its URL has no port, so that each address has its own.
    let addresses =
        haproxies.each_ref().map(|haproxy| SocketAddr::from(([127, 0, 0, 1], haproxy.port())));
    let clients = VERSIONS.map(|version| {
        let client = client(&format!("https://{HOST}")).retry(RetryPolicy::default());
        let client = client.configure_http(|http| http.resolve_to_addrs(HOST, &addresses));
        version.of(client).build().unwrap()
    });
    let mut restarts = 0;
    let tally = load::run(clients.to_vec(), async || {
        let haproxy = &mut haproxies[restarts / 2 % 2];
        if restarts % 2 == 0 {
            haproxy.command(RELOAD);
        } else {
            haproxy.stop();
            haproxy.run();
        }
        restarts += 1;
    })
    .await;
    tally.assert_nothing_lost("haproxy");
    for haproxy in &haproxies {
        let workers = haproxy.log("output.log").matches("New worker").count();
        eprintln!("haproxy: {restarts} restarts, {workers} worker processes");
        assert!(workers > 4);
        assert!(logs::assert_no_secret(haproxy) > 0);
    }
}
