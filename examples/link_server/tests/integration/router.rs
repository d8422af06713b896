//! Tests the responses of the router, without a browser.

use std::collections::HashSet;

use argyle_user_tokens::mock::{Argyle, MockServerExt as _};
use argyle_user_tokens::{Client, RetryPolicy, UserToken};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use link_server::{AppState, LinkScript, app};
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;

const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);
const HOST: &str = "127.0.0.1:3000";
const ORIGIN: &str = "http://127.0.0.1:3000";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Returns the token of the response.
    fn token(&self) -> UserToken {
        assert_eq!(self.status, 200, "{}", self.body);
        let mut body: Value = serde_json::from_str(&self.body).unwrap();
        serde_json::from_value(body["userToken"].take()).unwrap()
    }

    /// Returns the sentence of an error response.
    fn sentence(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["error"].as_str().unwrap().to_owned()
    }
}

/// A server that calls `argyle` without retries.
fn server(argyle: &Argyle) -> Router {
    serving(argyle.client().retry(RetryPolicy::none()).build().unwrap())
}

fn serving(client: Client) -> Router {
    let origin = "https://pay.example.com".parse().unwrap();
    app(AppState::new(client, USER, true, &LinkScript::Argyle, Some(origin)))
}

async fn call(server: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", HOST);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    // The server must ignore a user in the request.
    let body = format!(r#"{{"user":"{}"}}"#, Uuid::from_u128(13));
    let response = server.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// Returns the cookie of a new session, as a browser sends it.
async fn session(server: &Router) -> String {
    let page = call(server, "GET", "/", &[]).await;
    page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Requests a token as the page does.
async fn ask(server: &Router, cookie: &str) -> Answer {
    let headers = [("cookie", cookie), ("origin", ORIGIN), ("sec-fetch-site", "same-origin")];
    call(server, "POST", "/api/user-token", &headers).await
}

#[tokio::test]
async fn the_page_starts_one_session_without_naming_the_user() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let page = call(&server, "GET", "/", &[]).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, Some("no-store")));
    let cookie = page.header("set-cookie").unwrap();
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let told = format!("{:?} {}", page.headers, page.body);
    assert!(!told.contains(&USER.to_string()) && !told.contains(&USER.simple().to_string()));

    let cookie = format!("other=1; {}", cookie.split(';').next().unwrap());
    let again = call(&server, "GET", "/", &[("cookie", &cookie)]).await;
    assert_eq!(again.header("set-cookie"), None);
    let forged = format!("link_session={}", Uuid::new_v4());
    let forged = call(&server, "GET", "/", &[("cookie", &forged)]).await;
    assert!(forged.header("set-cookie").is_some());
}

#[tokio::test]
async fn each_request_of_a_session_gets_a_new_token() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let cookie = session(&server).await;
    let mut tokens = HashSet::new();
    for _ in 0..3 {
        let answer = ask(&server, &cookie).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let token = answer.token();
        assert_eq!(token.claims().unwrap().user_id, Some(USER));
        tokens.insert(token.expose_secret().to_owned());
    }
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn without_a_session_no_token_is_requested() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let asked = argyle.answer_first(|mocks| {
        mocks.create_user_token(|_when, then| {
            then.into_inner().status(500);
        })
    });
    let unknown = format!("link_session={}", Uuid::new_v4());
    let other_name = session(&server).await.replace("link_session", "session");
    for cookie in ["", "link_session=", "link_session=1", &unknown, &other_name] {
        let answer = ask(&server, cookie).await;
        assert_eq!(answer.status, 401, "{cookie}");
        assert!(answer.sentence().contains("Reload the page"), "{}", answer.body);
    }
    assert_eq!(asked.calls_async().await, 0);
}

