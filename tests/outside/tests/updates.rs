//! Changes that an API makes: each row of the documents `names`, `nulls`, `parameters` and `unions` is decoded or sent,
//! unless compiling it shows enough.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

use argyle_user_tokens::ErrorKind;
use argyle_user_tokens::mock::{self, Argyle};
use argyle_user_tokens::types::values::Nullable;
use argyle_user_tokens::types::{
    CreateUnionsAnswerResponse, ListParametersObject, NameValues, Nulls, NullsPatch,
    NullsPatchObject, Openness, ParametersRange, Unions, UnionsByDiscriminator, UnionsByValue,
    UnionsListItem,
};
use argyle_user_tokens::{Client, Credentials, Environment, types};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use uuid::Uuid;

async fn argyle() -> (Argyle, Client) {
    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    (argyle, client)
}

/// Returns the only request that `send` makes, and answers it with 204.
async fn sent<F: Future>(
    send: impl FnOnce(Client) -> F,
    expect: impl FnOnce(argyle_user_tokens::mock::httpmock::When) + 'static,
) -> F::Output {
    let (argyle, client) = argyle().await;
    let mock = argyle.answer_first(|server| {
        server.mock(|when, then| {
            expect(when);
            then.status(204);
        })
    });
    let output = send(client).await;
    mock.assert();
    output
}

