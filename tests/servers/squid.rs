//! squid as the proxy of a client.

mod environment;
mod restarts;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use argyle_user_tokens::{ClientBuilder, Error, ErrorKind, RetryPolicy};
use tokio::time::sleep;

use crate::calls::VERSIONS;
use crate::names::{BlackHole, HOST};
use crate::server::Server;
use crate::upstream::Upstream;
use crate::{USER, client, facts, haproxy, logs, mint};

/// A host that squid refuses to connect to.
const DENIED: &str = "denied.example";
const USER_INFO: &str = "proxy-user:proxy-password@";
const PASSWORD: &str = "proxy-password";
/// The base64 of user and password, as the `Proxy-Authorization` header has it.
const BASIC: &str = "cHJveHktdXNlcjpwcm94eS1wYXNzd29yZA==";
/// `htpasswd` writes such lines.
const PASSWORDS: &str = "proxy-user:$6$argyle$7tys/jeAotlbY0rjyEfg38N7YF.BQSN77MoP27eN4UbGrNqmmSadDDvhlxWJxjwIhvLh47iSPzbHK1UEwcxfe/";

/// Everybody may use the proxy.
const OPEN: &str = "http_access allow all";
/// Those may use the proxy who know a password.
const KNOWN: &str = "auth_param basic program /usr/lib/squid/basic_ncsa_auth passwords
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all";

/// A squid, which logs what it does and the headers that matter. It knows the hosts of the tests, and no name server. The
/// headers are logged first, and one by one: `%>h`, which is all of them, would add them to each log.
fn start(name: &str, rules: &str) -> Server {
    // Administrators start squid, but it runs as another user, for whom only the folder itself needs to be open.
    let service = name.replace('-', "");
    let hosts = format!("127.0.0.1 {HOST} {DENIED}");
    let command = format!(
        "chmod 777 . && echo '{hosts}' >hosts && echo '{PASSWORDS}' >passwords && exec squid -N -n {service} -f config"
    );
    Server::start(name, &command, |port| {
        format!(
            r#"
http_port 127.0.0.1:{port}
pid_filename squid.pid
visible_hostname proxy.example
hosts_file hosts
dns_nameservers 127.0.0.1
cache deny all
pinger_enable off
shutdown_lifetime 0 seconds
logformat headers %rm %ru %>Hs "Proxy-Authorization: %{{Proxy-Authorization}}>h" authorization="%{{Authorization}}>h" "%{{User-Agent}}>h" "%{{Cookie}}>h"
access_log stdio:headers.log headers
access_log stdio:access.log squid
cache_log cache.log
debug_options ALL,2
cache_store_log none
acl denied dstdomain {DENIED}
http_access deny denied
{rules}
"#
        )
    })
}

/// The URL of the proxy, with credentials in front of its host.
fn proxy_url(squid: &Server, user_info: &str) -> String {
    format!("http://{user_info}127.0.0.1:{}", squid.port())
}

/// A client of `https://host:port` that uses the proxy.
fn proxied(host: &str, port: u16, proxy: &str) -> ClientBuilder {
    let proxy = reqwest::Proxy::https(proxy).unwrap();
    client(&format!("https://{host}:{port}")).configure_http(|http| http.proxy(proxy))
}

