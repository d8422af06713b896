//! Features that only other documents use: streams, forms with files, tolerant values. The documents of
//! `../../documents` are among those of its client.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use argyle_user_tokens::mock::{self, Argyle};
use argyle_user_tokens::types::values::{Timestamp, Upload};
use argyle_user_tokens::types::{
    Result as Widget, ResultStatus, UploadWidgetBody, UploadWidgetBodyKind,
};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn pages_of_a_list_are_fetched_while_it_is_read() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let (first, second) = argyle.answer_first(|server| {
        let first = server.mock(|when, then| {
            when.path("/v2/widgets").query_param("flag", "true").query_param_missing("cursor");
            // The host is ignored: credentials only go to the configured address.
            let next = "https://elsewhere.example/v2/widgets?flag=true&cursor=2";
            then.json_body(json!({"next": next, "results": [{"self": "a"}, {"self": "b"}]}));
        });
        let second = server.mock(|when, then| {
            when.path("/v2/widgets").query_param("cursor", "2").header_exists("authorization");
            then.json_body(json!({"next": null, "results": [{"self": "c"}]}));
        });
        (first, second)
    });
    let list = || client.list_widgets().flag(true).x_idempotency_key(Uuid::nil()).stream();

    let some: Vec<Widget> = list().take(2).try_collect().await.unwrap();
    assert_eq!((some.len(), first.calls(), second.calls()), (2, 1, 0));

    let all: Vec<Widget> = list().try_collect().await.unwrap();
    let names: Vec<&str> = all.iter().map(|widget| widget.self_.as_str()).collect();
    assert_eq!((names.as_slice(), second.calls()), (&["a", "b", "c"][..], 1));
}

#[tokio::test]
async fn the_embedded_argyle_answers_a_list_with_one_page() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let list = client.list_widgets().flag(true).x_idempotency_key(Uuid::nil());
    let page = list.clone().send().await.unwrap();
    assert!(!page.results.is_empty() && page.next.is_none());
    let all: Vec<Widget> = list.stream().try_collect().await.unwrap();
    assert_eq!(all.len(), page.results.len());
}

#[tokio::test]
async fn a_stream_ends_with_the_first_error() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.answer_first(|server| {
        server.mock(|when, then| {
            when.path("/v2/widgets");
            then.status(403);
        })
    });
    let mut list =
        Box::pin(client.list_widgets().flag(true).x_idempotency_key(Uuid::nil()).stream());
    assert!(list.next().await.unwrap().is_err());
    assert!(list.next().await.is_none());
    let incomplete = client.list_widgets().stream();
    assert!(incomplete.try_collect::<Vec<_>>().await.unwrap_err().to_string().contains("flag"));
}

#[tokio::test]
async fn setters_send_values_under_the_documents_names() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let (list, delete) = argyle.answer_first(|server| {
        let list = server.mock(|when, then| {
            when.path("/v2/widgets")
                .query_param("filter[name]", "a b")
                .query_param("api-version", "7")
                .query_param("type", "a")
                .query_param("client", "c")
                .query_param_missing("url")
                .header("X-Idempotency-Key", Uuid::nil().to_string())
                .header_missing("X-Opt");
            then.json_body(json!({"results": []}));
        });
        let delete = server.mock(|when, then| {
            when.method("DELETE").path("/v2/widgets").header("api-version", "8");
            then.status(204);
        });
        (list, delete)
    });
    let request = client.list_widgets().flag(true).x_idempotency_key(Uuid::nil());
    let request = request.filter_name("a b").api_version("7").type_("a").client("c");
    request.send().await.unwrap();
    client.delete_widgets().api_version("8").send().await.unwrap();
    list.assert();
    delete.assert();

    let unsendable = client.delete_widgets().api_version("\n").send().await.unwrap_err();
    assert_eq!(unsendable.kind(), argyle_user_tokens::ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn new_user_works_beside_a_documented_create_user() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    argyle.add_user(Uuid::nil());
    let user = client.new_user("customer-7").await.unwrap();
    assert_eq!(user.user_token.claims().unwrap().user_id, Some(user.id));
    assert!(client.user_token(user.id).await.is_ok());
    // The operation is that of the document, and the response contains its example.
    let body = argyle_user_tokens::types::CreateUserBody::builder().number(5);
    let added = client.add_person().body(body).send().await.unwrap();
    assert_eq!((added.number, added.status().as_u16()), (Some(8), 201));
}

#[tokio::test]
async fn a_form_is_sent_with_its_files() {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let form = argyle.answer_first(|server| {
        server.mock(|when, then| {
            when.method("POST")
                .path("/v2/widgets/7/upload")
                .header_includes("content-type", "multipart/form-data; boundary=")
                .body_includes(
                    "name=\"file\"; filename=\"w2.pdf\"\r\nContent-Type: application/pdf",
                )
                .body_includes("name=\"kind\"\r\n\r\n1099")
                .body_includes("name=\"more\"; filename=\"a.txt\"")
                .body_excludes("name=\"at\"");
            then.json_body(json!({"id": 1}));
        })
    });
    let body = UploadWidgetBody::builder()
        .file(Upload::new("w2.pdf", b"%PDF".as_slice()).content_type("application/pdf"))
        .kind(UploadWidgetBodyKind::from("1099"))
        .more(vec![Upload::new("a.txt", "a"), Upload::new("b.txt", "b")]);
    let body = UploadWidgetBody::try_from(body).unwrap();
    let answer = client.upload_widget().id("7").body(body).send().await.unwrap();
    assert_eq!(answer.into_inner(), json!({"id": 1}));
    form.assert();
}

#[test]
fn values_of_the_api_survive_a_round_trip() {
    let sent = json!({
        "self": 5, "a-b": "1.50", "status": "brand-new", "when": "2025-01-31", "id": "item_1",
        "fooBar": null, "new": {"a": [1]}, "list": [1, "2"],
    });
    let (widget, left_out) = mock::read::<Widget>(sent.to_string().as_bytes()).unwrap();
    assert!(left_out.is_empty(), "{left_out:?}");
    assert_eq!(
        (widget.self_.as_str(), widget.a_b, widget.foo_bar.as_deref()),
        ("5", Some(1.5), None)
    );
    assert_eq!(widget.list, [1.0, 2.0]);
    let status = widget.status.clone().unwrap();
    assert_eq!(
        (status.to_string(), &status),
        ("brand-new".to_owned(), &ResultStatus::from("brand-new"))
    );
    assert!(matches!(status, ResultStatus::UnrecognizedValue(_)));
    assert_eq!(widget.when.as_ref().map(Timestamp::as_str), Some("2025-01-31"));
    let read = serde_json::to_value(&widget).unwrap();
    for name in ["status", "when", "id"] {
        assert_eq!(read[name], sent[name]);
    }
}
