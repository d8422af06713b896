//! One call creates a user, once.

use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{Client, Error, ErrorKind, NewUser};
use uuid::Uuid;

use crate::server::{AUTHORIZATION, Address, HEADERS, Server, TOKEN, USER, reply};

/// A success for [`USER`] with [`TOKEN`].
fn created() -> Vec<u8> {
    reply("201 Created", HEADERS, format!(r#"{{"id":"{USER}","user_token":"{TOKEN}","more":[1]}}"#))
}

#[tokio::test]
async fn a_new_user_has_argyles_id_and_a_first_token() {
    let server = Server::answering(created()).await;
    let client = server.client().build().unwrap();
    let user = client.new_user("customer-7").await.unwrap();
    assert_eq!((user.id, user.user_token.expose_secret()), (USER, TOKEN));
    let request = server.request();
    assert_eq!(request.line(), "POST /v2/users HTTP/1.1");
    assert_eq!(request.body, r#"{"external_id":"customer-7"}"#);
    for (name, expected) in [
        ("authorization", AUTHORIZATION),
        ("accept", "application/json"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(request.header(name), Some(expected), "{name}");
    }
}

#[test]
fn a_new_user_never_shows_its_token() {
    let id = USER.to_string();
    let printed =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(
            async {
                let server = Server::answering(created()).await;
                format!(
                    "{:?}",
                    server.client().build().unwrap().new_user(String::from("a")).await.unwrap()
                )
            },
        );
    assert!(printed.contains(&id) && !printed.contains(TOKEN), "{printed}");
}

#[tokio::test]
async fn a_user_is_not_created_twice() {
    for answer in [
        reply("503 Service Unavailable", HEADERS, "{}"),
        reply("200 OK", HEADERS, format!(r#"{{"id":"{USER}"}}"#)),
        Vec::new(),
    ] {
        let server = Server::answering(answer).await;
        let error = server.client().build().unwrap().new_user("a").await.unwrap_err();
        assert_eq!((server.requests().len(), error.attempts()), (1, 1), "{error}");
        assert!(error.maybe_sent() && error.to_string().starts_with("create_user: "), "{error}");
    }
    let nobody = Address::taken();
    let client = argyle_user_tokens::Client::builder().credentials(crate::server::credentials());
    let client = client.base_url(nobody.url()).deadline(Duration::from_secs(5)).build().unwrap();
    let error = client.new_user("a").await.unwrap_err();
    assert!(error.attempts() > 1 && !error.maybe_sent(), "{error}");
}

#[tokio::test]
async fn a_success_without_id_or_token_is_an_error() {
    for (body, lacking) in [
        (format!(r#"{{"id":"{USER}"}}"#), "user_token"),
        (format!(r#"{{"user_token":"{TOKEN}"}}"#), "`id`"),
        (format!(r#"{{"user_token":"{TOKEN}","id":7}}"#), "`id`"),
        (format!(r#"{{"user_token":null,"id":"{USER}"}}"#), "user_token"),
        ("[]".to_owned(), "differs"),
        (String::new(), "empty"),
    ] {
        let server = Server::answering(reply("201 Created", HEADERS, &body)).await;
        let error = server.client().build().unwrap().new_user("a").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{body}");
        let text = error.to_string();
        assert!(text.contains(lacking) && !text.contains(TOKEN), "{body}: {text}");
    }
}

#[tokio::test]
async fn a_call_that_creates_a_user_can_be_spawned() {
    fn call(client: &Client) -> impl Future<Output = Result<NewUser, Error>> + Send {
        client.new_user("a")
    }
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    assert!(call(&client).await.is_ok());
    let spawned = tokio::spawn(async move { client.new_user("b").await.is_ok() });
    assert!(spawned.await.unwrap());
}

#[tokio::test]
async fn the_embedded_argyle_mints_tokens_for_created_users() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.add_user(USER);
    let [first, second] =
        [client.new_user("a").await.unwrap(), client.new_user("a").await.unwrap()];
    assert_ne!(first.id, second.id);
    assert_eq!(first.user_token.claims().unwrap().user_id, Some(first.id));
    assert!(client.user_token(first.id).await.is_ok());
    assert!(client.user_token(Uuid::nil()).await.is_err());
    let sent = client.create_user().body_map(|user| user.external_id("customer-7".to_owned()));
    let created = sent.send().await.unwrap();
    assert_eq!(created.status().as_u16(), 201);
    assert_eq!(created.external_id.as_deref(), Some("customer-7"));
    assert!(created.id.is_some() && created.user_token.is_some());
    assert_eq!(client.create_user().send().await.unwrap().external_id, None);
}

#[tokio::test]
async fn the_embedded_argyle_refuses_invalid_emails_and_numbers() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    for (email, number, refused) in [
        ("a@b.example", "+1 (555) 010-0000", &[][..]),
        ("a@b", "+15550100000", &["email"]),
        ("@b.example", "call me", &["email", "phone_number"]),
        ("a b@c.example", "", &["email", "phone_number"]),
    ] {
        let user = client
            .create_user()
            .body_map(|user| user.email(email.to_owned()).phone_number(number.to_owned()));
        let fields = user.send().await.err().map(|error| {
            let api = error.api().unwrap();
            assert_eq!(api.status().as_u16(), 400);
            let fields = api.fields();
            if fields.contains_key("email") {
                assert_eq!(fields["email"], ["Enter a valid email address."]);
            }
            fields.keys().map(ToString::to_string).collect::<Vec<_>>()
        });
        assert_eq!(fields.unwrap_or_default(), refused, "{email} {number}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_creates_users_too() {
    let argyle = Argyle::start();
    let client = argyle_user_tokens::blocking::Client::builder();
    let client =
        client.credentials(argyle.credentials()).base_url(argyle.base_url()).build().unwrap();
    let user = client.new_user("customer-7").unwrap();
    assert_eq!(user.user_token.claims().unwrap().user_id, Some(user.id));
}
