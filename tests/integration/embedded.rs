//! The embedded Argyle behaves as the real one does.

use std::time::{Duration, SystemTime};

use argyle_user_tokens::mock::{Argyle, MockServerExt};
use argyle_user_tokens::{
    Client, Credentials, ErrorKind, RetryPolicy, types::CreateUserTokenRequest,
};

use crate::server::{USER, failure};

#[tokio::test]
async fn it_mints_a_token_with_argyles_claims_that_expires_in_an_hour() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let request = client.create_user_token().body(CreateUserTokenRequest { user: USER });
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
async fn a_body_that_breaks_the_schema_gets_400_with_a_map_of_fields() {
    let argyle = Argyle::start_async().await;
    let url = format!("{}/v2/user-tokens", argyle.base_url());
    for (body, field) in [
        (r#"{}"#, Some("user")),
        (r#"{"user": "x"}"#, Some("user")),
        (r#"{"user": 5}"#, Some("user")),
        ("{", None),
    ] {
        let request = reqwest::Client::new()
            .post(&url)
            .basic_auth("embedded-key-id", Some("embedded-key-secret"));
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 400, "{body}");
        let problems: serde_json::Value =
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(field.is_none_or(|field| problems[field][0].is_string()), "{problems}");
    }
}

#[tokio::test]
async fn mocks_that_answer_first_go_first_and_the_rest_is_argyle() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    let other = uuid::Uuid::nil();
    let failing = argyle.answer_first(|server| {
        server.create_user_token(|when, then| {
            when.body(&CreateUserTokenRequest { user: other });
            then.into_inner().status(503);
        })
    });
    assert_eq!(client.user_token(other).await.unwrap_err().kind(), ErrorKind::Api);
    assert!(client.user_token(USER).await.is_ok());
    failing.assert();
}

#[test]
fn it_starts_without_a_runtime_too() {
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
