//! Every setter of the builder has a row here, which checks its effect on the wire.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::process::Command;
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, Credentials, Environment, ErrorKind, RetryPolicy};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::server::{
    AUTHORIZATION, KEY_ID, KEY_SECRET, Server, USER, credentials, failure, minted, reply,
};

/// A setter by name, and a test that fails if the setter has no effect.
type Row = (&'static str, fn() -> Pin<Box<dyn Future<Output = ()>>>);

const ROWS: [Row; 12] = [
    ("credentials", || Box::pin(credentials_are_sent())),
    ("environment", || Box::pin(environment_is_the_address())),
    ("base_url", || Box::pin(base_url_is_the_address())),
    ("from_env", || Box::pin(from_env_reads_the_key_and_the_address())),
    ("configure_http", || Box::pin(configure_http_sets_a_header())),
    ("user_agent", || Box::pin(user_agent_goes_in_front())),
    ("connect_timeout", || Box::pin(connect_timeout_ends_the_handshake())),
    ("attempt_timeout", || Box::pin(attempt_timeout_ends_the_attempt())),
    ("deadline", || Box::pin(deadline_ends_the_call())),
    ("retry", || Box::pin(retry_sets_attempts_and_delays())),
    ("max_requests_per_second", || Box::pin(max_requests_per_second_spreads_them())),
    ("max_response_bytes", || Box::pin(max_response_bytes_cuts_the_body())),
];

#[test]
fn every_setter_has_a_row() {
    let source = include_str!("../../src/client/builder.rs");
    let setters =
        syn::parse_file(source).unwrap().items.into_iter().filter_map(|item| match item {
            syn::Item::Impl(item) if item.trait_.is_none() => Some(item.items),
            _ => None,
        });
    let setters: BTreeSet<String> = setters
        .flatten()
        .filter_map(|member| match member {
            syn::ImplItem::Fn(function) => Some(function),
            _ => None,
        })
        .filter(|function| matches!(function.vis, syn::Visibility::Public(_)))
        .map(|function| function.sig.ident.to_string())
        .filter(|name| name != "build")
        .collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(setters, rows);
}

#[test]
fn every_setting_has_its_effect_on_the_wire() {
    for (name, row) in ROWS {
        println!("{name}");
        // On a paused clock, waits end at once and still count in full.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().unwrap();
        runtime.block_on(row());
    }
}

async fn credentials_are_sent() {
    let server = Server::answering(minted()).await;
    let other = Credentials::new("Aladdin", "open sesame").unwrap();
    server.client().credentials(other).build().unwrap().user_token(USER).await.unwrap();
    let sent = server.request();
    // The example of RFC 7617.
    assert_eq!(sent.header("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
}

async fn environment_is_the_address() {
    for environment in Environment::ALL {
        let proxy = Server::silent().await;
        let url = proxy.url();
        let client = Client::builder()
            .credentials(credentials())
            .environment(*environment)
            .configure_http(|http| http.proxy(reqwest::Proxy::all(url).unwrap()));
        failure(once(client)).await;
        let host = environment.base_url().trim_start_matches("https://");
        assert_eq!(proxy.request().line(), format!("CONNECT {host}:443 HTTP/1.1"));
    }
}

async fn base_url_is_the_address() {
    for (suffix, path) in
        [("", ""), ("/v2/", ""), ("/a/gateway", "/a/gateway"), ("/a/gateway/v2", "/a/gateway")]
    {
        let server = Server::answering(minted()).await;
        let client = server.client().base_url(server.url() + suffix).build().unwrap();
        client.user_token(USER).await.unwrap();
        assert_eq!(server.request().line(), format!("POST {path}/v2/user-tokens HTTP/1.1"));
    }
}

async fn from_env_reads_the_key_and_the_address() {
    let server = Server::answering(minted()).await;
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "settings::mints_with_the_variables_of_the_process", "--ignored"]);
    program.env("ARGYLE_API_KEY_ID", KEY_ID).env("ARGYLE_API_KEY_SECRET", KEY_SECRET);
    program.env("ARGYLE_BASE_URL", server.url()).env_remove("ARGYLE_ENVIRONMENT");
    let output = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let request = server.request();
    assert_eq!(request.header("authorization"), Some(AUTHORIZATION));
    // Settings from before and after it are kept.
    assert!(request.header("user-agent").unwrap().starts_with("my-app/1.0 "));
    assert_eq!(request.header("forwarded"), Some("by=me"));
}

#[tokio::test]
#[ignore = "a row above runs it with its variables"]
async fn mints_with_the_variables_of_the_process() {
    let headers = [(reqwest::header::FORWARDED, "by=me".parse().unwrap())].into_iter().collect();
    let client = Client::builder().user_agent("my-app/1.0").from_env().unwrap();
    let client = client.configure_http(|http| http.default_headers(headers));
    client.build().unwrap().user_token(USER).await.unwrap();
}

async fn configure_http_sets_a_header() {
    let server = Server::answering(minted()).await;
    let headers = [(reqwest::header::FORWARDED, "by=me".parse().unwrap())].into_iter().collect();
    let client = server.client().configure_http(|http| http.default_headers(headers));
    client.build().unwrap().user_token(USER).await.unwrap();
    assert_eq!(server.request().header("forwarded"), Some("by=me"));
}

async fn user_agent_goes_in_front() {
    let server = Server::answering(minted()).await;
    server.client().user_agent("my-app/1.0").build().unwrap().user_token(USER).await.unwrap();
    let expected = concat!("my-app/1.0 argyle-user-tokens/", env!("CARGO_PKG_VERSION"));
    assert_eq!(server.request().header("user-agent"), Some(expected));
}

async fn connect_timeout_ends_the_handshake() {
    // Connections are accepted, and no TLS handshake is answered.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = Client::builder().credentials(credentials()).base_url(&url);
    let started = Instant::now();
    let error = failure(once(client).connect_timeout(Duration::from_secs(3))).await;
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 3));
    let expected = format!("no connection was made to {url} within the connect timeout");
    assert!(!error.maybe_sent() && error.to_string().contains(&expected), "{error}");
}

