//! nginx as a gateway: versions of HTTP, ends of connections, pages of errors, and limits.

mod restarts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use argyle_user_tokens::{ErrorKind, RetryPolicy};
use futures_util::future::join_all;
use tokio::time::sleep;

use crate::calls::{VERSIONS, assert_page, at_once};
use crate::server::Server;
use crate::upstream::Upstream;
use crate::{USER, client, facts, logs, mint};

/// An nginx in front of `upstream`, which logs every request, and what it does in detail. `settings` are those of its
/// `http` block.
fn start(name: &str, upstream: &Upstream, settings: &str) -> Server {
    // nginx upgrades itself only if it was started by its path, and the process that started it has ended.
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
    let mut requests = Vec::new();
    for version in VERSIONS {
        let rustls = version.of(client(&nginx.url()));
        #[cfg(feature = "native-tls")]
        let native =
            version.of(client(&nginx.url()).configure_http(|http| http.tls_backend_native()));
        for client in [
            rustls,
            #[cfg(feature = "native-tls")]
            native,
        ] {
            let before = upstream.requests();
            assert_eq!(mint(&client.build().unwrap(), USER).await.unwrap(), 1);
            assert_eq!(upstream.requests(), before + 1);
            requests.push(format!("\"POST /v2/user-tokens {}\" 201", version.name()));
        }
    }
    // nginx writes a line after the response.
    let log = access_log(&nginx, requests.len()).await;
    for (line, request) in log.lines().zip(requests) {
        assert!(line.contains(&request), "{log}");
    }
    assert!(logs::assert_no_secret(&nginx) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn no_call_is_lost_or_doubled_when_nginx_ends_connections() {
    for version in VERSIONS {
        let upstream = Upstream::start();
        let name = format!("nginx-keepalive-{version:?}");
        let nginx = start(&name, &upstream, "keepalive_requests 10;");
        let client = version.of(client(&nginx.url())).build().unwrap();
        let mut attempts = BTreeMap::<u32, u32>::new();
        let mut lost = 0;
        for _ in 0..10 {
            let users = join_all((0..10).map(|_| client.new_user("external-id")));
            let (tokens, users) = tokio::join!(at_once(&client, 10), users);
            for made in tokens {
                *attempts.entry(made.unwrap()).or_default() += 1;
            }
            // A second request would create a second user, so only one that nginx did not process is sent again.
            for error in users.into_iter().filter_map(Result::err) {
                assert_eq!(
                    (error.kind(), error.maybe_sent()),
                    (ErrorKind::Timeout, true),
                    "{error}"
                );
                lost += 1;
            }
        }
        eprintln!("nginx: tokens by attempts {attempts:?} over {version:?}");
        // A request that enters the channel of a connection while that ends may stay there: Tokio's channel drops with its
        // receiver only what has arrived. In about one of 100,000 calls here, the attempt therefore times out.
        assert!(lost <= 1, "{version:?}: {lost}");
        assert_eq!(upstream.requests(), 200 - lost, "{version:?}");
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
    upstream.await_requests(4).await;
    let error = client.new_user("external-id").await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(504), 1, true, None));
    upstream.await_requests(5).await;
    upstream.delay(Duration::ZERO);
    assert_eq!(mint(&client, USER).await.unwrap(), 1);
    assert_eq!(upstream.requests(), 6);
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

/// Returns the access log, once it has that many lines.
async fn access_log(nginx: &Server, lines: usize) -> String {
    for _ in 0..1000 {
        let log = nginx.log("access.log");
        if log.lines().count() >= lines {
            return log;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("the access log has no {lines} lines: {}", nginx.log("access.log"))
}

/// Returns the values of a field of the access log.
fn field(nginx: &Server, index: usize) -> BTreeSet<String> {
    let log = nginx.log("access.log");
    log.lines().map(|line| line.split(' ').nth(index).unwrap().to_owned()).collect()
}
