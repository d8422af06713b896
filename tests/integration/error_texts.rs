//! An error states in one line what failed, why, and what to do.

use std::time::Duration;

use argyle_user_tokens::{Client, ClientBuilder, Environment, RetryPolicy, reqwest};

use crate::server::{Address, HEADERS, Server, credentials, failure, reply};
use crate::tls::{Authority, Backend};

/// Returns the text of the error of a call that is answered with `bytes`.
async fn text_after(bytes: Vec<u8>, retry: RetryPolicy) -> String {
    let server = Server::answering(bytes).await;
    failure(server.client().retry(retry)).await.to_string()
}

/// A client of an environment that only the proxies of `configure` lead to.
fn proxied(
    backend: Backend,
    configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> ClientBuilder {
    Client::builder()
        .credentials(credentials())
        .environment(Environment::Sandbox)
        .retry(RetryPolicy::none())
        .configure_http(|http| configure(backend.choose_alone(http)))
}

fn proxy(url: &str) -> reqwest::Proxy {
    reqwest::Proxy::all(url).unwrap()
}

#[tokio::test]
async fn a_message_continues_without_the_servers_full_stop() {
    for (body, expected) in [
        (r#"{"detail": "Request was throttled."}"#, "Request was throttled; after 4 attempts"),
        (r#"{"detail": "Please wait..."}"#, "Please wait; after 4 attempts"),
        (r#"{"detail": "待って。"}"#, "待って; after 4 attempts"),
        (r#"{"detail": "Why?"}"#, "Why?; after 4 attempts"),
        (r#"{"detail": "No.", "user": ["Bad.", "Worse."]}"#, "No; user: Bad. Worse; after"),
        (r#"{"a": "No.", "b": "No."}"#, "a: No; b: No; after 4 attempts"),
        (
            r#"{"detail": "No.", "a": ["b.""#,
            " with the start of a body of an unnamed type, which is in `ApiError::body`; after",
        ),
    ] {
        let retry = RetryPolicy::default().base_delay(Duration::ZERO);
        let text = text_after(reply("503 Unavailable", "", body), retry).await;
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn waits_and_attempts_are_rounded_for_people() {
    for (retry_after, expected) in [
        (
            "3600",
            "; after 1 attempt; the next attempt would be in 60 min, which exceeds the deadline",
        ),
        ("90", "; after 1 attempt; the next attempt would be in 90 s, which exceeds the deadline"),
    ] {
        let headers = format!("retry-after: {retry_after}\r\n");
        let text = text_after(reply("429 Wait", &headers, ""), RetryPolicy::default()).await;
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_used_up_its_deadline_says_so() {
    let server = Server::silent().await;
    let brief = Duration::from_nanos(1_500_400_000);
    let text = failure(server.client().deadline(brief)).await.to_string();
    let expected = "create_user_token: no response within the deadline of 1.5 s for the call";
    assert_eq!(text, expected);

    let timeout = Duration::from_millis(999);
    let client = server.client().deadline(Duration::from_secs(1)).attempt_timeout(timeout);
    let retry = RetryPolicy::default().base_delay(Duration::from_secs(9));
    let text = failure(client.retry(retry.max_delay(Duration::from_secs(9)))).await.to_string();
    let expected = "no response within the attempt timeout of 999 ms; the deadline leaves no time \
                    for another attempt";
    assert!(text.ends_with(expected), "{text}");
}

#[tokio::test]
async fn a_foreign_error_body_is_named_with_its_media_type() {
    let html = "content-type: text/html; charset=UTF-8\r\nx-trace-id: trace-1\r\n";
    let text =
        text_after(reply("403 Forbidden", html, "<html>No.</html>"), RetryPolicy::none()).await;
    let expected = "create_user_token: Argyle answered 403 Forbidden with a body of text/html, which is in \
                    `ApiError::body` (trace id trace-1)";
    assert_eq!(text, expected);
    let text = text_after(reply("403 Forbidden", "", "No."), RetryPolicy::none()).await;
    assert!(
        text.contains("with a body of an unnamed type, which is in `ApiError::body`"),
        "{text}"
    );
    for (headers, body) in [(html, ""), (HEADERS, r#"{"detail": "No."}"#)] {
        let text = text_after(reply("403 Forbidden", headers, body), RetryPolicy::none()).await;
        assert!(!text.contains("body"), "{text}");
    }
    let text = text_after(reply("200 OK", html, "<html></html>"), RetryPolicy::none()).await;
    assert!(text.contains("whose body of text/html differs at line 1 column 1"), "{text}");
}

#[tokio::test]
async fn a_value_that_is_missing_names_its_operation() {
    let client = Server::silent().await.client().build().unwrap();
    let text = client.create_user_token().send().await.unwrap_err().to_string();
    assert!(text.starts_with("create_user_token: the request was not sent: "), "{text}");
    assert!(text.contains("user"), "{text}");
}

#[tokio::test]
async fn a_connection_that_fails_gives_the_reason_once() {
    let vacant = Address::taken();
    let client = Client::builder().credentials(credentials()).retry(RetryPolicy::none());
    let error = failure(client.base_url(vacant.url())).await;
    let expected = format!("no connection could be made to {}: Connection refused", vacant.url());
    assert!(error.to_string().contains(&expected), "{error}");
    assert_eq!(format!("{error:#}").matches("refused").count(), 1, "{error:#}");

    for (bytes, expected) in [
        (&b""[..], "before the response was complete: connection closed before message completed"),
        (b"SSH-2.0\r\n\r\n", "before the response was complete: invalid HTTP version parsed"),
    ] {
        let text = text_after(bytes.to_vec(), RetryPolicy::none()).await;
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn an_untrusted_certificate_is_the_reason() {
    for backend in Backend::ALL.iter().copied() {
        let authority = Authority::new();
        let server = Server::secured(authority.server("127.0.0.1"), Vec::new()).await;
        let client = Client::builder()
            .credentials(credentials())
            .base_url(server.url())
            .retry(RetryPolicy::none())
            .configure_http(|http| backend.choose_alone(http));
        let text = failure(client).await.to_string();
        assert!(text.contains("certificate"), "{backend:?}: {text}");
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_user_info() {
    for backend in Backend::ALL.iter().copied() {
        for (status, expected) in [
            ("403 Forbidden", ", which refused the tunnel and may forbid this host: "),
            ("407 Proxy Authentication Required", " (407), which asks for credentials: "),
            ("502 Bad Gateway", ", which refused the tunnel and may forbid this host: "),
        ] {
            let server = Server::answering(reply(status, "", "")).await;
            let address = server.address();
            let url = format!("http://user-info:hunter2@{address}");
            let error = failure(proxied(backend, |http| http.proxy(proxy(&url)))).await;
            assert_eq!(error.is_retryable(), !status.starts_with("407"), "{error}");
            assert!(!error.maybe_sent(), "{error}");
            let text = format!("{error:#}");
            let expected = format!("sandbox.argyle.com through the proxy {address}{expected}");
            assert!(text.contains(&expected), "{backend:?}: {text}");
            let all = format!("{text}{error:?}");
            assert!(!all.contains("user-info") && !all.contains("hunter2"), "{all}");
        }
    }
}

#[tokio::test]
async fn an_unreachable_proxy_is_named() {
    let vacant = Address::taken();
    let url = format!("http://{}", vacant.get());
    let client = proxied(Backend::ALL[0], |http| http.proxy(proxy(&url)));
    let text = failure(client).await.to_string();
    let expected = format!("through the proxy {}: Connection refused", vacant.get());
    assert!(text.contains(&expected), "{text}");
}

#[tokio::test]
async fn an_ambiguous_proxy_is_not_named() {
    let server = Server::answering(reply("403 Forbidden", "", "")).await;
    let url = format!("http://{}", server.address());
    let to = url.parse::<reqwest::Url>().unwrap();
    type Set = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder>;
    let (first, second) = (proxy(&url), proxy("http://other.example"));
    let sets: [Set; 2] = [
        Box::new(move |http| http.proxy(first).proxy(second)),
        Box::new(move |http| http.proxy(reqwest::Proxy::custom(move |_| Some(to.clone())))),
    ];
    for set in sets {
        let text = failure(proxied(Backend::ALL[0], set)).await.to_string();
        assert!(text.contains("through a proxy, which refused the tunnel"), "{text}");
    }
}

#[tokio::test]
async fn invisible_marks_are_escaped_in_every_text() {
    let marks = "\u{202e}\u{2066}\u{200f}\u{200b}\u{feff}\u{ad}\u{e0041}\u{61c}\u{fe0f}\u{200d}";
    let body = serde_json::json!({ "detail": format!("a{marks}b"), format!("c{marks}"): [marks] });
    let server = Server::answering(reply("400 Bad Request", HEADERS, body.to_string())).await;
    let error = failure(server.client()).await;
    let api = error.api().unwrap();
    let escaped: String = marks.chars().map(|mark| mark.escape_unicode().to_string()).collect();
    assert_eq!(api.message(), Some(&*format!("a{escaped}b")));
    assert_eq!(api.fields()[&format!("c{escaped}")], std::slice::from_ref(&escaped));
    let all = [format!("{error} {error:#} {error:?}"), api.body().to_owned()].concat();
    assert!(all.contains(&escaped) && !all.contains(|letter| marks.contains(letter)), "{all}");
}
