//! Settings that a program can change: proxies, certificates, resolvers and limits, with each TLS backend.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, Environment, ErrorKind, RetryPolicy};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::output::Output;
use crate::secrets::Printed;
use crate::server::{
    AUTHORIZATION, KEY_SECRET, Server, TOKEN, USER, credentials, failure, minted, read, reply,
};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

pub(super) const HOST: &str = "api-sandbox.argyle.com";

/// A client of the sandbox that trusts `authority`, and makes one attempt.
fn sandbox(backend: Backend, authority: &Authority) -> ClientBuilder {
    let root = authority.root();
    Client::builder()
        .credentials(credentials())
        .environment(Environment::Sandbox)
        .retry(RetryPolicy::none())
        .configure_http(|http| backend.choose(http).tls_certs_only([root]))
}

async fn assert_minted(client: ClientBuilder, backend: Backend) {
    let token = client.build().unwrap().user_token(USER).await;
    let token = token.unwrap_or_else(|error| {
        panic!("{backend:?}: {error}: {:?}", std::error::Error::source(&error))
    });
    assert_eq!(token.expose_secret(), TOKEN, "{backend:?}");
}

#[tokio::test]
async fn a_proxy_tunnels_to_an_environment_and_sees_no_credentials() {
    let output = Output::watch();
    for backend in Backend::ALL.iter().copied() {
        let authority = Authority::new();
        let server = Server::secured(authority.server(HOST), minted()).await;
        let tunnel = Tunnel::to(server.address()).await;
        let proxy = tunnel.proxy(&format!("proxy-user:{KEY_SECRET}"));
        let client = sandbox(backend, &authority).configure_http(|http| http.proxy(proxy));
        assert_minted(client, backend).await;
        let [connect] = &tunnel.requests()[..] else { panic!("{:?}", tunnel.requests()) };
        assert_eq!(connect.line(), format!("CONNECT {HOST}:443 HTTP/1.1"), "{backend:?}");
        assert_eq!(connect.header("authorization"), None);
        // `proxy-user:hunter2-secret`
        let expected = "Basic cHJveHktdXNlcjpodW50ZXIyLXNlY3JldA==";
        assert_eq!(connect.header("proxy-authorization"), Some(expected), "{backend:?}");
        assert_eq!(server.request().header("authorization"), Some(AUTHORIZATION), "{backend:?}");
        assert_eq!(server.request().header("proxy-authorization"), None, "{backend:?}");
    }
    output.assert_shows_no_secret();
}

#[tokio::test]
async fn a_proxy_that_refuses_is_an_error_of_the_connection() {
    let mut printed = Printed::default();
    for backend in Backend::ALL.iter().copied() {
        let proxy = Server::answering(reply("407 Proxy Authentication Required", "", "")).await;
        let url = proxy.url().replace("//", &format!("//proxy-user:{KEY_SECRET}@"));
        let client = sandbox(backend, &Authority::new())
            .retry(RetryPolicy::default())
            .configure_http(|http| http.proxy(reqwest::Proxy::https(url).unwrap()));
        let error = failure(client).await;
        assert_eq!(error.kind(), ErrorKind::Connect, "{backend:?}: {error}");
        // A wrong password that is sent again may lock out the proxy's user.
        assert_eq!((error.attempts(), error.maybe_sent()), (1, false), "{backend:?}");
        assert_eq!(proxy.requests().len(), 1, "{backend:?}");
        printed.error("Error", &error);
    }
    printed.assert_no_secret();
}

#[tokio::test]
async fn a_private_authority_is_trusted_after_configuration() {
    for backend in Backend::ALL.iter().copied() {
        let authority = Authority::new();
        let server = Server::secured(authority.server("127.0.0.1"), minted()).await;
        let client = || {
            let client = server.client().retry(RetryPolicy::none());
            client.configure_http(|http| backend.choose(http))
        };
        let error = failure(client()).await;
        assert_eq!(error.kind(), ErrorKind::Connect, "{backend:?}: {error}");
        let alone = client().configure_http(|http| http.tls_certs_only([authority.root()]));
        assert_minted(alone, backend).await;
        let beside = client().configure_http(|http| http.tls_certs_merge([authority.root()]));
        assert_minted(beside, backend).await;
    }
}