#[tokio::test]
async fn only_the_own_page_may_ask_for_a_token() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let cookie = session(&server).await;
    for (site, origin, expected) in [
        (Some("same-origin"), Some(ORIGIN), 200),
        (Some("same-origin"), None, 200),
        (None, Some(ORIGIN), 200),
        (None, None, 403),
        (Some("same-site"), Some(ORIGIN), 403),
        (Some("cross-site"), None, 403),
        (Some("none"), None, 403),
        (Some("same-origin"), Some("http://127.0.0.1:3001"), 403),
        (None, Some("https://evil.example"), 403),
        (None, Some("https://127.0.0.1:3000"), 403),
        (None, Some("null"), 403),
    ] {
        let headers = [("sec-fetch-site", site), ("origin", origin), ("cookie", Some(&cookie))];
        let headers: Vec<_> =
            headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let answer = call(&server, "POST", "/api/user-token", &headers).await;
        assert_eq!(answer.status, expected, "{site:?} {origin:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn foreign_hosts_are_refused_and_cookies_require_tls() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let refused = call(&server, "GET", "/", &[("host", "rebound.example:3000")]).await;
    assert_eq!((refused.status.as_u16(), refused.header("set-cookie")), (421, None));

    let public = [("host", "pay.example.com")];
    let page = call(&server, "GET", "/", &public).await;
    let cookie = page.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    assert!(!session(&server).await.contains("__Host-"), "loopback needs no TLS");
    let cookie = cookie.split(';').next().unwrap();
    for (origin, expected) in [("https://pay.example.com", 200), ("http://pay.example.com", 403)] {
        let headers = [public[0], ("cookie", cookie), ("origin", origin)];
        let answer = call(&server, "POST", "/api/user-token", &headers).await;
        assert_eq!(answer.status, expected, "{origin}");
    }
}

#[tokio::test]
async fn a_failure_shows_a_sentence_and_no_text_of_argyle() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    let cookie = session(&server).await;
    for (status, wait, body, expected, sentence) in [
        (503, None, "<h1>Sunspots</h1>", 503, "Please try again in a moment."),
        (503, Some("1"), "Sunspots", 503, "Please try again in 1 second."),
        (429, Some("90"), r#"{"detail": "Sunspots"}"#, 503, "Please try again in 90 seconds."),
        (500, Some("150"), "Sunspots", 503, "Please try again in 3 minutes."),
        (401, None, r#"{"detail": "Sunspots"}"#, 500, "tell our support this reference: "),
        (400, None, r#"{"user": ["Sunspots"]}"#, 500, "tell our support this reference: "),
        (200, None, r#"{"detail": "Sunspots"}"#, 502, "tell our support this reference: "),
        (302, None, "Sunspots", 502, "tell our support this reference: "),
    ] {
        let failing = argyle.answer_first(|mocks| {
            mocks.create_user_token(|_when, then| {
                let then = then.into_inner().status(status).body(body);
                if let Some(seconds) = wait {
                    then.header("retry-after", seconds);
                }
            })
        });
        let answer = ask(&server, &cookie).await;
        failing.delete_async().await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (expected, wait));
        assert!(answer.sentence().contains(sentence), "{status}: {}", answer.body);
        assert!(!answer.body.contains("Sunspots"), "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    ask(&server, &cookie).await.token();
}

#[tokio::test]
async fn an_unreachable_argyle_is_a_503() {
    let argyle = Argyle::start_async().await;
    // Bound and not listening, so no other test gets the port.
    let vacant = tokio::net::TcpSocket::new_v4().unwrap();
    vacant.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let nobody = vacant.local_addr().unwrap();
    let client = argyle.client().base_url(format!("http://{nobody}"));
    let server = serving(client.retry(RetryPolicy::none()).build().unwrap());
    let answer = ask(&server, &session(&server).await).await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains(&nobody.to_string()), "{}", answer.body);
}

#[tokio::test]
async fn every_response_restricts_the_browser() {
    let argyle = Argyle::start_async().await;
    let server = server(&argyle);
    for (method, path, host, expected) in [
        ("GET", "/", HOST, 200),
        ("GET", "/link.js", HOST, 200),
        ("GET", "/stand-in.js", HOST, 200),
        ("GET", "/style.css", HOST, 200),
        ("GET", "/icon.svg", HOST, 200),
        ("GET", "/nothing", HOST, 404),
        ("GET", "/api/user-token", HOST, 405),
        ("POST", "/api/user-token", HOST, 403),
        ("GET", "/", "rebound.example", 421),
    ] {
        let answer = call(&server, method, path, &[("host", host)]).await;
        assert_eq!(answer.status, expected, "{method} {path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{policy}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
    }
}
