//! HAProxy as a gateway: ends of idle connections, queues, limits, and backends that die.

mod backends;
mod restarts;

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use argyle_user_tokens::{ClientBuilder, ErrorKind, RetryPolicy};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::calls::{VERSIONS, Version, assert_page, at_once};
use crate::server::Server;
use crate::upstream::Upstream;
use crate::{Facts, USER, client, facts, logs, mint};

/// An HAProxy in front of `upstream`, which logs every request with its credentials. `gateway` holds further settings of the
/// section that clients connect to, and `api` those of the section with the upstream.
pub(crate) fn start(name: &str, upstream: &Upstream, gateway: &str, api: &str) -> Server {
    Server::start(name, "haproxy -W -f config", |port| {
        let mut config = String::from(
            r#"
global
  log stdout format raw local0 debug
  stats socket unix@admin.sock level admin expose-fd listeners
  hard-stop-after 5s
defaults
  mode http
  log global
  log-format '%HV %s %ST %tsc %{+Q}r authorization="%[capture.req.hdr(0)]" "%[capture.req.hdr(1)]"'
  timeout connect 2s
  timeout client 10s
  timeout server 10s
"#,
        );
        let address = upstream.address();
        let _ = write!(
            config,
            "
frontend gateway
  bind 127.0.0.1:{port} ssl crt tls.pem alpn h2,http/1.1
  http-request capture req.hdr(Authorization) len 200
  http-request capture req.hdr(User-Agent) len 200
  default_backend api
  {gateway}
backend api
  {api}
  server api {address}
"
        );
        config
    })
}

/// HAProxy closes connections that are idle for so long.
const IDLE: Duration = Duration::from_millis(100);

