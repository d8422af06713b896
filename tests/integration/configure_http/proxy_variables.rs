//! Which variables make reqwest use a proxy, as the recipe says, and the warning of one that has no effect.

use super::environment::{TemporaryFile, passes};
use crate::server::{Server, minted};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

const IP: &str = "127.0.0.1";
const NAME: &str = "localhost";

/// `PROXY` stands for the address of a proxy, `PORT` for the port of the server.
type Case = (&'static str, &'static [(&'static str, &'static str)], bool);

const CASES: [Case; 23] = [
    (IP, &[("HTTPS_PROXY", "PROXY")], true),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("REQUEST_METHOD", "GET")], false),
    (IP, &[("ALL_PROXY", "PROXY"), ("REQUEST_METHOD", "")], false),
    (IP, &[("HTTPS_PROXY", ""), ("https_proxy", "PROXY")], false),
    (IP, &[("ALL_PROXY", ""), ("all_proxy", "PROXY")], false),
    (IP, &[("HTTPS_PROXY", ""), ("ALL_PROXY", "PROXY")], true),
    (IP, &[("HTTPS_PROXY", "ftp://127.0.0.1"), ("ALL_PROXY", "PROXY")], true),
    (IP, &[("HTTPS_PROXY", "ftp://127.0.0.1")], false),
    (IP, &[("HTTP_PROXY", "PROXY")], false),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", ""), ("no_proxy", IP)], true),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("no_proxy", IP)], false),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "127.0.0.0/8")], false),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "127.0.0.1:PORT")], true),
    (IP, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "*")], true),
    (NAME, &[("HTTPS_PROXY", "PROXY")], true),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "*")], false),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", NAME)], false),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "localhost:PORT")], true),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", ".localhost")], false),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "*.localhost")], true),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "*localhost")], true),
    ("a.localhost", &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "*.localhost")], true),
    (NAME, &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "LOCALHOST")], false),
];

#[tokio::test]
async fn proxy_variables_work_as_the_recipe_states() {
    let authority = Authority::new();
    let trusted = TemporaryFile::holding("variables", &authority.root_pem());
    for (host, variables, is_proxied) in CASES {
        let server = Server::secured(authority.server(host), minted()).await;
        let tunnel = Tunnel::to(server.address()).await;
        let (proxy, port) = (tunnel.url("user:password"), server.address().port().to_string());
        let fill = |value: &str| value.replace("PROXY", &proxy).replace("PORT", &port);
        let mut filled: Vec<(&str, String)> =
            variables.iter().map(|(name, value)| (*name, fill(value))).collect();
        filled.push(("ARGYLE_BASE_URL", format!("https://{host}:{port}")));
        let filled: Vec<(&str, &str)> =
            filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        passes("mints_at_the_base_url", &trusted.0, &filled).await;
        let expected = if is_proxied { Backend::ALL.len() } else { 0 };
        assert_eq!(tunnel.requests().len(), expected, "{host} {variables:?}");
    }
}

#[cfg(feature = "tracing")]
mod warning {
    use argyle_user_tokens::{Client, ClientBuilder, Environment};
    use tracing_subscriber::filter::LevelFilter;

    use crate::configure_http::environment::passes_in;
    use crate::server::credentials;
    use crate::telemetry::Lines;

    const PROXY: &str = "http://proxy-user:hunter2@proxy.example:3128";

    /// The words of the warning of a client of the sandbox; none for no warning.
    type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

    const CASES: [Case; 13] = [
        (&[("HTTPS_PROXY", PROXY)], &[]),
        (&[("HTTPS_PROXY", PROXY), ("REQUEST_METHOD", "")], &["HTTPS_PROXY", "REQUEST_METHOD"]),
        (&[("all_proxy", PROXY), ("REQUEST_METHOD", "GET")], &["all_proxy", "REQUEST_METHOD"]),
        (&[("HTTPS_PROXY", ""), ("https_proxy", PROXY)], &["https_proxy", "upper case"]),
        (&[("ALL_PROXY", ""), ("all_proxy", PROXY)], &["all_proxy", "upper case"]),
        (&[("HTTPS_PROXY", "ftp://x:hunter2@y")], &["HTTPS_PROXY", "not the address"]),
        (&[("https_proxy", "http://x:hunter2@y:3128 ")], &["https_proxy", "not the address"]),
        (&[("HTTPS_PROXY", "ftp://x"), ("ALL_PROXY", PROXY)], &[]),
        (&[("HTTPS_PROXY", ""), ("ALL_PROXY", PROXY)], &[]),
        (&[("HTTPS_PROXY", ""), ("https_proxy", "")], &[]),
        (&[("REQUEST_METHOD", "GET")], &[]),
        (&[("HTTPS_PROXY", PROXY), ("NO_PROXY", "argyle.com")], &[]),
        (&[("HTTPS_PROXY", PROXY), ("NO_PROXY", "argyle.com"), ("REQUEST_METHOD", "GET")], &[]),
    ];

    #[tokio::test]
    async fn a_variable_that_names_a_proxy_in_vain_gets_a_warning() {
        let system = std::path::Path::new("/etc/ssl/certs/ca-certificates.crt");
        for (variables, words) in CASES {
            let words = words.join(",");
            let variables = [variables, &[("WORDS", words.as_str())]].concat();
            passes_in("proxy_variables::warning", "warns_with_words", system, &variables).await;
        }
    }

    /// Builds a client, and returns the warnings.
    fn warnings(client: ClientBuilder) -> Vec<String> {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.subscriber(LevelFilter::WARN), || {
            client.credentials(credentials()).build().unwrap();
        });
        lines.text().lines().filter(|line| line.contains(" WARN ")).map(str::to_owned).collect()
    }

    #[test]
    #[ignore = "it needs the variables that a test above sets, which runs it"]
    fn warns_with_words() {
        let words = std::env::var("WORDS").unwrap();
        let sandbox = || Client::builder().environment(Environment::Sandbox);
        match &warnings(sandbox())[..] {
            [] => assert_eq!(words, ""),
            [warning] => {
                assert!(words.split(',').all(|word| warning.contains(word)), "{words}: {warning}");
                assert!(!words.is_empty() && !warning.contains("hunter2"), "{warning}");
            }
            warnings => panic!("{warnings:#?}"),
        }
        let proxy = || reqwest::Proxy::all("http://127.0.0.1:9").unwrap();
        for client in [
            Client::builder().base_url("http://127.0.0.1:9"),
            sandbox().configure_http(|http| http.no_proxy()),
            sandbox().configure_http(|http| http.proxy(proxy())),
            sandbox().configure_http(|http| http.no_proxy().proxy(proxy())),
        ] {
            assert_eq!(warnings(client), Vec::<String>::new());
        }
    }
}