#[test]
fn null_is_read_wherever_a_document_permits_it() {
    let nulls: Nulls = serde_json::from_value(json!({
        "text": null, "texts": null, "number": null, "object": null, "beside": null, "any_of": null,
        "one_of": null, "component": null, "scalar": null, "list": [null, {"a": "b"}],
        "texts_in": [null, "a"], "composed": null, "union": null, "kind": null, "kinds": [null, "a"],
        "map": {"a": null}, "times": [null], "inline": null, "value": null,
    }))
    .unwrap();
    assert!(nulls.beside.is_none() && nulls.any_of.is_none() && nulls.component.is_none());
    assert_eq!(nulls.list.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
    assert_eq!(nulls.texts_in, [None, Some("a".to_owned())]);
    // A property that is required and nullable may be absent too.
    let nulls: Nulls = serde_json::from_value(json!({"value": 1})).unwrap();
    assert!(nulls.text.is_none());
}

#[tokio::test]
async fn a_patch_leaves_alone_clears_or_sets() {
    let patch = |client: Client| async move {
        let object = NullsPatchObject::builder().clear(None::<i64>).try_into();
        let object: NullsPatchObject = object.unwrap();
        let request = client.update_nulls().body_map(|body| {
            let body = body.must(None::<String>).text(None::<String>).list(Vec::new());
            body.both(Vec::new()).thing(Nullable::Null).object(object)
        });
        request.send().await.unwrap()
    };
    let body = json!({
        "must": null, "text": null, "list": [], "both": [], "thing": null, "object": {"clear": null},
    });
    sent(patch, |when| drop(when.method("PATCH").path("/v2/nulls").json_body(body))).await;
    let empty = NullsPatch::builder().must("a").build().unwrap();
    assert_eq!(serde_json::to_value(&empty).unwrap(), json!({"must": "a"}));
    assert!(empty.text.is_absent() && empty.list.is_none());
}

#[tokio::test]
async fn an_optional_text_takes_every_text_and_its_option() {
    let list = |client: Client| async move {
        let request = client.list_parameters().free("a").maybe(Some("b"));
        request.send().await.unwrap()
    };
    sent(list, |when| drop(when.query_param("free", "a").query_param("maybe", "b"))).await;
    let list = |client: Client| async move {
        let request = client.list_parameters().free('a').maybe(None::<&str>);
        request.send().await.unwrap()
    };
    sent(list, |when| drop(when.query_param("free", "a").query_param_missing("maybe"))).await;
    let patch = |text| NullsPatch::builder().must(text).text("b").plain("c".to_owned());
    for (patch, must) in [(patch(Some("a")), json!("a")), (patch(None), json!(null))] {
        let body = serde_json::to_value(patch.build().unwrap()).unwrap();
        assert_eq!(body, json!({"must": must, "text": "b", "plain": "c"}));
    }
    // Bare `None` and `Absent` need no type.
    let cleared = NullsPatch::builder().must("a").text(None).build().unwrap();
    assert_eq!(serde_json::to_value(&cleared).unwrap(), json!({"must": "a", "text": null}));
    assert!(
        NullsPatch::builder().must("a").text(Nullable::Absent).build().unwrap().text.is_absent()
    );
}

#[tokio::test]
async fn a_null_or_empty_response_is_none() {
    let (argyle, client) = argyle().await;
    argyle.answer_first(|server| {
        server.mock(|when, then| {
            when.method("GET").path("/v2/nulls/answer");
            then.json_body(Value::Null);
        });
        server.mock(|when, then| {
            when.method("PUT").path("/v2/unions/answers");
            then.status(204);
        });
    });
    let answer: Option<types::NullableThing> =
        client.list_nulls_answer().send().await.unwrap().into_inner();
    assert!(answer.is_none());
    let answer: Option<types::UnionCard> =
        client.replace_unions_answers().send().await.unwrap().into_inner();
    assert!(answer.is_none());
}

#[tokio::test]
async fn every_style_of_a_query_is_written() {
    let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let list = move |client: Client| async move {
        let deep = ParametersRange::builder().gte(None).lt(5).in_(vec!["a".into(), "b".into()]);
        let object = ListParametersObject::builder().from("x".to_owned()).limit(3);
        let request = client.list_parameters().exploded(vec!["a".to_owned(), "b c".to_owned()]);
        let request = request.commas(ids.to_vec()).spaces(vec![1, 2]);
        let request = request.pipes(vec!["a".into(), "b".into()]);
        let request = request.deep(ParametersRange::try_from(deep).unwrap());
        let request = request.object(ListParametersObject::try_from(object).unwrap());
        request.free("as text").send().await.unwrap()
    };
    sent(list, move |when| {
        let when = when.path("/v2/parameters").query_param("exploded", "a");
        let when = when.query_param("exploded", "b c").query_param("spaces", "1 2");
        let when = when.query_param("commas", format!("{},{}", ids[0], ids[1]));
        let when = when.query_param("pipes", "a|b").query_param("deep[lt]", "5");
        let when = when.query_param("deep[in]", "a").query_param("deep[in]", "b");
        let when = when.query_param("from", "x").query_param("limit", "3");
        when.query_param("free", "as text").query_param_missing("object");
    })
    .await;
}

#[tokio::test]
async fn a_form_takes_lists_with_files_or_without() {
    let create = |client: Client| async move {
        let request = client.create_parameter();
        let names = vec!["a".to_owned(), "b".to_owned()];
        request.body_map(|body| body.names(names).count(1)).send().await.unwrap()
    };
    sent(create, |when| drop(when.method("POST").body("count=1&names=a&names=b"))).await;
    let form = |client: Client| async move {
        let body = types::FormParameterBody::builder().name("a".to_owned());
        let body = types::FormParameterBody::try_from(body.tags(vec!["b".into(), "c".into()]));
        client.form_parameter().id("1").body(body.unwrap()).send().await.unwrap()
    };
    sent(form, |when| {
        drop(when.body_includes("name=\"tags\"\r\n\r\nb").body_includes("\r\n\r\nc"))
    })
    .await;
}

#[tokio::test]
async fn a_path_parameter_reaches_no_other_operation() {
    let (_argyle, client) = argyle().await;
    for id in ["..", ".", ""] {
        let request = client.delete_parameter_part().id(id).part_id("1");
        assert_eq!(request.send().await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
    let delete = |client: Client| async move {
        client.delete_parameter().id("a/../b\\c").send().await.unwrap()
    };
    sent(delete, |when| drop(when.method("DELETE").path("/v2/parameters/a%2F..%2Fb%5Cc"))).await;
}

#[tokio::test]
async fn a_list_with_a_wrong_next_page_is_an_error() {
    for (next, problem) in [
        ("cD0yMDI1LTAx", "is no address"),
        ("/v2/others?cursor=2", "leads to another list"),
        ("/v2/widgets?flag=true", "leads back to a page that was read"),
    ] {
        let (argyle, client) = argyle().await;
        argyle.answer_first(|server| {
            server.mock(|when, then| {
                when.path("/v2/widgets");
                then.json_body(json!({"next": next, "results": [{"self": "a"}]}));
            })
        });
        let list = client.list_widgets().flag(true).x_idempotency_key(Uuid::nil()).stream();
        let error = list.try_collect::<Vec<_>>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        assert!(
            error.to_string().contains(problem) && !error.to_string().contains(next),
            "{error}"
        );
    }
}

#[test]
fn a_union_value_has_the_type_of_its_tag() {
    let sent = json!({
        "by_value": {"type": "bank", "number": "1"}, "by_discriminator": {"kind": "ach", "number": "2"},
        "by_properties": {"b": 1, "c": 2}, "by_name": {"kind": "ach", "number": "3"},
        "inline": {"object": "second", "x": 1}, "plain": false, "nullable": null,
        "list": [{"type": "card"}, {"type": "crypto", "coin": "x"}, 7],
    });
    let (unions, left_out) = mock::read::<Unions>(sent.to_string().as_bytes()).unwrap();
    assert!(matches!(unions.by_value, Some(UnionsByValue::Bank(_))));
    assert!(matches!(unions.by_discriminator, Some(UnionsByDiscriminator::Ach(_))));
    assert!(matches!(unions.list[..], [UnionsListItem::Card(_)]));
    assert_eq!(left_out, ["/list/1", "/list/2"]);
    let read = serde_json::to_value(&unions).unwrap();
    let others = |name: &str| name != "list" && !sent[name].is_null();
    for (name, value) in sent.as_object().unwrap().iter().filter(|(name, _)| others(name)) {
        assert_eq!(read[name], *value, "{name}");
    }
}

#[tokio::test]
async fn composition_keeps_the_types_of_its_properties() {
    let composed = json!({
        "id": "item_1", "ssn": "078-05-1120", "password": "hunter2", "number": u64::MAX,
        "nomap": {"type": "bank", "number": "4"}, "inline": {"type": "y"}, "narrowed": {"a": 5},
        "both": {"id": "1", "bank": "3"}, "map": {"a": "x", "b": "z"}, "sum": {"card": "1", "x": "2"},
    });
    let read: types::Composition = serde_json::from_value(composed.clone()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    for (name, value) in composed.as_object().unwrap() {
        assert_eq!(written[name], *value, "{name}");
    }
    assert!(matches!(read.nomap, Some(types::CompositionNomap::Two(_))), "{read:?}");
    let shown = format!("{read:?}");
    assert!(!shown.contains("078-05-1120") && !shown.contains("hunter2"), "{shown}");

    let head = |client: Client| async move { client.head_compositions().send().await.unwrap() };
    sent(head, drop).await;
}

#[tokio::test]
async fn each_of_two_bodies_of_a_success_is_read() {
    for (status, body) in [(200, json!({"done": true})), (202, json!({"poll": "/x"}))] {
        let (argyle, client) = argyle().await;
        argyle.answer_first(|server| {
            server.mock(|when, then| {
                when.method("POST").path("/v2/unions/answers");
                then.status(status).json_body(body);
            })
        });
        let answer = client.create_unions_answer().send().await.unwrap();
        match (status, &*answer) {
            (200, CreateUnionsAnswerResponse::Variant0(value)) => assert!(value.done),
            (202, CreateUnionsAnswerResponse::Variant1(value)) => assert_eq!(value.poll, "/x"),
            (_, other) => panic!("{status}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_returned_or_streamed() {
    let (argyle, client) = argyle().await;
    argyle.answer_first(|server| {
        server.mock(|when, then| {
            when.method("PUT").path_includes("/parts/");
            then.status(200).body("a PDF, say");
        })
    });
    let request = || client.replace_widget_part().widget_id("1").part_id("2").body("x");
    assert_eq!(request().send().await.unwrap().into_inner(), "a PDF, say");
    let response = request().stream().await.unwrap();
    assert_eq!(response.status(), 200);
    let (mut stream, mut body) = (response.into_inner(), Vec::new());
    while let Some(piece) = stream.chunk().await.unwrap() {
        body.extend_from_slice(&piece);
    }
    assert_eq!(body, b"a PDF, say");

    let small = argyle.client().max_response_bytes(4).build().unwrap();
    let request = small.replace_widget_part().widget_id("1").part_id("2").body("x");
    let mut stream = request.stream().await.unwrap().into_inner();
    let error = stream.chunk().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(error.to_string().contains("more than 4 bytes"), "{error}");
}

#[test]
fn a_value_in_another_form_is_read_and_null_skipped() {
    let body = json!({
        "text": true, "truth": "true", "number": "", "object": "", "list": [null, "a", 5], "map": {"a": null},
        "things": [null, {"a": "b"}], "kind": false,
    });
    let (thing, left_out) = mock::read::<Openness>(body.to_string().as_bytes()).unwrap();
    assert!(left_out.is_empty(), "{left_out:?}");
    assert_eq!(
        (thing.text.as_deref(), thing.truth, thing.number),
        (Some("true"), Some(true), None)
    );
    assert!(thing.object.is_none() && thing.map.is_empty());
    assert_eq!((thing.list, thing.things.len()), (vec!["a".to_owned(), "5".to_owned()], 1));
}

#[tokio::test]
async fn undocumented_values_are_left_out_and_listed() {
    let (argyle, client) = argyle().await;
    argyle.answer_first(|server| {
        server.mock(|when, then| {
            when.path("/v2/openness");
            then.json_body(json!({
                "text": {"a": "b"}, "truth": true, "object": 1, "list": ["a", ["b"], "c", {}],
                "things": [{"a": "b"}, 5, {"a": []}], "kind": "a",
            }));
        })
    });
    let response = client.list_openness().send().await.unwrap();
    let expected = ["/text", "/object", "/list/1", "/list/3", "/things/1", "/things/2/a"];
    let mut left_out = response.left_out().to_vec();
    left_out.sort_unstable_by_key(|pointer| expected.iter().position(|listed| listed == pointer));
    assert_eq!(left_out, expected);
    assert_eq!((response.truth, &response.list), (Some(true), &vec!["a".into(), "c".into()]));
    assert_eq!((response.text.as_ref(), response.things.len()), (None, 2));
}

#[tokio::test]
async fn credentials_go_to_operations_that_ask_for_them() {
    let public =
        |client: Client| async move { client.list_openness_public().send().await.unwrap() };
    let expect = |when: argyle_user_tokens::mock::httpmock::When| {
        drop(when.path("/v2/openness/public").header_missing("authorization"));
    };
    sent(public, expect).await;
    #[allow(deprecated, reason = "the document deprecates this operation")]
    let slash =
        |client: Client| async move { client.list_openness_no_slash().send().await.unwrap() };
    let expect = |when: argyle_user_tokens::mock::httpmock::When| {
        drop(when.path("/v2/openness/no-slash").header_exists("authorization"));
    };
    sent(slash, expect).await;
}

#[test]
fn properties_that_are_not_listed_are_kept_in_both_directions() {
    let any = json!({"listed": 1, "more": {"a": [1, null]}});
    let sent: types::OpennessBody = serde_json::from_value(any.clone()).unwrap();
    assert_eq!(serde_json::to_value(&sent).unwrap(), any);
    let extra = any.as_object().unwrap().clone();
    let built = types::OpennessBody::try_from(types::OpennessBody::builder().extra(extra)).unwrap();
    assert_eq!(serde_json::to_value(&built).unwrap(), any);
}

#[tokio::test]
async fn names_reserved_in_rust_are_sent_unchanged() {
    let names = json!({
        "kind": "Err", "some": {"a": "b"}, "ﬁ": "1", "ſ": "2", "straße": "3", "名前": "4", "long ſ": "5",
        "method": "cheque", "names_method": {"bank": "a bank"},
        "default": {"a": "c", "b": "Default"}, "none": "None", "box": {"box": {}},
    });
    let read: NameValues = serde_json::from_value(names.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), names);
    assert_eq!(read.straße.as_deref(), Some("3"));
    assert_eq!(read.method.as_ref().map(ToString::to_string).as_deref(), Some("cheque"));
    let bank = |method: &types::NameValuesMethod| method.bank.clone();
    assert_eq!(read.names_method.as_ref().and_then(bank).as_deref(), Some("a bank"));
    let twice =
        |client: Client| async move { client.retrieve_names_twice().id("7").send().await.unwrap() };
    sent(twice, |when| drop(when.path("/v2/names/twice/7/7"))).await;
}

#[test]
fn servers_with_names_of_any_kind_are_environments() {
    for (name, address) in [
        ("self", "https://self.example"),
        ("名前", "https://names.example"),
        ("plain", "http://127.0.0.1:18999"),
    ] {
        let environment: Environment = name.parse().unwrap();
        assert_eq!(environment.base_url(), address);
        let key = Credentials::new("id", "secret").unwrap();
        assert!(Client::builder().environment(environment).credentials(key).build().is_ok());
    }
}

#[tokio::test]
async fn recursive_schemas_are_sent_and_read() {
    let rec = types::CircleRec::builder().name("a".to_owned());
    let rec: types::CircleRec = rec.try_into().unwrap();
    assert_eq!(serde_json::to_value(&rec).unwrap(), json!({"name": "a"}));

    let parent = json!({"name": "m", "value": "1"});
    let group = json!({"name": "n", "members": 3, "all": true, "parent": parent});
    let read: types::CircleUnion = serde_json::from_value(group.clone()).unwrap();
    assert_eq!(*read, group);

    // The second success of the operation is the one with an example.
    let (_argyle, client) = argyle().await;
    let odd = client.create_circle().body_map(|odd| odd.id("b".to_owned()));
    let d = odd.send().await.unwrap().into_inner();
    assert_eq!((d.x.as_str(), d.d.unwrap().x.as_str()), ("a", "b"));
}
