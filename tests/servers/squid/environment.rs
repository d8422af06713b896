//! squid as the proxy that the environment names.

use std::env;
use std::process::Command;

use argyle_user_tokens::{Client, Credentials};
use tokio::task::spawn_blocking;

use super::{BASIC, KNOWN, USER_INFO, proxy_url, read_requests, start};
use crate::names::HOST;
use crate::upstream::Upstream;
use crate::{KEY_ID, KEY_SECRET, USER, haproxy, mint};

/// The base URL of the API for the process that the test below starts.
const BASE_URL: &str = "PROXIED_BASE_URL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid and haproxy"]
async fn https_proxy_leads_calls_through_squid() {
    if let Ok(url) = env::var(BASE_URL) {
        return mint_with_defaults(&url).await;
    }
    let upstream = Upstream::start();
    let api = haproxy::start("squid-environment-api", &upstream, "", "");
    let squid = start("squid-environment", KNOWN);
    for (variable, requests) in [("HTTPS_PROXY", 1), ("https_proxy", 2)] {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "squid::environment::https_proxy_leads_calls_through_squid"]);
        command.args(["--ignored", "--nocapture"]);
        for name in ["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command.env_remove("REQUEST_METHOD").env_remove("SSL_CERT_DIR");
        command.env("SSL_CERT_FILE", squid.folder().join("tls.pem"));
        command.env(BASE_URL, format!("https://{HOST}:{}", api.port()));
        command.env(variable, proxy_url(&squid, USER_INFO));
        let output = spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}{failed}");
        for request in read_requests(&squid, requests).await {
            assert!(request.contains("TCP_TUNNEL/200"), "{request}");
        }
        assert_eq!(squid.log("headers.log").matches(BASIC).count(), requests);
    }
    assert_eq!(upstream.requests(), 2);
}

async fn mint_with_defaults(url: &str) {
    let credentials = Credentials::new(KEY_ID, KEY_SECRET).unwrap();
    let client = Client::builder().credentials(credentials).base_url(url);
    let client = client.configure_http(|http| http.tls_backend_rustls()).build().unwrap();
    assert_eq!(mint(&client, USER).await.unwrap(), 1);
}
