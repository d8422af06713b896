//! What a client takes from the environment of its process: a proxy, and the authorities that it trusts.

use std::path::{Path, PathBuf};
use std::process::Command;

use argyle_user_tokens::{Client, ClientBuilder, ConfigError, Environment, RetryPolicy};
use tokio::task::spawn_blocking;

use super::allowed::HOST;
use crate::server::{Server, TOKEN, USER, credentials, failure, minted, reply};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

/// A file that is removed with the value.
pub(super) struct TemporaryFile(pub(super) PathBuf);

impl TemporaryFile {
    pub(super) fn holding(name: &str, content: &str) -> Self {
        let name = format!("argyle-{name}-{}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // A file that stays in the folder for temporary files is no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs one of the ignored tests below in a process of its own with these variables.
pub(super) async fn passes(test: &str, authorities: &Path, variables: &[(&str, &str)]) {
    passes_in("environment", test, authorities, variables).await;
}

/// Runs an ignored test of a module beside this one.
pub(super) async fn passes_in(
    module: &str,
    test: &str,
    authorities: &Path,
    variables: &[(&str, &str)],
) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("configure_http::{module}::{test}")]);
    command.args(["--include-ignored", "--nocapture"]);
    command.env_remove("REQUEST_METHOD");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env_remove("SSL_CERT_DIR").env("SSL_CERT_FILE", authorities);
    command.envs(variables.iter().copied());
    let output = spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}{failed}");
}

#[tokio::test]
async fn https_proxy_and_ssl_cert_file_work_as_documented() {
    let authority = Authority::new();
    let trusted = TemporaryFile::holding("trusted", &authority.root_pem());
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let server = Server::secured(authority.server(HOST), minted()).await;
        let tunnel = Tunnel::to(server.address()).await;
        let proxy = tunnel.url("proxy-user:proxy-password");
        passes("mints_in_the_sandbox", &trusted.0, &[(variable, &proxy)]).await;
        let connects = tunnel.requests();
        assert_eq!(connects.len(), Backend::ALL.len(), "{variable}: {connects:?}");
        for connect in connects {
            assert_eq!(connect.line(), format!("CONNECT {HOST}:443 HTTP/1.1"), "{variable}");
            assert_eq!(connect.header("authorization"), None, "{variable}");
            // `proxy-user:proxy-password`
            let expected = "Basic cHJveHktdXNlcjpwcm94eS1wYXNzd29yZA==";
            assert_eq!(connect.header("proxy-authorization"), Some(expected), "{variable}");
        }
    }
}

#[tokio::test]
async fn no_proxy_names_what_is_reached_without_it() {
    let authority = Authority::new();
    let trusted = TemporaryFile::holding("direct", &authority.root_pem());
    let server = Server::secured(authority.server("127.0.0.1"), minted()).await;
    let tunnel = Tunnel::to(server.address()).await;
    let (proxy, url) = (tunnel.url("proxy-user:proxy-password"), server.url());
    let variables = [("HTTPS_PROXY", proxy.as_str()), ("ARGYLE_BASE_URL", &url)];
    for (no_proxy, through_the_proxy) in
        [("argyle.example", Backend::ALL.len()), ("argyle.example, 127.0.0.1", 0)]
    {
        let before = tunnel.requests().len();
        let variables = [&variables[..], &[("NO_PROXY", no_proxy)]].concat();
        passes("mints_at_the_base_url", &trusted.0, &variables).await;
        assert_eq!(tunnel.requests().len() - before, through_the_proxy, "{no_proxy}");
    }
}

