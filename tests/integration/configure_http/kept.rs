//! Promises that no setting of the HTTP client can break.

use std::io::Write as _;
use std::time::Duration;

use argyle_user_tokens::{Client, ErrorKind, RetryPolicy};
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION as AUTHORIZATION_NAME, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;
use tokio::time::Instant;

use crate::output::Output;
use crate::server::{AUTHORIZATION, Server, USER, credentials, failure, minted, reply};
use crate::tunnel::Tunnel;

#[tokio::test]
async fn no_redirect_is_followed_to_any_host() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let elsewhere = Server::answering(minted()).await;
        let other = format!("{}/v2/user-tokens", elsewhere.url());
        for location in [other.as_str(), "/v2/user-tokens", "", "?again", "#again"] {
            let header = format!("location: {location}\r\n");
            let server = Server::answering(reply(status, &header, "")).await;
            let client = server.client().configure_http(|http| {
                http.redirect(Policy::custom(|attempt| attempt.follow())).referer(true)
            });
            let error = failure(client).await;
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{status} {location}");
            assert!(error.to_string().contains("redirect"), "{error}");
            assert_eq!(server.request().header("referer"), None, "{status} {location}");
        }
        assert!(elsewhere.requests().is_empty(), "{status}");
    }
}

#[tokio::test]
async fn reqwest_sends_no_uncounted_request() {
    let server = Server::answering(reply("503 Unavailable", "", "")).await;
    let again = reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5).no_budget();
    let again = again.classify_fn(|response| response.retryable());
    let client = server.client().configure_http(|http| http.retry(again));
    let policy = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let error = failure(client.retry(policy)).await;
    assert_eq!((error.attempts(), server.requests().len()), (4, 4));
}

#[tokio::test]
async fn no_compression_is_requested_and_nothing_is_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![b' '; 1024 * 1024];
    (0..64).for_each(|_| packed.write_all(&piece).unwrap());
    let packed = packed.finish().unwrap();
    // The 64 MiB are sent in less than 1 MiB, so a limit ends them only if they are unpacked.
    assert!(packed.len() < 1024 * 1024);
    let server = Server::answering(reply("200 OK", "content-encoding: gzip\r\n", packed)).await;
    let error = failure(server.client().configure_http(|http| http.gzip(true))).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
    assert!(error.to_string().contains("line 1 column 1"), "{error}");
    assert_eq!(server.request().header("accept-encoding"), None);
}

#[tokio::test]
async fn a_response_with_more_headers_than_the_limit_is_refused() {
    for (count, taken) in [(90, true), (200, false)] {
        let headers: String = (0..count).map(|number| format!("x-{number}: a\r\n")).collect();
        let body = r#"{"user_token": "t"}"#;
        let server = Server::answering(reply("200 OK", &headers, body)).await;
        let client = server.client().retry(RetryPolicy::none());
        let client = client.configure_http(|http| http.http1_max_headers(100_000));
        let result = client.build().unwrap().user_token(USER).await;
        assert_eq!(result.is_ok(), taken, "{count}: {result:?}");
    }
}

#[tokio::test]
async fn the_bytes_of_a_connection_are_not_logged() {
    let output = Output::watch();
    let server = Server::answering(minted()).await;
    let client = server.client().configure_http(|http| http.connection_verbose(true));
    client.build().unwrap().user_token(USER).await.unwrap();
    output.assert_shows_no_secret();
    output.assert_heard(&["reqwest"]);
}

#[tokio::test]
async fn the_crate_sets_authorization_and_user_agent() {
    let server = Server::answering(minted()).await;
    let value = HeaderValue::from_static("of the program");
    let headers: HeaderMap =
        [AUTHORIZATION_NAME, USER_AGENT].map(|name| (name, value.clone())).into_iter().collect();
    let client = server.client().configure_http(|http| http.default_headers(headers));
    client.build().unwrap().user_token(USER).await.unwrap();
    let head = server.request().head.to_lowercase();
    let values = |name: &str| -> Vec<String> {
        let lines = head.lines().filter_map(|line| line.strip_prefix(&format!("{name}: ")));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(values("authorization"), [AUTHORIZATION.to_lowercase()]);
    let agent = concat!("argyle-user-tokens/", env!("CARGO_PKG_VERSION"));
    assert_eq!(values("user-agent"), [agent]);
}

#[tokio::test(start_paused = true)]
async fn the_crate_sets_the_connect_timeout() {
    for configured in [Duration::from_secs(1), Duration::from_secs(3600)] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let client = Client::builder().credentials(credentials()).base_url(url);
        let client = client.connect_timeout(Duration::from_secs(3)).retry(RetryPolicy::none());
        let client = client.configure_http(|http| http.no_proxy().connect_timeout(configured));
        let started = Instant::now();
        let error = failure(client).await;
        assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 3));
    }
}

#[tokio::test]
async fn a_proxy_gets_no_request_to_loopback() {
    let server = Server::answering(minted()).await;
    let proxy = Tunnel::to(server.address()).await;
    let given = proxy.proxy("user:password");
    let client = server.client().configure_http(|http| http.proxy(given));
    client.build().unwrap().user_token(USER).await.unwrap();
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 0));
}

/// Resolves nothing.
struct Nowhere;

impl Resolve for Nowhere {
    fn resolve(&self, name: Name) -> Resolving {
        let problem = format!("{} was resolved", name.as_str());
        Box::pin(std::future::ready(Err(problem.into())))
    }
}

#[tokio::test]
async fn no_resolver_moves_localhost() {
    let server = Server::answering(minted()).await;
    let url = format!("http://localhost:{}", server.address().port());
    // The connection fails at once, because nothing can be sent to this address.
    let broadcast = "255.255.255.255:1".parse().unwrap();
    let client = server.client().base_url(url).retry(RetryPolicy::none());
    let client =
        client.configure_http(|http| http.dns_resolver(Nowhere).resolve("localhost", broadcast));
    client.build().unwrap().user_token(USER).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn https_only_with_http_is_an_error() {
    let server = Server::answering(minted()).await;
    let error = failure(server.client().configure_http(|http| http.https_only(true))).await;
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::InvalidRequest, false));
    assert!(server.requests().is_empty());
}