/// Mints tokens and creates users after pauses that are about as long as HAProxy keeps an idle connection. Returns the
/// numbers of attempts for tokens, and the errors for users.
async fn call_after_pauses(settings: impl Fn() -> ClientBuilder) -> (Vec<u32>, Vec<Facts>) {
    let mut callers = JoinSet::new();
    for caller in 0..4 {
        let client = settings().build().unwrap();
        callers.spawn(async move {
            let (mut attempts, mut errors) = (Vec::new(), Vec::new());
            for step in 0..20 {
                let pause = IDLE * 9 / 10 + Duration::from_micros(1000 * step + 250 * caller);
                sleep(pause).await;
                attempts.push(mint(&client, USER).await.unwrap());
                sleep(pause).await;
                errors.extend(
                    client.new_user("external-id").await.map_err(|error| facts(&error)).err(),
                );
            }
            (attempts, errors)
        });
    }
    let (attempts, errors): (Vec<_>, Vec<_>) = callers.join_all().await.into_iter().unzip();
    (attempts.concat(), errors.concat())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn no_call_is_doubled_when_haproxy_closes_idle_connections() {
    let upstream = Upstream::start();
    let timeout = format!("timeout http-keep-alive {}ms", IDLE.as_millis());
    let haproxy = start("haproxy-idle", &upstream, &timeout, "");
    for version in VERSIONS {
        let before = upstream.requests();
        let settings = || version.of(client(&haproxy.url()));
        let (attempts, errors) = call_after_pauses(settings).await;
        let repeated = attempts.iter().filter(|attempts| **attempts > 1).count();
        let lost = errors.len();
        eprintln!("haproxy: of 160 calls over {version:?}, {repeated} repeated, {lost} failed");
        assert!(attempts.iter().all(|attempts| *attempts <= 2), "{attempts:?}");
        // A close does not tell whether HAProxy has read the request.
        let unknown = (ErrorKind::Transport, None, 1, true, None);
        assert!(errors.iter().all(|facts| *facts == unknown), "{errors:?}");
        assert_eq!(upstream.requests() - before, 160 - lost);
    }
    assert!(logs::assert_no_secret(&haproxy) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_pool_idle_timeout_below_haproxys_loses_no_call() {
    let upstream = Upstream::start();
    let timeout = format!("timeout http-keep-alive {}ms", IDLE.as_millis());
    let haproxy = start("haproxy-pool", &upstream, &timeout, "");
    for version in VERSIONS {
        let settings = || {
            let client = version.of(client(&haproxy.url()));
            client.configure_http(|http| http.pool_idle_timeout(IDLE / 2))
        };
        let (attempts, errors) = call_after_pauses(settings).await;
        assert_eq!(attempts, [1; 80], "{version:?}");
        assert!(errors.is_empty(), "{version:?} {errors:?}");
    }
    assert_eq!(upstream.requests(), 2 * 160);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn no_call_takes_the_408_of_an_unused_connection() {
    let upstream = Upstream::start();
    let haproxy = start("haproxy-408", &upstream, "timeout http-request 300ms", "");
    let client = Version::Http1.of(client(&haproxy.url())).build().unwrap();
    // A call that finds a free connection leaves the one unused that was opened for it.
    for pause in 290..310 {
        for attempts in at_once(&client, 20).await {
            assert!(attempts.unwrap() <= 2);
        }
        sleep(Duration::from_millis(pause)).await;
    }
    assert!(at_once(&client, 20).await.iter().all(Result::is_ok));
    sleep(Duration::from_millis(500)).await;
    for _ in 0..5 {
        client.new_user("external-id").await.unwrap();
    }
    let unused = haproxy.log("output.log").matches(" 408 cR-- \"<BADREQ>\"").count();
    eprintln!("haproxy: {unused} unused connections got a 408");
    assert!(unused > 0);
    assert_eq!(upstream.requests(), 21 * 20 + 5);
    assert!(logs::assert_no_secret(&haproxy) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_queue_timeout_is_a_503_and_delays_only_tokens() {
    let upstream = Upstream::start();
    let queue = "timeout queue 200ms\n  default-server maxconn 1";
    let haproxy = start("haproxy-queue", &upstream, "", queue);
    upstream.delay(Duration::from_secs(2));
    let patient = RetryPolicy::default().max_attempts(NonZeroU32::new(20).unwrap());
    let patient = client(&haproxy.url()).retry(patient).build().unwrap();
    let client = client(&haproxy.url()).build().unwrap();
    let first = tokio::spawn({
        let client = client.clone();
        async move { mint(&client, USER).await }
    });
    upstream.await_requests(1).await;

    let started = Instant::now();
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(503), 4, true, None));
    assert!(started.elapsed() >= Duration::from_millis(800));
    assert_page(&error, "No server is available to handle this request.");
    // HAProxy has not passed it on, and a 503 does not say so.
    let error = client.new_user("external-id").await.unwrap_err();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(503), 1, true, None));

    assert!(mint(&patient, USER).await.unwrap() > 1);
    assert_eq!(first.await.unwrap().unwrap(), 1);
    assert_eq!(upstream.requests(), 2);
    assert!(haproxy.log("output.log").matches(" <NOSRV> 503 sQ-- ").count() >= 6);
    assert!(logs::assert_no_secret(&haproxy) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_429_of_haproxy_delays_a_call_as_retry_after_asks() {
    let second = Duration::from_secs(1);
    for (rule, wait) in [
        ("http-request return status 429 hdr Retry-After 1", Some(second)),
        ("http-request deny deny_status 429 hdr Retry-After 1", Some(second)),
        (
            "http-after-response set-header Retry-After 2 if { status 429 }
  http-request deny deny_status 429",
            Some(2 * second),
        ),
        ("http-request deny deny_status 429", None),
    ] {
        // The second, third and fifth request.
        let rules = format!(
            "stick-table type ip size 1k expire 1m store gpc0
  http-request track-sc0 src
  http-request sc-inc-gpc0(0)
  {rule} if {{ sc_get_gpc0(0) eq 2 3 5 }}"
        );
        let upstream = Upstream::start();
        let haproxy = start("haproxy-429", &upstream, &rules, "");
        let hasty = client(&haproxy.url()).retry(RetryPolicy::none()).build().unwrap();
        let patient = client(&haproxy.url()).build().unwrap();
        assert_eq!(mint(&hasty, USER).await.unwrap(), 1);
        let error = hasty.user_token(USER).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Api, Some(429), 1, true, wait), "{rule}");
        assert!(error.is_rate_limited());

        let started = Instant::now();
        assert_eq!(mint(&patient, USER).await.unwrap(), 2, "{rule}");
        assert!(started.elapsed() >= wait.unwrap_or_default(), "{rule}");
        // A 429 says that nothing was done.
        patient.new_user("external-id").await.unwrap();
        assert_eq!(upstream.requests(), 3, "{rule}");
        assert!(logs::assert_no_secret(&haproxy) > 0);
    }
}
