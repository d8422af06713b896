//! nginx as a gateway.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy};
use futures_util::future::join_all;

use crate::server::Server;
use crate::upstream::Upstream;
use crate::{USER, client, facts, load, logs, mint};

/// An nginx in front of `upstream`, which logs every request, and what it does in detail. `settings` are those of its
/// `http` block.
fn start(name: &str, upstream: &Upstream, settings: &str) -> Server {
    // nginx upgrades itself only after the process that started it has ended.
    Server::start(name, "($(command -v nginx) -p . -c config & sleep 1)", |port| {
        let mut config = String::from(
            r#"
daemon off;
pid nginx.pid;
error_log error.log debug;
events { worker_connections 1024; }
http {
  log_format request '$pid $connection $server_protocol "$request" $status $upstream_status '
    'authorization="$http_authorization" "$http_user_agent" "$http_cookie" "$http_referer" "$args"';
  access_log access.log request;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  ssl_certificate tls.pem;
  ssl_certificate_key tls.pem;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
"#,
        );
        let address = upstream.address();
        let _ = write!(
            config,
            "  {settings}
  upstream api {{ server {address}; keepalive 16; }}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    location / {{ proxy_pass http://api; }}
  }}
}}
"
        );
        config
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn nginx_passes_calls_over_http_1_and_http_2() {
    let upstream = Upstream::start();
    let nginx = start("nginx-versions", &upstream, "");
    for (http1, version) in [(true, "HTTP/1.1"), (false, "HTTP/2.0")] {
        let client = client(&nginx.url());
        let client = client.configure_http(|http| if http1 { http.http1_only() } else { http });
        let attempts = mint(&client.build().unwrap(), USER).await.unwrap();
        assert_eq!(attempts, 1, "{version}");
        let log = nginx.log("access.log");
        let last = log.lines().last().unwrap();
        assert!(
            last.contains(&format!("{version} \"POST /v2/user-tokens {version}\" 201")),
            "{log}"
        );
    }
    assert_eq!(upstream.requests(), 2);
    assert!(logs::assert_no_secret(&nginx) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn no_call_is_lost_when_nginx_ends_connections_after_ten_requests() {
    for version in VERSIONS {
        let upstream = Upstream::start();
        let nginx =
            start(&format!("nginx-keepalive-{version:?}"), &upstream, "keepalive_requests 10;");
        let client = version.of(client(&nginx.url())).build().unwrap();
        let mut attempts = BTreeMap::<u32, u32>::new();
        for _ in 0..10 {
            for made in at_once(&client, 20).await {
                *attempts.entry(made.unwrap()).or_default() += 1;
            }
        }
        eprintln!("{version:?}: tokens by attempts {attempts:?}");
        assert_eq!(attempts.values().sum::<u32>(), 200);
        // nginx has passed on each call once, and has done nothing with the requests that came after its GOAWAY.
        assert_eq!(upstream.requests(), 200, "{version:?}");
        assert!(field(&nginx, 1).len() >= 20, "{version:?}");
        assert!(logs::assert_no_secret(&nginx) > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn a_dead_upstream_is_a_502_with_nginxs_page() {
    let mut upstream = Upstream::start();
    let nginx = start("nginx-dead-upstream", &upstream, "");
    let client = client(&nginx.url()).build().unwrap();
    upstream.die().await;
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(502), 4, true, None));
    assert_page(&error, "<title>502 Bad Gateway</title>");
    // Only a repeat that does no harm is made.
    let error = client.new_user("external-id").await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(502), 1, true, None));
    upstream.revive();
    assert_eq!(mint(&client, USER).await.unwrap(), 1);
    assert_eq!(upstream.requests(), 1);
    assert!(logs::assert_no_secret(&nginx) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn a_slow_upstream_is_a_504_with_nginxs_page() {
    let upstream = Upstream::start();
    let nginx = start("nginx-slow-upstream", &upstream, "proxy_read_timeout 300ms;");
    let client = client(&nginx.url()).build().unwrap();
    upstream.delay(Duration::from_secs(60));
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(504), 4, true, None));
    assert_page(&error, "<title>504 Gateway Time-out</title>");
    assert_eq!(upstream.requests(), 4);
    let error = client.new_user("external-id").await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(504), 1, true, None));
    assert_eq!(upstream.requests(), 5);
    upstream.delay(Duration::ZERO);
    assert_eq!(mint(&client, USER).await.unwrap(), 1);
    assert!(logs::assert_no_secret(&nginx) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn limit_req_delays_tokens_and_only_a_429_delays_new_users() {
    // nginx sends no `Retry-After` by itself.
    let wait = "map $status $wait { 429 1; } add_header Retry-After $wait always;";
    for (status, settings, retry_after) in [
        (429, "limit_req_status 429;".to_owned(), None),
        (429, format!("limit_req_status 429; {wait}"), Some(Duration::from_secs(1))),
        (503, String::new(), None),
    ] {
        let upstream = Upstream::start();
        let zone =
            "limit_req_zone $binary_remote_addr zone=calls:1m rate=2r/s; limit_req zone=calls;";
        let nginx = start("nginx-limit-req", &upstream, &format!("{zone} {settings}"));
        let hasty = client(&nginx.url()).retry(RetryPolicy::none()).build().unwrap();
        const PATIENT: NonZeroU32 = NonZeroU32::new(20).unwrap();
        let patient = RetryPolicy::default().max_attempts(PATIENT);
        let patient = patient.base_delay(Duration::from_millis(50));
        let patient = client(&nginx.url()).retry(patient).build().unwrap();
        let case = format!("{status} {retry_after:?}");

        assert_eq!(mint(&hasty, USER).await.unwrap(), 1);
        let error = hasty.user_token(USER).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Api, Some(status), 1, true, retry_after), "{case}");
        assert_eq!((error.is_rate_limited(), error.is_retryable()), (status == 429, true));
        assert_page(&error, "<center>nginx");

        let attempts = mint(&patient, USER).await.unwrap();
        // After a second of waiting as asked, there is room again.
        assert!(
            if retry_after.is_some() { attempts == 2 } else { attempts > 1 },
            "{case} {attempts}"
        );
        // A 429 says that nothing was done; a 503 does not.
        let user = patient.new_user("external-id").await.map_err(|error| facts(&error));
        match status {
            429 => assert!(user.is_ok(), "{case} {user:?}"),
            _ => assert_eq!(user.unwrap_err(), (ErrorKind::Api, Some(503), 1, true, None)),
        }
        assert_eq!(upstream.requests(), if status == 429 { 3 } else { 2 }, "{case}");
        assert!(logs::assert_no_secret(&nginx) > 0);
    }
}

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
        // These overlap with the others.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let more = at_once(&client, 50).await;
        for attempts in in_flight.await.unwrap() {
            assert_eq!(attempts.unwrap(), 1, "{version:?}");
        }
        let more: Vec<_> = more.into_iter().map(Result::unwrap).collect();
        eprintln!(
            "{version:?}: attempts after a reload {more:?}, processes {:?}",
            field(&nginx, 0)
        );
        assert_eq!(upstream.requests(), 100, "{version:?}");
        assert!(logs::assert_no_secret(&nginx) > 0);
    }
}

