//! The documents `parameters` and `secrets`, on the wire and in `{:?}`.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::collections::HashMap;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::mock::httpmock::When;
use argyle_user_tokens::types::values::{Personal, Upload};
use argyle_user_tokens::types::{
    FormParameterBody, FormParameterBodyListItem, FormParameterBodyMeta, ListParametersEither,
    ListParametersEitherVariant0, ListParametersMixed, ParametersFormFlat, ParametersMap,
    ParametersSingle, ReplaceSecretsFormBody, Secrets, SecretsState,
};
use argyle_user_tokens::{Client, UserToken, types};
use serde_json::json;

/// Returns the only request that `send` makes, and asserts that `{:?}` shows no secret of it.
async fn sent<F: Future>(send: impl FnOnce(Client) -> F, expect: impl FnOnce(When) + 'static) {
    let argyle = Argyle::start_async().await;
    let mock = argyle.answer_first(|server| {
        server.mock(|when, then| {
            expect(when);
            then.status(204);
        })
    });
    send(argyle.client().build().unwrap()).await;
    mock.assert();
}

fn assert_hidden(shown: &str) {
    assert!(!shown.contains("hush") && shown.contains("[REDACTED]"), "{shown}");
}

#[tokio::test]
async fn a_query_contains_maps_and_alternatives_as_documented() {
    let list = |client: Client| async move {
        let map = HashMap::from([("a".to_owned(), "b c".to_owned())]);
        let numbers = || ParametersMap::from(HashMap::from([("x".to_owned(), 1)]));
        let since = ListParametersEitherVariant0::builder().since("s".to_owned());
        let since = ListParametersEitherVariant0::try_from(since).unwrap();
        let single = ParametersSingle::builder().one("o".to_owned());
        let request = client.list_parameters().map(map).deep_map(numbers()).joined_map(numbers());
        let request = request.single(ParametersSingle::try_from(single).unwrap());
        let request = request.mixed(ListParametersMixed::Integer(1));
        request.either(ListParametersEither::from(since)).send().await.unwrap()
    };
    sent(list, |when| {
        let when = when.query_param("a", "b c").query_param("deep_map[x]", "1");
        let when = when.query_param("joined_map", "x,1").query_param("since", "s");
        when.query_param("one", "o").query_param("mixed", "1").query_param_missing("either");
    })
    .await;
    let number = |client: Client| async move {
        let request = client.list_parameters().either(ListParametersEither::Integer(3));
        request.send().await.unwrap()
    };
    sent(number, |when| drop(when.query_param("either", "3"))).await;
}

#[tokio::test]
async fn a_form_is_written_as_its_encoding_describes() {
    let replace = |client: Client| async move {
        let map = || HashMap::from([("k".to_owned(), "v".to_owned())]);
        let flat = ParametersFormFlat::builder().from("f".to_owned()).try_into();
        let flat: ParametersFormFlat = flat.unwrap();
        let request = client.replace_parameters().body_map(|form| {
            let form = form.name("n".to_owned()).metadata(map()).flat(flat).ids(vec![1, 2]);
            form.pipes(vec!["a".to_owned(), "b".to_owned()]).plain(map())
        });
        request.send().await.unwrap()
    };
    let body =
        "from=f&ids=1%2C2&metadata%5Bk%5D=v&name=n&pipes=a%7Cb&plain=%7B%22k%22%3A%22v%22%7D";
    sent(replace, move |when| drop(when.method("PUT").body(body))).await;
}

#[tokio::test]
async fn an_object_in_a_form_says_that_it_is_json() {
    let form = |client: Client| async move {
        let meta = FormParameterBodyMeta::builder().a("b".to_owned()).try_into();
        let meta: FormParameterBodyMeta = meta.unwrap();
        let item = FormParameterBodyListItem::builder().b(7).try_into();
        let item: FormParameterBodyListItem = item.unwrap();
        let body = FormParameterBody::builder().name("n".to_owned()).meta(meta);
        let body = body.list(vec![item]).any(HashMap::from([("c".to_owned(), 1.5)]));
        let body = FormParameterBody::try_from(body).unwrap();
        client.form_parameter().id("1").body(body).send().await.unwrap()
    };
    sent(form, |when| {
        let json = "Content-Type: application/json\r\n\r\n";
        let when = when.body_includes(format!("name=\"meta\"\r\n{json}{{\"a\":\"b\"}}"));
        let when = when.body_includes(format!("name=\"list\"\r\n{json}{{\"b\":7}}"));
        let when = when.body_includes(format!("name=\"any\"\r\n{json}{{\"c\":1.5}}"));
        when.body_includes("name=\"name\"\r\n\r\nn");
    })
    .await;
}