#[tokio::test]
async fn a_server_that_asks_gets_the_client_certificate() {
    for backend in Backend::ALL.iter().copied() {
        let (authority, clients) = (Authority::new(), Authority::new());
        let config = authority.server_for("127.0.0.1", &clients);
        let server = Server::secured(config, minted()).await;
        let client = || {
            let client = server.client().retry(RetryPolicy::none());
            client.configure_http(|http| backend.choose(http).tls_certs_only([authority.root()]))
        };
        // With TLS 1.3, the client's handshake ends before the server refuses.
        let error = failure(client()).await;
        let refused = matches!(error.kind(), ErrorKind::Connect | ErrorKind::Transport);
        assert!(refused, "{backend:?}: {error}");
        let foreign = client().configure_http(|http| http.identity(authority.identity(backend)));
        assert!(foreign.build().unwrap().user_token(USER).await.is_err(), "{backend:?}");
        assert!(server.requests().is_empty(), "{backend:?}");
        let known = client().configure_http(|http| http.identity(clients.identity(backend)));
        assert_minted(known, backend).await;
    }
}

#[tokio::test]
async fn a_client_certificate_is_accepted_over_plain_http() {
    for backend in Backend::ALL.iter().copied() {
        let server = Server::answering(minted()).await;
        let identity = Authority::new().identity(backend);
        let client = Client::builder().credentials(credentials()).base_url(server.url());
        let client = client.configure_http(|http| backend.choose(http).identity(identity));
        assert_minted(client, backend).await;
    }
}

/// Resolves every name to one address, and records the names.
struct Resolver {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        self.asked.lock().unwrap().push(name.as_str().to_owned());
        let addresses: Addrs = Box::new(std::iter::once(self.address));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

#[tokio::test]
async fn a_resolver_sets_the_address_of_an_environment() {
    for backend in Backend::ALL.iter().copied() {
        let authority = Authority::new();
        let server = Server::secured(authority.server(HOST), minted()).await;
        let address = server.address();
        let client = sandbox(backend, &authority);
        assert_minted(client.configure_http(|http| http.resolve(HOST, address)), backend).await;

        let asked = Arc::default();
        let resolver = Resolver { address, asked: Arc::clone(&asked) };
        let client = sandbox(backend, &authority);
        assert_minted(client.configure_http(|http| http.dns_resolver(resolver)), backend).await;
        assert_eq!(*asked.lock().unwrap(), [HOST], "{backend:?}");
    }
}

#[tokio::test]
async fn a_second_configure_http_continues_the_first() {
    let server = Server::answering(minted()).await;
    let header = |name: &'static str| {
        let name = reqwest::header::HeaderName::from_static(name);
        [(name, reqwest::header::HeaderValue::from_static("here"))].into_iter().collect()
    };
    let client = server.client().configure_http(|http| http.default_headers(header("x-first")));
    let client = client.configure_http(|http| http.default_headers(header("x-second")));
    client.build().unwrap().user_token(USER).await.unwrap();
    let request = server.request();
    let found = ["x-first", "x-second"].map(|name| request.header(name));
    assert_eq!(found, [Some("here"), Some("here")]);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_the_program_ends_an_attempt_too() {
    type Set = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;
    let limits: [Set; 2] = [
        |http| http.timeout(Duration::from_secs(2)),
        |http| http.read_timeout(Duration::from_secs(2)),
    ];
    for begun in [false, true] {
        for limit in limits {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let server = tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                read(&mut stream).await.unwrap();
                if begun {
                    let head = "HTTP/1.1 201 Created\r\ncontent-length: 60\r\n\r\n{";
                    stream.write_all(head.as_bytes()).await.unwrap();
                }
                std::future::pending::<()>().await;
            });
            let client = Client::builder().credentials(credentials()).base_url(url);
            let started = Instant::now();
            let error = failure(client.retry(RetryPolicy::none()).configure_http(limit)).await;
            assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 2));
            assert!(error.is_timeout() && error.to_string().contains("configure_http"), "{error}");
            server.abort();
        }
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_is_configured_alike() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::answering(minted()));
    let headers = [(reqwest::header::FORWARDED, "by=me".parse().unwrap())].into_iter().collect();
    let client = argyle_user_tokens::blocking::Client::builder()
        .credentials(credentials())
        .base_url(server.url())
        .configure_http(|http| http.default_headers(headers))
        .build()
        .unwrap();
    assert_eq!(client.user_token(USER).unwrap().expose_secret(), TOKEN);
    assert_eq!(server.request().header("forwarded"), Some("by=me"));
}

#[test]
fn settings_that_reqwest_refuses_fail_the_build() {
    let client = Client::builder().credentials(credentials()).environment(Environment::Sandbox);
    let error = client.configure_http(|http| http.user_agent("a\nb")).build().unwrap_err();
    assert!(error.to_string().contains("HTTP client cannot be built"), "{error}");
    let cause = std::error::Error::source(&error).unwrap();
    assert!(format!("{error:#}").starts_with(&format!("{error}: {cause}")), "{error:#}");
}
