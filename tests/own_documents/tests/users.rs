//! The operation of the page works like those of the crate, and so does its mock.

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
    // The overlay adds this property.
    assert!(created.created_at.is_none());
    let id = created.id.as_ref().unwrap().uuid();
    let token = first_token(&client).await.unwrap();
    // The token is for another user.
    let user = token.claims().unwrap().user_id;
    assert!(id.is_some() && user.is_some() && user != id);

    let other = client.with_credentials(Credentials::new("other", "credentials").unwrap());
    assert!(other.create_user().send().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn each_creation_has_its_own_id_and_token() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.add_user(uuid(1));
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..3 {
        let external_id = format!("customer-{number}");
        let create = client.create_user().body_map(|user| user.external_id(external_id.clone()));
        let created = create.send().await.unwrap();
        assert!(created.trace_id().is_some());
        assert_eq!(created.external_id.as_deref(), Some(&*external_id));
        let id = created.id.as_ref().and_then(|id| id.uuid()).unwrap();
        let token = created.user_token.as_ref().unwrap();
        assert_eq!(token.claims().unwrap().user_id, Some(id));
        assert!(seen.insert((id, token.expose_secret().to_owned())));
        assert!(client.user_token(id).await.is_ok());
    }
}

#[tokio::test]
async fn a_page_of_the_program_replaces_the_crates_own() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let user = client.new_user("customer-7").await.unwrap();
    assert!(client.user_token(user.id).await.is_ok());
    // The page defines this type.
    let created: types::User = client.create_user().send().await.unwrap().into_inner();
    assert!(created.user_token.is_some());
}

#[tokio::test]
async fn a_created_user_is_known_beside_added_ones() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.add_user(uuid(1));
    assert!(client.user_token(uuid(2)).await.is_err());
    first_token(&client).await.unwrap();
    assert!(client.user_token(uuid(2)).await.is_err());
}

#[tokio::test]
async fn a_replaced_token_response_leaves_user_token_as_it_is() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    // The embedded Argyle omits the property that the page requires.
    assert!(client.user_token(uuid(1)).await.is_ok());
    let create = client.create_user_token().body_map(|body| body.user(uuid(1)));
    let _: argyle_user_tokens::Error =
        create.send().await.map(|_: argyle_user_tokens::Response<types::Minted>| ()).unwrap_err();
}

/// An id that no example uses.
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
