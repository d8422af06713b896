//! The embedded Argyle behaves like the real one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use argyle_user_tokens::mock::httpmock::{Mock, MockServer};
use argyle_user_tokens::mock::{Argyle, MockServerExt};
use argyle_user_tokens::{
    Client, Credentials, ErrorKind, RetryPolicy, types::CreateUserTokenRequest,
};

use crate::server::{Address, USER, failure};

#[tokio::test]
async fn tokens_expire_in_an_hour() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let request = client.create_user_token().body(request(USER));
    let response = request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), 201);
    let claims = response.user_token.as_ref().unwrap().claims().unwrap();
    assert_eq!((claims.user_id, claims.subject), (Some(USER), Some(USER.to_string())));
    assert!(claims.client_id.is_some() && claims.issuer.is_some() && claims.id.is_some());
    assert!(claims.other.contains_key("fid"));
    let left = claims.expires_at.unwrap().duration_since(SystemTime::now()).unwrap();
    assert!(left <= Duration::from_secs(3600) && left > Duration::from_secs(3500), "{left:?}");
}

#[tokio::test]
async fn wrong_credentials_get_401_with_the_body_of_argyle() {
    let argyle = Argyle::start_async().await;
    let wrong = Credentials::new("wrong", "wrong").unwrap();
    let error = failure(argyle.client().credentials(wrong)).await;
    assert!(error.is_unauthorized() && error.trace_id().is_some());
    assert_eq!(error.api().unwrap().body(), r#"{"detail":"Invalid username/password."}"#);
}

#[tokio::test]
async fn an_invalid_body_gets_400_with_a_map_of_fields() {
    let argyle = Argyle::start_async().await;
    let url = format!("{}/v2/user-tokens", argyle.base_url());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for (body, field) in [
        (r#"{}"#, Some("user")),
        (r#"{"user": "x"}"#, Some("user")),
        (r#"{"user": 5}"#, Some("user")),
        ("{", None),
    ] {
        let [(_, id), (_, secret), ..] = argyle.environment();
        let request = http.post(&url).basic_auth(id, Some(secret));
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 400, "{body}");
        let problems: serde_json::Value =
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(field.is_none_or(|field| problems[field][0].is_string()), "{problems}");
    }
}

#[tokio::test]
async fn mocks_answer_first_and_argyle_the_rest() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    let other = uuid::Uuid::nil();
    let failing = argyle.answer_first(|server| {
        server.create_user_token(|when, then| {
            when.body(&request(other));
            then.status(503);
        })
    });
    assert_eq!(client.user_token(other).await.unwrap_err().kind(), ErrorKind::Api);
    assert!(client.user_token(USER).await.is_ok());
    failing.assert();
}

#[tokio::test]
async fn unknown_users_are_refused_after_add_user() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let other = uuid::Uuid::nil();
    assert!(client.user_token(other).await.is_ok());
    argyle.add_user(USER);
    assert!(client.user_token(USER).await.is_ok());
    let error = client.user_token(other).await.unwrap_err();
    assert!(!error.is_retryable());
    assert!(!error.api().unwrap().fields()["user"].is_empty(), "{error}");
    // The users stay known after mocks are put in front.
    argyle.answer_first(|_| ());
    assert!(client.user_token(USER).await.is_ok());
    assert!(client.user_token(other).await.is_err());
    argyle.add_user(other);
    assert!(client.user_token(other).await.is_ok());
}

#[tokio::test]
async fn a_server_listens_on_its_address_until_dropped() {
    let held = Address::taken();
    let first = Argyle::start_on(held.get()).unwrap();
    let address = first.base_url();
    let client = first.client().retry(RetryPolicy::none()).build().unwrap();
    assert!(client.user_token(USER).await.is_ok());
    let authority = address.strip_prefix("http://").unwrap().to_owned();
    assert!(Argyle::start_on(&*authority).is_err(), "the address was free");
    drop(first);
    // Its open connections are closed, so the address is free for the next server.
    assert!(client.user_token(USER).await.is_err());
    let second = Argyle::start_on(&*authority).unwrap();
    assert_eq!(second.base_url(), address);
    assert!(second.client().build().unwrap().user_token(USER).await.is_ok());
}

#[tokio::test]
async fn a_server_that_was_dropped_mints_for_nobody() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    drop(argyle);
    // Another test may start a server on the same port meanwhile, with other keys.
    assert!(client.user_token(USER).await.is_err());
}

#[tokio::test]
async fn a_client_of_a_dropped_server_gets_401() {
    let first = Argyle::start_on("127.0.0.1:0").unwrap();
    let address = first.base_url().trim_start_matches("http://").to_owned();
    let client = first.client().build().unwrap();
    drop(first);
    let second = Argyle::start_on(&*address).unwrap();
    assert!(client.user_token(USER).await.unwrap_err().is_unauthorized());
    assert!(second.client().build().unwrap().user_token(USER).await.is_ok());
}

#[tokio::test]
async fn a_server_starts_inside_of_a_spawned_task() {
    let spawned = tokio::spawn(async {
        let argyle = Argyle::start_async().await;
        argyle.client().build().unwrap().user_token(USER).await.is_ok()
    });
    assert!(spawned.await.unwrap());
}

