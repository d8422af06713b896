//! A client offers no old version of TLS and writes no keys, in a process whose OpenSSL allows both.

use std::process::Command;

use argyle_user_tokens::{Client, RetryPolicy};
use reqwest::tls::Version;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::server::{Server, USER, credentials, failure, minted};
use crate::tls::{Authority, Backend};

/// Enables old versions, which the OpenSSL of most systems disables.
const OPENSSL: &str = "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = old\n\
                       [old]\nMinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n";

const TLS_1_2: u16 = 0x0303;
const TLS_1_3: u16 = 0x0304;

#[test]
fn tls_starts_at_1_2_and_logs_no_keys() {
    let folder = std::env::temp_dir().join(format!("argyle-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (config, keys) = (folder.join("openssl.cnf"), folder.join("keys"));
    std::fs::write(&config, OPENSSL).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "configure_http::versions::in_a_process_of_its_own"])
        .args(["--include-ignored", "--nocapture"])
        .env("OPENSSL_CONF", &config)
        .env("SSLKEYLOGFILE", &keys)
        .output()
        .unwrap();
    let written = keys.exists();
    std::fs::remove_dir_all(&folder).unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}{failed}");
    assert!(!written, "the keys of connections were written");
}

#[tokio::test]
#[ignore = "the test above runs it with its variables"]
async fn in_a_process_of_its_own() {
    for backend in Backend::ALL.iter().copied() {
        for (asked, expected) in [
            (None, &[TLS_1_3, TLS_1_2][..]),
            (Some(Version::TLS_1_0), &[TLS_1_3, TLS_1_2]),
            (Some(Version::TLS_1_1), &[TLS_1_3, TLS_1_2]),
            (Some(Version::TLS_1_2), &[TLS_1_3, TLS_1_2]),
            (Some(Version::TLS_1_3), &[TLS_1_3]),
        ] {
            let mut offered = offered(backend, asked).await;
            offered.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(offered, expected, "{backend:?} {asked:?}");
        }
        let authority = Authority::new();
        let server = Server::secured(authority.server("127.0.0.1"), minted()).await;
        let client = server.client().configure_http(|http| {
            let http = backend.choose(http).tls_certs_only([authority.root()]);
            http.tls_sslkeylogfile(true)
        });
        client.build().unwrap().user_token(USER).await.unwrap();
    }
}

/// Returns the versions in the first message of a client.
async fn offered(backend: Backend, oldest: Option<Version>) -> Vec<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let hello = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut header = [0; 5];
        stream.read_exact(&mut header).await.unwrap();
        let mut record = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
        stream.read_exact(&mut record).await.unwrap();
        record
    });
    let client = Client::builder().credentials(credentials()).base_url(url);
    let client = client.retry(RetryPolicy::none()).configure_http(|http| {
        let http = backend.choose(http);
        match oldest {
            Some(oldest) => http.tls_version_min(oldest),
            None => http,
        }
    });
    failure(client).await;
    supported_versions(&hello.await.unwrap())
}

/// Reads the extension `supported_versions` (RFC 8446, section 4.2.1) of a `ClientHello`.
fn supported_versions(hello: &[u8]) -> Vec<u16> {
    let number = |at: usize| u16::from_be_bytes([hello[at], hello[at + 1]]);
    // The message starts with type, length, version and random. Session id, cipher suites and compression follow.
    let mut at = 4 + 2 + 32;
    at += 1 + usize::from(hello[at]);
    at += 2 + usize::from(number(at));
    at += 1 + usize::from(hello[at]);
    let end = at + 2 + usize::from(number(at));
    at += 2;
    while at < end {
        let (kind, length) = (number(at), usize::from(number(at + 2)));
        if kind == 43 {
            let list = &hello[at + 5..at + 4 + length];
            return list.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        }
        at += 4 + length;
    }
    panic!("the client offers no versions");
}