#[tokio::test]
async fn secrets_are_sent_everywhere_and_shown_nowhere() {
    let token = || UserToken::try_from("hush.token".to_owned()).unwrap();
    let retrieve = move |client: Client| async move {
        let keys = types::RetrieveSecretKeys::builder().api_key(Personal::from("hush key"));
        let keys = types::RetrieveSecretKeys::try_from(keys).unwrap();
        let request = client.retrieve_secret().user_token(token()).x_api_key("hush 1").keys(keys);
        let request = request.client_secrets(vec![Personal::from("hush a"), "hush b".into()]);
        let request = request.access_token("hush 2").x_pass("hush 3");
        assert_hidden(&format!("{request:?}"));
        request.send().await.unwrap()
    };
    sent(retrieve, |when| {
        let when = when.path("/v2/secrets/hush.token").header("X-API-Key", "hush 1");
        let when = when.query_param("client_secrets", "hush a").header("X-Pass", "hush 3");
        let when = when.query_param("client_secrets", "hush b");
        when.query_param("accessToken", "hush 2").query_param("keys[apiKey]", "hush key");
    })
    .await;
    let query = move |client: Client| async move {
        let request = client.list_secrets_queries().user_token("hush.1");
        assert_hidden(&format!("{request:?}"));
        request.send().await.unwrap()
    };
    sent(query, |when| drop(when.query_param("user_token", "hush.1"))).await;
    let header = move |client: Client| async move {
        let request = client.retrieve_secrets_header().password("hush").user_token(token());
        assert_hidden(&format!("{request:?}"));
        request.send().await.unwrap()
    };
    sent(header, |when| {
        drop(when.path("/v2/secrets/headers/hush").header("user_token", "hush.token"));
    })
    .await;
}

#[tokio::test]
async fn a_secret_in_a_form_is_sent_and_not_shown() {
    let create = |client: Client| async move {
        let request = client.form_secrets().body_map(|form| form.client_secret("hush"));
        assert_hidden(&format!("{request:?}"));
        request.send().await.unwrap()
    };
    sent(create, |when| drop(when.method("POST").body("client-secret=hush"))).await;
    let replace = |client: Client| async move {
        let body = ReplaceSecretsFormBody::builder().webhook_secret(Some("hush"));
        let body = body.private_key(Upload::new("key.pem", "PEM"));
        let request = client.replace_secrets_form();
        let request = request.body(ReplaceSecretsFormBody::try_from(body).unwrap());
        assert_hidden(&format!("{request:?}"));
        request.send().await.unwrap()
    };
    sent(replace, |when| {
        let when = when.body_includes("name=\"webhook_secret\"\r\n\r\nhush");
        when.body_includes("name=\"private_key\"; filename=\"key.pem\"");
    })
    .await;
}

#[test]
fn a_secret_property_round_trips_and_is_not_shown() {
    let sent = json!({
        "secret": "hush", "webhook_secret": "hush 1", "plaid_secrets": ["hush 2"], "clientSecret": "hush 3",
        "api-keys": ["hush 4"], "passwords": {"a": "hush 5"}, "old_password2": "hush 6", "refresh_token": "hush 7",
        "PRIVATE_KEY": "hush 8", "pass": "hush 9", "token_type": "bearer", "secret_id": "7",
        "next_page_token": "page", "last_password": "2025-01-31T12:00:00Z", "kind_of_secret": "key",
        "has_secret": true,
    });
    let read: Secrets = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    let shown = format!("{read:?}");
    assert_hidden(&shown);
    for clear in ["bearer", "\"7\"", "page", "2025-01-31", "Key", "true"] {
        assert!(shown.contains(clear), "{clear}: {shown}");
    }
}

#[test]
fn values_of_mixed_and_open_enums_are_sent_unchanged() {
    for value in [
        json!({"kind": "W-2"}),
        json!({"kind": 1099}),
        json!({"kind": "1099"}),
        json!({"kind": 1042}),
        json!({"kind": "new"}),
        json!({"state": "Unrecognized"}),
        json!({"state": "unrecognized value"}),
        json!({"state": "Self"}),
        json!({"state": "new"}),
    ] {
        let read: Secrets = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
    assert!(matches!(SecretsState::from("Unrecognized"), SecretsState::Unrecognized));
    assert!(matches!(SecretsState::from("new"), SecretsState::UnrecognizedValue2(_)));
}