#[tokio::test]
async fn a_configured_proxy_replaces_the_proxy_variables() {
    let authority = Authority::new();
    let trusted = TemporaryFile::holding("own", &authority.root_pem());
    let server = Server::secured(authority.server("127.0.0.1"), minted()).await;
    let (named, own) = (Tunnel::to(server.address()).await, Tunnel::to(server.address()).await);
    let (named_url, own_url, url) = (named.url("named:x"), own.url("own:x"), server.url());
    let variables =
        [("HTTPS_PROXY", named_url.as_str()), ("OWN_PROXY", &own_url), ("ARGYLE_BASE_URL", &url)];
    passes("mints_by_its_own_proxy_and_by_none", &trusted.0, &variables).await;
    let backends = Backend::ALL.len();
    assert_eq!((named.requests().len(), own.requests().len()), (0, backends));
    assert_eq!(server.requests().len(), 2 * backends);
}

#[tokio::test]
async fn with_rustls_ssl_cert_file_replaces_the_systems_authorities() {
    let nothing = TemporaryFile::holding("nothing", "no certificate\n");
    passes("finds_no_authority", &nothing.0, &[]).await;
}

#[tokio::test]
async fn the_proxy_of_the_variable_is_named_where_it_refuses() {
    let authority = Authority::new();
    let trusted = TemporaryFile::holding("refused", &authority.root_pem());
    let server = Server::answering(reply("403 Forbidden", "", "")).await;
    let proxy = format!("http://proxy-user:proxy-password@{}", server.address());
    let variables = [("HTTPS_PROXY", proxy.as_str()), ("NAMED", &server.address().to_string())];
    passes("names_the_proxy", &trusted.0, &variables).await;
}

#[tokio::test]
#[ignore = "it needs the variables that a test above sets, which runs it"]
async fn names_the_proxy() {
    for backend in Backend::ALL.iter().copied() {
        let error = failure(client(backend).environment(Environment::Sandbox)).await.to_string();
        let expected = format!("through the proxy {}, which", std::env::var("NAMED").unwrap());
        assert!(error.contains(&expected) && !error.contains("proxy-user"), "{backend:?}: {error}");
    }
}

/// A client that has nothing set but the implementation of TLS.
fn client(backend: Backend) -> ClientBuilder {
    Client::builder()
        .credentials(credentials())
        .retry(RetryPolicy::none())
        .configure_http(|http| backend.choose_alone(http))
}

async fn assert_minted(client: ClientBuilder, backend: Backend) {
    let token = client.build().unwrap().user_token(USER).await;
    let token = token.unwrap_or_else(|error| panic!("{backend:?}: {error:#}"));
    assert_eq!(token.expose_secret(), TOKEN, "{backend:?}");
}

#[tokio::test]
#[ignore = "it needs the variables that a test above sets, which runs it"]
async fn mints_in_the_sandbox() {
    for backend in Backend::ALL.iter().copied() {
        assert_minted(client(backend).environment(Environment::Sandbox), backend).await;
    }
}

#[tokio::test]
#[ignore = "it needs the variables that a test above sets, which runs it"]
async fn mints_at_the_base_url() {
    let url = std::env::var("ARGYLE_BASE_URL").unwrap();
    for backend in Backend::ALL.iter().copied() {
        assert_minted(client(backend).base_url(&url), backend).await;
    }
}

#[tokio::test]
#[ignore = "it needs the variables that a test above sets, which runs it"]
async fn mints_by_its_own_proxy_and_by_none() {
    let [own, url] = ["OWN_PROXY", "ARGYLE_BASE_URL"].map(|name| std::env::var(name).unwrap());
    for backend in Backend::ALL.iter().copied() {
        let proxied = client(backend).base_url(&url);
        let own = reqwest::Proxy::https(&own).unwrap();
        assert_minted(proxied.configure_http(|http| http.proxy(own)), backend).await;
        let direct = client(backend).base_url(&url);
        assert_minted(direct.configure_http(|http| http.no_proxy()), backend).await;
    }
}

#[test]
#[ignore = "it needs the variables that a test above sets, which runs it"]
fn finds_no_authority() {
    let refused = client(Backend::Rustls).environment(Environment::Sandbox).build();
    assert!(matches!(refused, Err(ConfigError::HttpClient(_))), "{refused:?}");
}
