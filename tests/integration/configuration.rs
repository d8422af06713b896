//! Settings are checked before the first call, and each error names the value and the problem.

use std::process::Command;
use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, ConfigError, Credentials, Environment};

use crate::server::credentials;

fn refusal(builder: ClientBuilder) -> String {
    builder.build().unwrap_err().to_string()
}

fn keyed() -> ClientBuilder {
    Client::builder().credentials(credentials())
}

fn complete() -> ClientBuilder {
    keyed().environment(Environment::Sandbox)
}

#[test]
fn keys_invalid_in_http_basic_are_refused_and_never_shown() {
    for (id, secret, expected) in [
        ("", "secret", "API key id is refused: it is empty"),
        ("id", "", "API key secret is refused: it is empty"),
        ("i:d", "secret", "API key id is refused: it holds a colon"),
        ("id\n", "secret", "control character '\\n'"),
        ("id", "hunter2\r\n", "control character '\\r'"),
        ("id", "hunter2\0", "control character '\\0'"),
        ("id", "hunter2\u{85}", "control character '\\u{85}'"),
        ("id", "\u{7f}hunter2", "control character '\\u{7f}'"),
    ] {
        let error = Credentials::new(id, secret).unwrap_err();
        assert!(matches!(error, ConfigError::InvalidCredentials { .. }));
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
    for (id, secret) in [("id", "with:colon"), ("ïd", "sécret"), ("my id", "open sesame")] {
        assert!(Credentials::new(id, secret).is_ok(), "{id}:{secret}");
    }
}

#[test]
fn keys_with_invisible_characters_at_an_end_are_refused() {
    for letter in [
        ' ',
        '\u{a0}',
        '\u{ad}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2028}',
        '\u{2060}',
        '\u{2069}',
        '\u{3000}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{e0020}',
    ] {
        let (before, behind) = (format!("{letter}hunter2"), format!("hunter2{letter}"));
        for (id, secret, expected) in [
            ("id", before.as_str(), "API key secret is refused: it starts with the invisible"),
            ("id", &behind, "API key secret is refused: it ends with the invisible"),
            (&before, "secret", "API key id is refused: it starts with the invisible"),
            (&behind, "secret", "API key id is refused: it ends with the invisible"),
            ("id", &letter.to_string(), "API key secret is refused: it starts with the invisible"),
        ] {
            let error = Credentials::new(id, secret).unwrap_err();
            let message = error.to_string();
            assert!(message.contains(&format!("{expected} {letter:?}")), "{message}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}

#[test]
fn there_are_no_default_credentials_and_no_default_environment() {
    assert!(
        refusal(Client::builder().environment(Environment::Sandbox)).contains("no credentials")
    );
    assert!(refusal(Client::builder().credentials(credentials())).contains("there is no default"));
}

#[test]
fn values_that_fail_every_call_are_refused() {
    for (builder, setting) in [
        (complete().connect_timeout(Duration::ZERO), "`connect_timeout` is zero"),
        (complete().attempt_timeout(Duration::ZERO), "`attempt_timeout` is zero"),
        (complete().deadline(Duration::ZERO), "`deadline` is zero"),
        (complete().max_response_bytes(0), "`max_response_bytes` is zero"),
        (complete().user_agent("a\nb"), r#""a\nb""#),
        (complete().user_agent("hunter2-secret\n"), r#""[REDACTED]""#),
        (keyed().base_url("http://api.argyle.com"), "http://api.argyle.com"),
    ] {
        let message = refusal(builder);
        assert!(message.contains(setting), "{message}");
    }
}

#[test]
fn an_environment_and_a_base_url_exclude_each_other() {
    let url = "https://h.example";
    for builder in [
        complete().base_url(url),
        keyed().base_url(url).environment(Environment::Production),
        complete().base_url(url).environment(Environment::Sandbox),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, ConfigError::ConflictingAddresses { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains("`environment` and `base_url` are both set"), "{message}");
        assert!(message.contains("keep `environment` for Argyle"), "{message}");
    }
}

#[test]
fn the_last_call_of_a_setter_counts() {
    let client = complete().environment(Environment::Production).build().unwrap();
    assert!(format!("{client:?}").contains("production"), "{client:?}");
    let client = keyed().base_url("nowhere").base_url("https://h.example").build().unwrap();
    assert!(format!("{client:?}").contains("https://h.example"), "{client:?}");
}

#[test]
fn the_longest_durations_are_accepted() {
    let long = complete().connect_timeout(Duration::MAX).attempt_timeout(Duration::MAX);
    assert!(long.deadline(Duration::MAX).max_response_bytes(usize::MAX).build().is_ok());
}

#[test]
fn a_builder_shows_no_possible_secret() {
    let secret = "hunter2-of-the-program";
    let headers = [(reqwest::header::COOKIE, secret.parse().unwrap())].into_iter().collect();
    let proxy = format!("http://id:{secret}@proxy.example");
    let builder = complete().base_url(format!("https://id:{secret}@h.example/?key={secret}"));
    let builder = builder.configure_http(|http| {
        http.default_headers(headers).proxy(reqwest::Proxy::all(proxy).unwrap())
    });
    for shown in [format!("{builder:?}"), format!("{builder:#?}")] {
        assert!(!shown.contains(secret) && !shown.contains("example"), "{shown}");
        assert!(shown.contains("http_is_configured: true"), "{shown}");
    }
    let shown = format!("{:?}", complete().base_url("https://h.example/v2"));
    assert!(shown.contains("https://h.example") && !shown.contains("v2"), "{shown}");
    assert!(shown.contains("http_is_configured: false"), "{shown}");
}

/// Runs with the variables of [`from_env_with`].
#[test]
#[ignore = "other tests run it in a process"]
fn probe() {
    match Client::from_env() {
        Ok(client) => println!("probed {client:?}"),
        Err(error) => println!("probed {error}"),
    }
}

/// Runs with the variables of [`built_with`].
#[test]
#[ignore = "another test runs it in a process"]
fn probe_of_a_builder() {
    let key = || Client::builder().credentials(Credentials::new("set-id", "hunter2").unwrap());
    let limit = Duration::from_secs(3);
    let blank = || Client::builder().deadline(limit).from_env();
    let builders = [
        blank(),
        blank().map(|read| read.environment(Environment::Production)),
        blank().map(|read| read.base_url("https://set.example")),
        key().environment(Environment::Production).deadline(limit).from_env(),
        key().base_url("https://set.example").deadline(limit).from_env(),
        key().from_env().map(|read| read.deadline(limit)),
    ];
    for builder in builders {
        match builder.and_then(|builder| builder.build()) {
            Ok(client) => println!("probed {client:?}"),
            Err(error) => println!("probed {error}"),
        }
    }
    #[cfg(feature = "blocking")]
    match argyle_user_tokens::blocking::Client::builder().deadline(limit).from_env() {
        Ok(builder) => match builder.build() {
            Ok(client) => println!("probed {client:?}"),
            Err(error) => println!("probed {error}"),
        },
        Err(error) => println!("probed {error}"),
    }
}

/// Runs with the variables of the test below.
#[tokio::test]
#[ignore = "another test runs it in a process"]
async fn probe_of_a_call() {
    let argyle = argyle_user_tokens::mock::Argyle::start_async().await;
    let outcome = argyle.client().build().unwrap().user_token(uuid::Uuid::nil()).await;
    println!("probed {}", outcome.map_or_else(|error| error.to_string(), |_| "a token".to_owned()));
}

#[test]
fn requests_to_loopback_bypass_the_system_proxy() {
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "configuration::probe_of_a_call", "--ignored", "--nocapture"])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .envs(["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"].map(|name| (name, &address)))
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.contains("probed a token"), "{output}");
    proxy.set_nonblocking(true).unwrap();
    assert!(proxy.accept().is_err(), "the proxy got a connection");
}

/// Returns the result of `Client::from_env` in a process with these variables.
fn from_env_with(variables: &[(&str, &str)]) -> String {
    probed("configuration::probe", variables).remove(0)
}

/// Returns the results of [`probe_of_a_builder`] in a process with these variables.
fn built_with(variables: &[(&str, &str)]) -> Vec<String> {
    probed("configuration::probe_of_a_builder", variables)
}

fn probed(test: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", test, "--ignored", "--nocapture"]);
    // The environment of the tests may name a real account.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ARGYLE_") {
            program.env_remove(name);
        }
    }
    let output = program.envs(variables.iter().copied()).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let probed = output.lines().filter_map(|line| Some(line.split_once("probed ")?.1.to_owned()));
    probed.collect()
}

#[test]
fn a_builder_reads_missing_settings_from_the_environment() {
    let [id, secret] = [("ARGYLE_API_KEY_ID", "read-id"), ("ARGYLE_API_KEY_SECRET", "hunter2")];
    let sandbox = ("ARGYLE_ENVIRONMENT", "sandbox");
    let gateway = ("ARGYLE_BASE_URL", "https://read.example");
    let both = "`ARGYLE_ENVIRONMENT` and `ARGYLE_BASE_URL` are both set";
    let (none, bad) = ("ARGYLE_API_KEY_ID is not set", ("ARGYLE_BASE_URL", "nowhere"));
    for (variables, key, expected) in [
        (
            &[id, secret, sandbox][..],
            "read-id",
            [
                "sandbox env",
                "production env",
                "`ARGYLE_ENVIRONMENT` and `base_url` are both set",
                "production env",
                "set.example",
                "sandbox env",
            ],
        ),
        (
            &[id, secret, gateway],
            "read-id",
            [
                "read.example",
                "`environment` and `ARGYLE_BASE_URL` are both set",
                "set.example",
                "production env",
                "set.example",
                "read.example",
            ],
        ),
        (
            &[id, secret, sandbox, gateway],
            "read-id",
            [
                both,
                "`environment` and `ARGYLE_BASE_URL` are both set",
                "`ARGYLE_ENVIRONMENT` and `base_url` are both set",
                "production env",
                "set.example",
                both,
            ],
        ),
        // Set values are not read from the environment.
        (&[gateway], none, [none, none, none, "production env", "set.example", "read.ex"]),
        (&[bad], none, [none, none, none, "production env", "set.example", "is refused"]),
        (&[], none, [none, none, none, "production env", "set.example", "neither an environment"]),
    ] {
        let found = built_with(variables);
        for (number, (built, expected)) in found.iter().zip(expected).enumerate() {
            assert!(built.contains(expected), "{number} {variables:?}: {built}");
            let is_client = built.starts_with("Client");
            let key = if number < 3 { key } else { "set-id" };
            assert_eq!(built.contains(key) && built.contains("deadline: 3s"), is_client, "{built}");
        }
        #[cfg(feature = "blocking")]
        assert!(found[6].contains(expected[0]) && found.len() == 7, "{variables:?}: {}", found[6]);
    }
}

#[test]
fn from_env_requires_a_complete_environment() {
    let keys = [("ARGYLE_API_KEY_ID", "id"), ("ARGYLE_API_KEY_SECRET", "hunter2")];
    let with = |more: &[(&'static str, &'static str)]| from_env_with(&[&keys, more].concat());
    assert!(from_env_with(&[]).contains("ARGYLE_API_KEY_ID is not set"));
    assert!(from_env_with(&keys[..1]).contains("ARGYLE_API_KEY_SECRET is not set"));
    assert!(with(&[]).contains("ARGYLE_ENVIRONMENT or ARGYLE_BASE_URL"));
    assert!(with(&[("ARGYLE_ENVIRONMENT", "staging")]).contains("\"staging\" is no environment"));
    assert!(
        with(&[("ARGYLE_BASE_URL", "nowhere")]).contains("is refused: it is not an absolute URL")
    );
    // A key in the wrong variable.
    for name in ["ARGYLE_ENVIRONMENT", "ARGYLE_BASE_URL"] {
        for key in ["hunter2", "hunter2-secret", "aVeryLongAndOpaqueKeyWithoutDigits"] {
            let message = with(&[(name, key)]);
            assert!(message.contains("\"[REDACTED]\" is "), "{message}");
        }
    }
    assert!(with(&[("ARGYLE_ENVIRONMENT", "production")]).contains("the production environment"));
    let both =
        with(&[("ARGYLE_ENVIRONMENT", "sandbox"), ("ARGYLE_BASE_URL", "https://gateway.example")]);
    assert!(both.contains("`ARGYLE_ENVIRONMENT` and `ARGYLE_BASE_URL` are both set"), "{both}");
    let one = with(&[("ARGYLE_ENVIRONMENT", ""), ("ARGYLE_BASE_URL", "https://gateway.example")]);
    assert!(one.contains("https://gateway.example") && !one.contains("hunter2"), "{one}");
}
