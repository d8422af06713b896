//! Every failure has its kind, a message, and answers to the questions of programs.

use std::error::Error as _;
use std::time::Duration;

use argyle_user_tokens::{Environment, Error, ErrorKind, RetryPolicy, types};
use tokio::time::Instant;

use crate::server::{Address, HEADERS, Server, TOKEN, USER, failure, reply};
use crate::tls::{Authority, Backend};
use crate::tunnel::Tunnel;

/// Returns the error of an attempt that is answered with `bytes`.
async fn error_after(bytes: Vec<u8>) -> Error {
    let server = Server::answering(bytes).await;
    let error = failure(server.client().retry(RetryPolicy::none())).await;
    assert_eq!(error.attempts(), 1, "{error}");
    error
}

#[tokio::test]
async fn argyles_sentence_is_the_message() {
    let error = error_after(reply("403 Forbidden", HEADERS, r#"{"detail": "Not\nyours."}"#)).await;
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(
        error.to_string(),
        "create_user_token: Argyle answered 403 Forbidden: Not yours. (trace id trace-1)"
    );
    let api = error.api().unwrap();
    assert_eq!((api.status().as_u16(), api.message()), (403, Some("Not yours.")));
    assert_eq!((api.trace_id(), error.trace_id()), (Some("trace-1"), Some("trace-1")));
    assert_eq!(
        (api.retry_after(), error.retry_after()),
        (Some(Duration::from_secs(7)), Some(Duration::from_secs(7)))
    );
    assert!(api.fields().is_empty() && !error.is_retryable() && error.maybe_sent());
}

#[tokio::test]
async fn argyles_map_of_fields_is_read_at_every_depth() {
    let body = r#"{"user": ["Must be a valid UUID.", "Again."], "a": {"b": ["c"], "d": [{"e": "f"}]}, "g": "h"}"#;
    let error = error_after(reply("400 Bad Request", HEADERS, body)).await;
    let fields: Vec<_> = error
        .api()
        .unwrap()
        .fields()
        .iter()
        .map(|(name, messages)| (name.as_str(), messages.join("|")))
        .collect();
    let expected =
        [("a.b", "c"), ("a.d.0.e", "f"), ("g", "h"), ("user", "Must be a valid UUID.|Again.")];
    assert_eq!(fields, expected.map(|(name, text)| (name, text.to_owned())));
    assert!(error.to_string().contains("user: Must be a valid UUID. Again."), "{error}");
}

#[tokio::test]
async fn html_empty_and_huge_bodies_are_api_errors() {
    for (body, kept) in [
        ("<html>Bad gateway</html>".to_owned(), 24),
        (String::new(), 0),
        (r#"{"detail": " "}"#.to_owned(), 15),
        ("x".repeat(8192), 8192),
        ("x".repeat(8193), 8192),
        ("ä".repeat(1 << 20), 8192),
    ] {
        let error = error_after(reply("502 Bad Gateway", HEADERS, &body)).await;
        let api = error.api().unwrap();
        assert_eq!(api.status().as_u16(), 502);
        assert_eq!(api.body(), &body[..kept]);
        assert_eq!((api.message(), api.fields().len()), (None, 0));
        assert!(error.is_retryable() && error.to_string().len() < 200, "{error}");
    }
}

#[tokio::test]
async fn an_incomplete_error_body_is_used_as_it_came() {
    let bytes = "HTTP/1.1 403 Forbidden\r\ncontent-length: 500\r\nx-trace-id: trace-1\r\n\r\n{\"detail\": \"No.\"}";
    let error = error_after(bytes.as_bytes().to_vec()).await;
    let api = error.api().unwrap();
    assert_eq!(
        (api.message(), api.body(), api.trace_id()),
        (Some("No."), "{\"detail\": \"No.\"}", Some("trace-1"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_error_body_is_awaited_for_a_second() {
    let server =
        Server::answering_and_holding("HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\n").await;
    let started = Instant::now();
    let error = failure(server.client()).await;
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Api, 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn retry_after_counts_from_the_head_without_a_body() {
    let head = "HTTP/1.1 429 Wait\r\nretry-after: 5\r\ncontent-length: 9\r\n\r\n";
    let server = Server::answering_and_holding(head).await;
    let started = Instant::now();
    let retry = RetryPolicy::default().max_attempts(2.try_into().unwrap());
    let error = failure(server.client().retry(retry)).await;
    // The second attempt starts after 5 seconds, and waits for its body for one more.
    assert_eq!((error.attempts(), started.elapsed().as_secs()), (2, 6), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
}

#[tokio::test]
async fn the_alternate_form_prints_causes_on_one_line() {
    let vacant = Address::taken();
    let client = argyle_user_tokens::Client::builder()
        .credentials(crate::server::credentials())
        .base_url(vacant.url());
    let error = failure(client.retry(RetryPolicy::none())).await;
    let mut chain = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push(cause.to_string());
        source = cause.source();
    }
    let printed = format!("{error:#}");
    assert_eq!(printed, chain.join(": "));
    assert!(chain.len() > 1 && printed.contains("refused") && !printed.contains('\n'), "{printed}");
    // The first layer states the reason, and no other one repeats it.
    assert_eq!(printed.matches("refused").count(), 1, "{printed}");
    assert!(error.to_string().contains("refused"));
}

#[tokio::test]
async fn an_error_about_many_fields_is_summarized() {
    let messages = vec!["Enter a valid value."; 600];
    let body =
        serde_json::json!({"user": ["Must be a valid UUID."], "items": messages}).to_string();
    let error = error_after(reply("400 Bad Request", "", &body)).await;
    let api = error.api().unwrap();
    assert_eq!(
        (api.fields()["items"].len(), api.fields()["user"].len(), api.body().len()),
        (600, 1, 8192)
    );
    assert!(error.to_string().len() < 1200, "{error}");
}

#[tokio::test]
async fn an_error_says_that_parts_are_missing() {
    let deep = |levels: usize| format!("{}\"No.\"{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let many = |count: usize| serde_json::json!({ "items": vec!["No."; count] }).to_string();
    let long = |length: usize| serde_json::json!({ "a": "b".repeat(length) }).to_string();
    for (body, whole, says) in [
        (deep(120), true, false),
        (deep(127), true, false),
        (many(1024), true, false),
        (many(1025), false, true),
        (serde_json::json!(vec!["No."; 1024]).to_string(), true, false),
        (serde_json::json!(vec!["No."; 1025]).to_string(), false, true),
        (long(4096), true, false),
        (long(4097), false, false),
        (serde_json::json!({ "a".repeat(256): "No." }).to_string(), true, false),
        (serde_json::json!({ "a".repeat(257): "No." }).to_string(), false, false),
        (serde_json::json!({ "a".repeat(250): {"bcdefgh": "No."} }).to_string(), false, false),
        // A body without JSON has no message.
        (" \n".to_owned(), true, false),
        ("null and void".to_owned(), true, false),
    ] {
        let error = error_after(reply("400 Bad Request", "", &body)).await;
        let fields = error.api().unwrap().fields();
        let cut = fields.iter().any(|(name, messages)| {
            name.ends_with('…') || messages.iter().any(|message| message.ends_with('…'))
        });
        let message = error.to_string();
        assert_eq!(message.ends_with(", and more"), says, "{body}: {message}");
        assert_eq!(!cut && !says, whole, "{body}: {fields:?}");
        let most = |name: &String| name.len() <= 256 + '…'.len_utf8();
        assert!(fields.keys().all(most) && message.len() < 1200, "{message}");
    }
}

#[tokio::test]
async fn an_incomplete_body_is_shown_and_not_read() {
    let start = "the start of a body of application/json, which is in `ApiError::body`";
    let whole = "400 Bad Request with a body of application/json, which is in `ApiError::body`";
    let fields = |count: usize| {
        let fields =
            (0..count).map(|field| (field.to_string(), vec!["Enter a valid value, please."]));
        serde_json::to_string(&fields.collect::<std::collections::BTreeMap<_, _>>()).unwrap()
    };
    let long = |length: usize| format!(r#"{{"detail": "No.", "a": "{:b<1$}"}}"#, "", length - 26);
    for (body, says) in [
        (r#"{"a": ["No.", "No.""#.to_owned(), start),
        (r#""No"#.to_owned(), start),
        // More than 16 KiB, and exactly 16 KiB.
        (fields(511), start),
        (long(16 * 1024 + 1), start),
        (long(16 * 1024), ": No; a: bb"),
        (serde_json::json!({ "detail": "é".repeat(9000) }).to_string(), start),
        // More objects and lists than the limit, and exactly the limit.
        (serde_json::json!(vec![[0]; 512]).to_string(), whole),
        (serde_json::json!({ "a": vec![[0]; 510] }).to_string(), ": a.0.0: 0; a.1.0: 0"),
        // A depth beyond the limit of serde_json.
        (format!("{}{}", "[".repeat(200), "]".repeat(200)), whole),
        ("[".repeat(200), whole),
        ("{nothing".to_owned(), whole),
        ("NaN".to_owned(), whole),
    ] {
        let bytes = reply("400 Bad Request", "content-type: application/json\r\n", &body);
        let error = error_after(bytes).await;
        let api = error.api().unwrap();
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(says.starts_with(':'), api.message().is_some() || !api.fields().is_empty());
        assert!(body.starts_with(api.body()) && !api.body().is_empty(), "{}", api.body());
    }
}

#[tokio::test]
async fn a_detail_is_the_message_beside_any_fields() {
    let body = format!(
        "{{{}\"detail\": \"No.\"}}",
        (0..400).map(|name| format!("\"{name}\": [1, 2, 3], ")).collect::<String>()
    );
    let error = error_after(reply("400 Bad Request", "", &body)).await;
    let api = error.api().unwrap();
    assert_eq!((api.message(), api.fields().len()), (Some("No."), 1023));
    assert!(error.to_string().contains("No; 0.0: 1; 0.1: 2"), "{error}");
    assert!(error.to_string().ends_with("…, and more"), "{error}");
}

#[tokio::test]
async fn numbers_are_shown_unchanged_or_not_at_all() {
    let body = r#"{"a": 18446744073709551615, "b": -7, "c": 7, "d": 12345678901234567890123, "e": 1e300, "f": true, "g": 1.5}"#;
    let error = error_after(reply("400 Bad Request", "", body)).await;
    let fields = error.api().unwrap().fields();
    let shown: Vec<&str> = fields.values().map(|messages| messages[0].as_str()).collect();
    let expected =
        ["18446744073709551615", "-7", "7", "[REDACTED]", "[REDACTED]", "true", "[REDACTED]"];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn the_message_of_a_401_names_the_environment() {
    let bytes = reply("401 Unauthorized", HEADERS, r#"{"detail": "Invalid username/password."}"#);
    let server = Server::answering(bytes).await;
    let error = failure(server.client()).await;
    let expected =
        format!("one environment, and this client talks to the base URL {}", server.url());
    assert!(error.is_unauthorized() && error.to_string().contains(&expected), "{error}");

    // The same through a proxy, so that the client uses an environment.
    for backend in Backend::ALL.iter().copied() {
        let authority = Authority::new();
        let body = r#"{"detail": "Invalid username/password."}"#;
        let bytes = reply("401 Unauthorized", HEADERS, body);
        let server = Server::secured(authority.server("api-sandbox.argyle.com"), bytes).await;
        let tunnel = Tunnel::to(server.address()).await;
        let client = argyle_user_tokens::Client::builder()
            .credentials(crate::server::credentials())
            .environment(Environment::Sandbox)
            .configure_http(|http| {
                let http = backend.choose(http).tls_certs_only([authority.root()]);
                http.proxy(tunnel.proxy("id:password"))
            });
        let error = failure(client).await;
        let expected = "one environment, and this client talks to the sandbox environment \
                        (https://api-sandbox.argyle.com)";
        assert!(error.is_unauthorized() && error.to_string().contains(expected), "{error}");
        assert_eq!((server.requests().len(), tunnel.requests().len()), (1, 1), "{backend:?}");
    }
}

#[tokio::test]
async fn an_undocumented_success_names_the_location() {
    for (body, place) in [
        ("{}".to_owned(), "has no field `user_token`"),
        (r#"{"user_token": null}"#.to_owned(), "has no field `user_token`"),
        (r#"{"user_token": ""}"#.to_owned(), "line 1 column 18"),
        (format!(r#"{{"user_token": {{"jwt": "{TOKEN}"}}}}"#), "line 1 column 15"),
        (format!("{{\n \"user_token\": [\"{TOKEN}\"]}}"), "line 2 column 15"),
        (format!(r#""{TOKEN}""#), "line 1 column "),
        (format!(r#"{{"user_token": "{}"#, &TOKEN[..20]), "line 1 column 36"),
        ("<html></html>".to_owned(), "line 1 column 1"),
        (String::new(), "line 1 column 0"),
    ] {
        let error = error_after(reply("200 OK", HEADERS, &body)).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{body}");
        assert!(error.to_string().contains(place), "{body}: {error}");
        assert_eq!(error.status().unwrap().as_u16(), 200);
        assert_eq!(
            (error.trace_id(), error.retry_after()),
            (Some("trace-1"), Some(Duration::from_secs(7)))
        );
        assert!(error.api().is_none() && !error.is_retryable());
    }
}

#[tokio::test]
async fn a_body_that_does_not_decode_states_one_reason() {
    let error = error_after(reply("200 OK", HEADERS, "{")).await;
    let expected = "line 1 column 1: the body ends too early (trace id trace-1)";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert!(error.source().is_none());
}

#[tokio::test]
async fn temporary_statuses_are_retryable() {
    for (status, retryable) in [
        ("400 Bad Request", false),
        ("401 Unauthorized", false),
        ("404 Not Found", false),
        ("408 Request Timeout", true),
        ("429 Too Many Requests", true),
        ("500 Internal Server Error", true),
        ("503 Service Unavailable", true),
    ] {
        let error = error_after(reply(status, "", "")).await;
        assert_eq!(error.is_retryable(), retryable, "{status}");
        assert_eq!(error.is_not_found(), status.starts_with("404"), "{status}");
        assert_eq!(error.is_rate_limited(), status.starts_with("429"), "{status}");
    }
}

#[tokio::test]
async fn an_incomplete_request_is_not_sent() {
    let server = Server::silent().await;
    let client = server.client().build().unwrap();
    for request in
        [client.create_user_token(), client.create_user_token().body_map(|body| body.user("x"))]
    {
        let error = request.send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
        assert!(error.to_string().contains("user") && !error.maybe_sent(), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn an_incomplete_body_names_the_missing_property() {
    let error = types::CreateUserTokenRequest::builder().build().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
    let expected = "`CreateUserTokenRequest` cannot be built: no value supplied for user";
    assert_eq!(error.to_string(), expected);
    let body = types::CreateUserTokenRequest::builder().user(USER).build().unwrap();
    assert_eq!(body.user, USER);
}

#[tokio::test]
async fn an_unreachable_server_has_seen_nothing() {
    let vacant = Address::taken();
    let client = argyle_user_tokens::Client::builder()
        .credentials(crate::server::credentials())
        .base_url(vacant.url())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.user_token(USER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains(&vacant.url()), "{error}");
    assert!(!error.maybe_sent() && error.is_retryable() && error.source().is_some());
}
