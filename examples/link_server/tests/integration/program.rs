//! Tests the program: its settings, its start, and its end.

use std::sync::{Arc, Mutex, mpsc};

use argyle_user_tokens::mock::{Argyle, MockServerExt as _};
use argyle_user_tokens::reqwest;
use uuid::Uuid;

use crate::running::{Running, refusal};

#[tokio::test]
async fn without_settings_it_serves_the_stand_in_until_ctrl_c() {
    let running = Running::start(&[]).await;
    let page = reqwest::get(running.page()).await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains(r#"data-link-script="/stand-in.js""#), "{page}");
    running.interrupt().await;
    let (status, printed, log) = running.ended().await;
    assert!(status.success(), "{status}");
    assert!(printed.contains("embedded, as ARGYLE_API_KEY_ID is not set"), "{printed}");
    assert_eq!(log, "");
}

#[tokio::test]
async fn a_key_opens_argyles_own_link() {
    let argyle = Argyle::start_async().await;
    for (environment, sandbox) in [("sandbox", true), ("production", false)] {
        let variables = [("ARGYLE_ENVIRONMENT", environment)];
        let running = Running::with(&argyle, Uuid::from_u128(7), &variables).await;
        let page = reqwest::get(running.page()).await.unwrap().text().await.unwrap();
        let script = r#"data-link-script="https://plugin.argyle.com/argyle.web.v5.js""#;
        assert!(page.contains(script), "{page}");
        assert!(page.contains(&format!(r#"data-sandbox="{sandbox}""#)), "{page}");
        assert!(!page.contains("stand-in"), "{page}");
    }
}

/// Builds the page's request for a token.
fn token_request(running: &Running, page: &reqwest::Response) -> reqwest::RequestBuilder {
    let cookie = page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let url = format!("{}/api/user-token", running.page());
    reqwest::Client::new().post(url).header("origin", running.page()).header("cookie", cookie)
}

#[tokio::test]
async fn tokens_are_minted_for_a_created_user() {
    let argyle = Argyle::start_async().await;
    // After this, Argyle refuses unknown users.
    argyle.add_user(Uuid::from_u128(1));
    let new = [("ARGYLE_USER_ID", ""), ("ARGYLE_NEW_USER", "customer-7")];
    for running in
        [Running::start(&[]).await, Running::with(&argyle, Uuid::from_u128(7), &new).await]
    {
        let page = reqwest::get(running.page()).await.unwrap();
        let answer = token_request(&running, &page).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        running.interrupt().await;
        let (_, printed, _) = running.ended().await;
        assert!(printed.contains("embedded") || printed.contains("for the new user "), "{printed}");
    }
}

#[tokio::test]
async fn a_call_in_flight_at_ctrl_c_gets_its_response() {
    let argyle = Argyle::start_async().await;
    let mut running = Running::with(&argyle, Uuid::from_u128(7), &[]).await;
    let (arrived, arrival) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Arc::new(Mutex::new(released));
    argyle.answer_first(|mocks| {
        mocks.create_user_token(|_when, then| {
            then.into_inner().respond_with(move |_| {
                arrived.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                let body = r#"{"user_token": "e30.e30.c2ln"}"#;
                argyle_user_tokens::mock::httpmock::HttpMockResponse::builder()
                    .status(201)
                    .body(body)
                    .build()
            });
        })
    });
    let page = reqwest::get(running.page()).await.unwrap();
    let asked = token_request(&running, &page);
    let answer = tokio::spawn(asked.send());
    tokio::task::spawn_blocking(move || arrival.recv()).await.unwrap().unwrap();
    running.interrupt().await;
    running.goes_on().await;
    release.send(()).unwrap();
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    assert!(running.ended().await.0.success());
}

#[tokio::test]
async fn missing_or_refused_settings_exit_with_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let id = ("ARGYLE_API_KEY_ID", "id");
    let secret = ("ARGYLE_API_KEY_SECRET", "hunter2");
    let environment = ("ARGYLE_ENVIRONMENT", "sandbox");
    let base_url = ("ARGYLE_BASE_URL", "http://127.0.0.1:1");
    for (variables, expected) in [
        (&[id][..], "ARGYLE_API_KEY_SECRET is not set"),
        (&[id, secret, base_url], "ARGYLE_ENVIRONMENT is not set: it is sandbox or production"),
        (
            &[id, secret, environment],
            "ARGYLE_USER_ID is not set: it is the id of a user that exists",
        ),
        (
            &[
                id,
                secret,
                environment,
                ("ARGYLE_USER_ID", "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7"),
                ("ARGYLE_NEW_USER", "a"),
            ],
            "ARGYLE_USER_ID and ARGYLE_NEW_USER are both set",
        ),
        (
            &[
                id,
                secret,
                environment,
                ("ARGYLE_BASE_URL", "http://127.0.0.1:1"),
                ("ARGYLE_NEW_USER", "a"),
            ],
            "create_user: ",
        ),
        (&[id, secret, environment, ("ARGYLE_USER_ID", "7")], "ARGYLE_USER_ID cannot be used: "),
        (&[("LINK_SERVER_ADDRESS", "localhost")], "LINK_SERVER_ADDRESS cannot be used: "),
        (&[("LINK_SERVER_ADDRESS", "0.0.0.0:0")], "LINK_SERVER_ORIGIN is not set: "),
        (&[("LINK_SERVER_ADDRESS", &taken)], "cannot be listened on: "),
        (&[("LINK_SERVER_ORIGIN", "http://pay.example")], "LINK_SERVER_ORIGIN cannot be used: "),
        (&[("LINK_SCRIPT_URL", "link.js")], "LINK_SCRIPT_URL cannot be used: "),
    ] {
        let (code, said) = refusal(variables).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(expected) && !said.contains("hunter2"), "{said}");
    }
}