/// Waits until the access log has so many requests, as squid logs a tunnel when it ends, and returns them. No log has the
/// credentials of the API, a token, or the credentials of the proxy outside of their header.
async fn read_requests(squid: &Server, requests: usize) -> Vec<String> {
    let read = || {
        // A connection without a request has a line as well.
        let log = squid.log("access.log");
        log.lines().filter(|line| line.contains(" CONNECT ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let started = Instant::now();
    while read().len() < requests && started.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(read().len(), requests, "{:?}", read());
    assert_eq!(logs::assert_no_secret(squid), 0);
    for file in ["access.log", "cache.log", "headers.log", "output.log"] {
        for line in squid.log(file).lines() {
            assert!(!line.contains(PASSWORD), "{file}: {line}");
            for (at, _) in line.match_indices(BASIC) {
                let is_header = line[..at].ends_with("Proxy-Authorization: Basic ");
                assert!(file != "access.log" && is_header, "{file}: {line}");
            }
        }
    }
    read()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid and haproxy"]
async fn squid_leads_calls_through_a_tunnel() {
    let upstream = Upstream::start();
    let api = haproxy::start("squid-tunnel-api", &upstream, "", "");
    for (name, rules, user_info) in [("open", OPEN, ""), ("known", KNOWN, USER_INFO)] {
        let squid = start(&format!("squid-tunnel-{name}"), rules);
        for (version, requests) in VERSIONS.into_iter().zip(1..) {
            let client = version.of(proxied(HOST, api.port(), &proxy_url(&squid, user_info)));
            let client = client.build().unwrap();
            assert_eq!(mint(&client, USER).await.unwrap(), 1);
            drop(client);
            let host = format!(" CONNECT {HOST}:{} ", api.port());
            for request in read_requests(&squid, requests).await {
                assert!(request.contains("TCP_TUNNEL/200") && request.contains(&host), "{request}");
            }
            let headers = squid.log("headers.log").matches(BASIC).count();
            assert_eq!(headers, if user_info.is_empty() { 0 } else { requests });
        }
    }
    assert_eq!(upstream.requests(), 4);
}

/// The errors of two operations that are sent to `host` through `squid`.
async fn refused(host: &str, port: u16, squid: &Server, user_info: &str) -> Vec<Error> {
    let client = proxied(host, port, &proxy_url(squid, user_info)).build().unwrap();
    let errors = vec![
        client.user_token(USER).await.unwrap_err(),
        client.new_user("external-id").await.unwrap_err(),
    ];
    for error in &errors {
        let text = format!("{error:#} {error:?}");
        let named = format!("through the proxy 127.0.0.1:{}", squid.port());
        assert!(text.contains(&named), "{text}");
        for secret in ["proxy-user", PASSWORD, BASIC] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    errors
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid"]
async fn a_407_of_squid_names_the_proxy_and_asks_for_credentials() {
    let squid = start("squid-407", KNOWN);
    let mut requests = 0;
    for user_info in ["", "proxy-user:wrong@", "proxy-user@"] {
        for error in refused(HOST, 443, &squid, user_info).await {
            let text = error.to_string();
            // A wrong password that is sent again may lock out the user.
            assert_eq!(facts(&error), (ErrorKind::Connect, None, 1, false, None), "{text}");
            assert!(
                !error.is_retryable() && text.contains(" (407), which asks for credentials"),
                "{text}"
            );
        }
        requests += 2;
        for request in read_requests(&squid, requests).await {
            assert!(request.contains("TCP_DENIED/407"), "{request}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid"]
async fn a_refused_tunnel_names_the_proxy() {
    let squid = start("squid-denied", KNOWN);
    // Nobody listens there while this has the port.
    let nobody = crate::port::Port::reserve();
    let cases = [(DENIED, 443, "TCP_DENIED/403"), (HOST, nobody.address().port(), "NONE_NONE/503")];
    for ((host, port, logged), requests) in cases.into_iter().zip([8, 16]) {
        for error in refused(host, port, &squid, USER_INFO).await {
            let text = error.to_string();
            assert_eq!(facts(&error), (ErrorKind::Connect, None, 4, false, None), "{text}");
            assert!(text.contains(", which refused the tunnel and may forbid this host"), "{text}");
        }
        let requests = read_requests(&squid, requests).await;
        assert!(requests[requests.len() - 8..].iter().all(|request| request.contains(logged)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid"]
async fn a_slow_tunnel_ends_with_the_time_limit() {
    let squid = start("squid-slow", KNOWN);
    let black_hole = BlackHole::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await;
    let settings = || {
        proxied(HOST, black_hole.port(), &proxy_url(&squid, USER_INFO)).retry(RetryPolicy::none())
    };
    let limit = Duration::from_millis(500);
    for (client, maybe_sent, text) in [
        (settings().connect_timeout(limit), false, "within the connect timeout"),
        (settings().attempt_timeout(limit), true, "within the attempt timeout of 500 ms"),
        (settings().deadline(limit), true, "within the deadline of 500 ms for the call"),
    ] {
        let client = client.build().unwrap();
        let started = Instant::now();
        let error = client.user_token(USER).await.unwrap_err();
        let took = started.elapsed();
        assert_eq!(facts(&error), (ErrorKind::Timeout, None, 1, maybe_sent, None), "{error:#}");
        assert!(error.to_string().contains(text), "{error:#}");
        assert!(took >= limit && took < 4 * limit, "{took:?}");
    }
    // squid logs what became of them when it gives up.
    drop(black_hole);
    read_requests(&squid, 3).await;
}
