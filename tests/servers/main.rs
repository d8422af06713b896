//! Calls through the servers that Debian packages: gateways and proxies, on loopback.

// Ports, signals and the packages are those of Linux.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

mod calls;
mod certificate;
mod haproxy;
mod load;
mod logs;
mod names;
mod nginx;
mod port;
mod server;
mod squid;
mod upstream;

use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use uuid::Uuid;

const KEY_ID: &str = "key-id";
const KEY_SECRET: &str = "hunter2-secret";
/// The base64 of `key-id:hunter2-secret`, as the `Authorization` header has it.
const BASIC: &str = "a2V5LWlkOmh1bnRlcjItc2VjcmV0";
const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);

/// Settings of a client that trusts the servers' certificate and retries without much delay.
fn client(base_url: &str) -> ClientBuilder {
    Client::builder()
        .credentials(Credentials::new(KEY_ID, KEY_SECRET).unwrap())
        .base_url(base_url)
        .retry(RetryPolicy::default().base_delay(Duration::from_millis(20)))
        .configure_http(|http| {
            http.tls_backend_rustls().tls_certs_only([certificate::root()]).no_proxy()
        })
}

/// Mints a token for `user`, checks that it is that user's, and returns the number of attempts.
async fn mint(client: &Client, user: Uuid) -> Result<u32, Error> {
    let response = client.create_user_token().body_map(|body| body.user(user)).send().await?;
    let attempts = response.attempts();
    let token = response.into_inner().user_token.unwrap();
    assert_eq!(token.expose_secret(), upstream::token(&user.to_string()));
    Ok(attempts)
}

/// Kind, status, attempts, `maybe_sent` and `retry_after` of an error.
type Facts = (ErrorKind, Option<u16>, u32, bool, Option<Duration>);

fn facts(error: &Error) -> Facts {
    let status = error.status().map(|status| status.as_u16());
    (error.kind(), status, error.attempts(), error.maybe_sent(), error.retry_after())
}
