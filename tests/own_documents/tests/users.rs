//! The operation of the page works like those that the crate has, and so does its mock.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use argyle_user_tokens::mock::{Argyle, MockServerExt};
use argyle_user_tokens::{Credentials, types};
use own_documents::first_token;

#[tokio::test]
async fn the_embedded_argyle_answers_with_the_example_of_the_page() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let created = client.create_user().send().await.unwrap();
    assert_eq!(created.external_id.as_deref(), Some("customer-7"));
    // A property that the overlay adds.
    assert!(created.created_at.is_none());
    let id = created.id.as_ref().unwrap().uuid();
    let token = first_token(&client).await.unwrap();
    assert_eq!(token.claims().unwrap().user_id, id);

    let other = client.with_credentials(Credentials::new("other", "credentials").unwrap());
    assert!(other.create_user().send().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn a_user_that_was_created_is_known_beside_those_that_were_named() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.add_user(uuid(1));
    assert!(client.user_token(uuid(2)).await.is_err());
    first_token(&client).await.unwrap();
    assert!(client.user_token(uuid(2)).await.is_err());
}

/// An id that is no example's.
fn uuid(number: u8) -> uuid::Uuid {
    format!("00000000-0000-0000-0000-{number:012}").parse().unwrap()
}

#[tokio::test]
async fn the_typed_mock_has_the_operation_too() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let created = argyle.answer_first(|server| {
        server.create_user(|_when, then| {
            then.success(201, &types::User::default());
        })
    });
    assert_eq!(first_token(&client).await.unwrap_err().to_string(), "the user has no id");
    created.assert();
}
