//! nginx reloads, upgrades, stops and starts while calls are under way.

use std::net::SocketAddr;
use std::time::Duration;

use argyle_user_tokens::{ErrorKind, RetryPolicy};

use super::{VERSIONS, access_log, at_once, field, start};
use crate::names::HOST;
use crate::upstream::Upstream;
use crate::{USER, client, facts, load, logs, mint};

const RELOAD: &str = "nginx -p . -c config -s reload";
/// Waits until the old worker process accepts nothing more.
const OLD_PROCESS_ENDS: &str = "timeout 10 sh -c '
    until grep -q \"gracefully shutting down\" error.log; do sleep 0.01; done'";
/// Starts another master process on the same sockets, and ends the old one.
const UPGRADE: &str = "old=$(cat nginx.pid); kill -USR2 $old
    timeout 10 sh -c 'until [ -s nginx.pid ] && [ -s nginx.pid.oldbin ]; do sleep 0.01; done'
    kill -QUIT $old";
/// Stops nginx as soon as it has answered what it has received.
const QUIT: &str = "nginx -p . -c config -s quit
    timeout 10 sh -c 'while [ -e nginx.pid ]; do sleep 0.01; done'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn calls_in_flight_outlive_a_reload() {
    for version in VERSIONS {
        let upstream = Upstream::start();
        let nginx = start(&format!("nginx-reload-{version:?}"), &upstream, "");
        let client = version.of(client(&nginx.url())).build().unwrap();
        upstream.delay(Duration::from_secs(1));
        let in_flight = tokio::spawn({
            let client = client.clone();
            async move { at_once(&client, 50).await }
        });
        upstream.await_requests(50).await;
        nginx.command(RELOAD);
        nginx.command(OLD_PROCESS_ENDS);
        // These overlap with the others, which take a second.
        let more = at_once(&client, 50).await;
        for attempts in in_flight.await.unwrap() {
            assert_eq!(attempts.unwrap(), 1, "{version:?}");
        }
        assert!(more.iter().all(Result::is_ok), "{version:?}: {more:?}");
        // The old process and the new one.
        access_log(&nginx, 100).await;
        assert_eq!(field(&nginx, 0).len(), 2, "{version:?}");
        assert_eq!(upstream.requests(), 100, "{version:?}");
        assert!(logs::assert_no_secret(&nginx) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn a_minute_of_nginx_restarts_loses_no_call() {
    let upstream = Upstream::start();
    let mut both = ["nginx-restarts-1", "nginx-restarts-2"]
        .map(|name| start(name, &upstream, "error_log error.log info;"));
    // A host with two addresses. Its URL has no port, so that each address has its own.
    let mut addresses =
        both.each_ref().map(|nginx| SocketAddr::from(([127, 0, 0, 1], nginx.port())));
    let clients = VERSIONS.map(|version| {
        // Each client tries another one first.
        addresses.reverse();
        let client = client(&format!("https://{HOST}")).retry(RetryPolicy::default());
        let client = client.configure_http(|http| http.resolve_to_addrs(HOST, &addresses));
        version.of(client).build().unwrap()
    });
    let mut restarts = 0;
    let tally = load::run(clients.to_vec(), async || {
        let nginx = &mut both[restarts / 3 % 2];
        match restarts % 3 {
            0 => nginx.command(RELOAD),
            1 => nginx.command(UPGRADE),
            _ => {
                nginx.command(QUIT);
                nginx.stop();
                nginx.run();
            }
        }
        restarts += 1;
    })
    .await;
    tally.assert_nothing_lost("nginx");
    for nginx in &both {
        eprintln!("nginx: {restarts} restarts, processes {:?}", field(nginx, 0));
        assert!(field(nginx, 0).len() >= 5);
        assert!(logs::assert_no_secret(nginx) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn a_stopped_nginx_has_seen_no_request() {
    let upstream = Upstream::start();
    let mut nginx = start("nginx-stopped", &upstream, "");
    for version in VERSIONS {
        let client = version.of(client(&nginx.url())).build().unwrap();
        assert_eq!(mint(&client, USER).await.unwrap(), 1);
        nginx.command(QUIT);
        let error = client.user_token(USER).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Connect, None, 4, false, None));
        let error = client.new_user("external-id").await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Connect, None, 4, false, None));
        nginx.stop();
        nginx.run();
        assert_eq!(mint(&client, USER).await.unwrap(), 1);
    }
}