#[tokio::test]
async fn every_response_has_a_trace_id() {
    let argyle = Argyle::start_async().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let [(_, id), (_, secret), (_, url), _] = argyle.environment();
    for (path, secret, expected) in [
        ("/v2/user-tokens", &secret, 400),
        ("/v2/user-tokens", &id, 401),
        ("/v2/gone", &secret, 404),
    ] {
        let request = http.post(format!("{url}{path}")).basic_auth(&id, Some(secret));
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), expected, "{path}");
        let trace_id = response.headers()["x-trace-id"].to_str().unwrap();
        assert!(trace_id.parse::<uuid::Uuid>().is_ok(), "{trace_id}");
    }
}

#[tokio::test]
async fn the_environment_is_enough_for_another_process() {
    let argyle = Argyle::start_on("127.0.0.1:0").unwrap();
    let [id, secret, base_url, environment] = argyle.environment();
    assert_eq!(
        [id.0, secret.0, base_url.0],
        ["ARGYLE_API_KEY_ID", "ARGYLE_API_KEY_SECRET", "ARGYLE_BASE_URL"]
    );
    // Empty, so that an inherited one is no contradiction.
    assert_eq!(environment, ("ARGYLE_ENVIRONMENT", String::new()));
    let credentials = Credentials::new(id.1, secret.1).unwrap();
    let client = Client::builder().credentials(credentials).base_url(base_url.1);
    assert!(client.build().unwrap().user_token(USER).await.is_ok());
}

#[tokio::test]
async fn an_address_of_every_interface_is_reached_on_loopback() {
    let argyle = Argyle::start_on("0.0.0.0:0").unwrap();
    assert!(argyle.base_url().starts_with("http://127.0.0.1:"), "{}", argyle.base_url());
    assert!(argyle.client().build().unwrap().user_token(USER).await.is_ok());
}

/// Returns the account of a minted token.
async fn account(client: &Client) -> uuid::Uuid {
    client.user_token(USER).await.unwrap().claims().unwrap().client_id.unwrap()
}

/// Makes Argyle answer 503 for `user` alone.
fn fails_for(server: &MockServer, user: uuid::Uuid) -> Mock<'_> {
    server.create_user_token(|when, then| {
        when.body(&request(user));
        then.status(503);
    })
}

#[tokio::test]
async fn the_account_stays_the_same_when_mocks_go_first() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let before = account(&client).await;
    argyle.answer_first(|_| ());
    assert_eq!(account(&client).await, before);
    assert_ne!(account(&Argyle::start_async().await.client().build().unwrap()).await, before);
}

#[tokio::test]
async fn a_panic_while_mocks_are_made_leaves_argyle_answering() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    let before = account(&client).await;
    for _ in 0..2 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            argyle.answer_first(|server| {
                fails_for(server, USER);
                panic!("on purpose");
            })
        }));
        assert!(panicked.is_err());
        // A mock from before the panic has no effect.
        assert_eq!(account(&client).await, before);
    }
    let other = uuid::Uuid::nil();
    argyle.answer_first(|server| fails_for(server, other));
    assert_eq!(client.user_token(other).await.unwrap_err().status().unwrap().as_u16(), 503);
}

#[tokio::test]
async fn mocks_take_effect_together_and_may_be_nested() {
    let argyle = Argyle::start();
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    let (first, second) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    argyle.answer_first(|server| {
        argyle.answer_first(|server| fails_for(server, first));
        fails_for(server, second);
        // Other threads are not blocked either.
        std::thread::scope(|scope| {
            scope.spawn(|| argyle.answer_first(|_| ())).join().unwrap();
        });
    });
    assert!(client.user_token(first).await.is_err());
    assert!(client.user_token(second).await.is_err());
    assert!(client.user_token(USER).await.is_ok());
}

#[test]
fn requests_are_answered_while_mocks_are_added() {
    const ROUNDS: usize = 50;
    let argyle = Argyle::start();
    let (done, calls) = (AtomicBool::new(false), AtomicUsize::new(0));
    let failing = uuid::Uuid::nil();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
                loop {
                    runtime.block_on(client.user_token(USER)).unwrap();
                    if let Err(error) = runtime.block_on(client.user_token(failing)) {
                        assert_eq!(error.status().unwrap().as_u16(), 503, "{error}");
                    }
                    calls.fetch_add(1, Ordering::Relaxed);
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        let writers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..ROUNDS {
                        let seen = calls.load(Ordering::Relaxed);
                        argyle.answer_first(|server| {
                            fails_for(server, failing);
                            // Calls go on while any thread makes them.
                            let left = || calls.load(Ordering::Relaxed) == seen;
                            for _ in 0..10_000 {
                                if !left() {
                                    break;
                                }
                                std::thread::yield_now();
                            }
                        });
                    }
                })
            })
            .collect();
        let written = writers.into_iter().all(|writer| writer.join().is_ok());
        done.store(true, Ordering::Relaxed);
        assert!(written);
    });
    assert!(calls.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_server_starts_without_a_runtime_too() {
    let argyle = Argyle::start();
    assert!(argyle.base_url().starts_with("http://127.0.0.1:"));
    assert!(
        Client::builder()
            .base_url(argyle.base_url())
            .credentials(argyle.credentials())
            .build()
            .is_ok()
    );
}

fn request(user: uuid::Uuid) -> CreateUserTokenRequest {
    CreateUserTokenRequest::builder().user(user).try_into().unwrap()
}