const RELOAD: &str = "nginx -p . -c config -s reload";
/// Starts another master process on the same sockets, and ends the old one.
const UPGRADE: &str = "old=$(cat nginx.pid); kill -USR2 $old
    timeout 10 sh -c 'until [ -s nginx.pid ] && [ -s nginx.pid.oldbin ]; do sleep 0.01; done'
    kill -QUIT $old";
/// Stops nginx as soon as it has answered what it has received.
const QUIT: &str = "nginx -p . -c config -s quit
    timeout 10 sh -c 'while [ -e nginx.pid ]; do sleep 0.01; done'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn a_minute_of_nginx_restarts_loses_no_call() {
    let upstream = Upstream::start();
    let mut nginx = start("nginx-restarts", &upstream, "error_log error.log info;");
    let clients = VERSIONS.map(|version| {
        version.of(client(&nginx.url()).retry(RetryPolicy::default())).build().unwrap()
    });
    let mut restarts = 0;
    let tally = load::run(clients.to_vec(), async || {
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
    eprintln!("nginx: {restarts} restarts, processes {:?}", field(&nginx, 0));
    assert!(field(&nginx, 0).len() >= 10);
    assert!(logs::assert_no_secret(&nginx) > 0);
}

/// The versions of HTTP that a client speaks with nginx.
#[derive(Clone, Copy, Debug)]
enum Version {
    Http1,
    Http2,
}

const VERSIONS: [Version; 2] = [Version::Http1, Version::Http2];

impl Version {
    /// HTTP/2 is what both choose.
    fn of(self, client: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Http1 => client.configure_http(|http| http.http1_only()),
            Self::Http2 => client,
        }
    }
}

/// Makes that many calls at once.
async fn at_once(client: &Client, calls: usize) -> Vec<Result<u32, Error>> {
    join_all((0..calls).map(|_| mint(client, USER))).await
}

/// Returns the values of a field of the access log.
fn field(nginx: &Server, index: usize) -> BTreeSet<String> {
    let log = nginx.log("access.log");
    log.lines().map(|line| line.split(' ').nth(index).unwrap().to_owned()).collect()
}

/// The page is the body of the error, and its message only names it.
fn assert_page(error: &Error, part: &str) {
    assert!(error.api().unwrap().body().contains(part), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("with a body of text/html") && !text.contains("<"), "{text}");
}