async fn attempt_timeout_ends_the_attempt() {
    let server = Server::silent().await;
    let started = Instant::now();
    let error = failure(once(server.client()).attempt_timeout(Duration::from_secs(2))).await;
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 2));
}

/// One attempt, so that only one limit is measured.
fn once(client: ClientBuilder) -> ClientBuilder {
    client.retry(RetryPolicy::none())
}

async fn retry_sets_attempts_and_delays() {
    for (policy, attempts) in [
        (RetryPolicy::none(), 1),
        (RetryPolicy::default(), 4),
        (RetryPolicy::default().max_attempts(6.try_into().unwrap()), 6),
    ] {
        let server = Server::answering(reply("503 Unavailable", "", "")).await;
        let error = failure(server.client().retry(policy)).await;
        assert_eq!((error.attempts(), server.requests().len()), (attempts, attempts as usize));
    }
    // The delays are random on this thread. With a seed, enough of them are near half of their bounds.
    fastrand::seed(7);
    for (base_delay, max_delay, bounds) in [(2, 8, 2 + 4 + 8 * 37), (2, 2, 2 * 39)] {
        let policy = RetryPolicy::default()
            .max_attempts(40.try_into().unwrap())
            .max_delay(Duration::from_secs(max_delay));
        let server = Server::answering(reply("503 Unavailable", "", "")).await;
        let client = server.client().deadline(Duration::from_secs(600));
        let started = Instant::now();
        failure(client.retry(policy.base_delay(Duration::from_secs(base_delay)))).await;
        let waited = started.elapsed().as_secs();
        assert!(waited > bounds / 5 && waited < bounds * 4 / 5, "{waited} of {bounds}");
    }
}

async fn max_requests_per_second_spreads_them() {
    let server = Server::answering(minted()).await;
    let client = server.client().max_requests_per_second(4.try_into().unwrap()).build().unwrap();
    let started = Instant::now();
    let other = client.clone();
    for client in [&client, &other, &client, &other, &client] {
        client.user_token(USER).await.unwrap();
    }
    assert_eq!(started.elapsed().as_secs(), 1);
}

async fn deadline_ends_the_call() {
    let server = Server::silent().await;
    let started = Instant::now();
    let error = failure(server.client().deadline(Duration::from_secs(4))).await;
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 4));
}

async fn max_response_bytes_cuts_the_body() {
    let server = Server::answering(minted()).await;
    let error = failure(server.client().max_response_bytes(10)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(error.to_string().contains("more than 10 bytes"), "{error}");
}
