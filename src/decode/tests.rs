//! Bodies with values of other types than documented.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use test_inputs::config;

use super::*;

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
struct Page {
    text: Option<String>,
    number: Option<f64>,
    truth: Option<bool>,
    user_token: Option<String>,
    items: Vec<Item>,
    map: std::collections::BTreeMap<String, Vec<u8>>,
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
struct Item {
    id: String,
    size: Option<i64>,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, String>,
}

/// A body with a value of every kind, as its type requires.
fn documented() -> Value {
    json!({
        "text": "7", "number": 1.5, "truth": true, "user_token": null,
        "items": [{"id": "a", "size": 1}, {"id": "b", "size": null}, {"id": "3", "size": -2}],
        "map": {"x": [1, 2], "y": [], "0": [3]},
    })
}

/// Lists all values inside of `json`, each with its pointer.
fn values(json: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
    let inner: Vec<(String, &Value)> = match json {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (step, value) in inner {
        let pointer = format!("{pointer}/{step}");
        found.push((pointer.clone(), value.clone()));
        values(value, &pointer, found);
    }
}

fn page(body: &Value) -> Option<(Page, Vec<String>)> {
    repair(body.to_string().as_bytes()).map(|read| (read.value, read.left_out))
}

#[test]
fn a_value_of_another_type_is_repaired() {
    let (read, left_out) =
        page(&json!({"text": 1.5, "number": "7.50", "truth": "true", "items": [{"id": true, "size": ""}]}))
            .unwrap();
    assert_eq!(read.text.as_deref(), Some("1.5"));
    assert_eq!((read.number, read.truth), (Some(7.5), Some(true)));
    assert_eq!(read.items, [Item { id: "true".to_owned(), ..Item::default() }]);
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn null_and_integral_floats_are_read_in_all_items() {
    let items: Vec<Value> = (0..50)
        .map(|id| json!({"id": id.to_string(), "size": f64::from(id), "tags": null}))
        .collect();
    let body = json!({"items": items, "map": {"x": [null, 1.0, null]}, "text": 5.0});
    let (read, left_out) = page(&body).unwrap();
    assert!(
        read.items.iter().all(|item| item.size == item.id.parse().ok() && item.tags.is_empty())
    );
    assert_eq!((&read.map["x"], read.text.as_deref(), left_out.len()), (&vec![1], Some("5.0"), 0));
    let (read, left_out) = page(&json!({"items": null, "map": null})).unwrap();
    assert_eq!((read, left_out.len()), (Page::default(), 0));
}

#[test]
fn a_repair_covers_all_items_of_a_list() {
    let items: Vec<Value> = (0..500).map(|id| json!({"id": id, "size": id.to_string()})).collect();
    let (read, left_out) = page(&json!({"items": items})).unwrap();
    let sizes: Vec<_> = read.items.iter().map(|item| (item.id.clone(), item.size)).collect();
    let expected: Vec<_> = (0..500).map(|id| (id.to_string(), Some(id))).collect();
    assert_eq!((sizes, left_out.len()), (expected, 0));
}

#[test]
fn values_beyond_repair_are_listed_by_their_pointers() {
    let (read, left_out) = page(&json!({
        "text": {"a": 1}, "number": "7.0.1", "truth": "yes",
        "items": [{"size": 1}, {"id": "b", "size": "x"}, [], {"id": "d"}, 5, {"id": "f", "size": []}],
        "map": {"a/b~c": [1, 300, 2, null, 3]},
    }))
    .unwrap();
    let ids: Vec<&str> = read.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!((ids, &read.map["a/b~c"][..]), (vec!["b", "d", "f"], &[1, 2, 3][..]));
    let expected = [
        "/text",
        "/number",
        "/truth",
        "/items/0",
        "/items/1/size",
        "/items/2",
        "/items/4",
        "/items/5/size",
        "/map/a~1b~0c/1",
    ];
    let sorted = |mut pointers: Vec<String>| {
        pointers.sort_unstable();
        pointers
    };
    assert_eq!(sorted(left_out), sorted(expected.map(str::to_owned).to_vec()));
}

#[test]
fn a_number_is_not_rounded_into_another_type() {
    let (read, left_out) = page(&json!({"items": [{"id": "a", "size": "1.5"}, {"id": "b", "size": 1e16}], "text": 1e17, "number": "12345678901234567890.5"})).unwrap();
    assert!(
        read.items.iter().all(|item| item.size.is_none())
            && read.text.is_none()
            && read.number.is_none()
    );
    assert_eq!(left_out.len(), 4, "{left_out:?}");
}

#[test]
fn required_secret_or_too_many_wrong_values_are_errors() {
    let many: Vec<Value> = (0..=REPAIRS).map(|_| json!({"size": 1})).collect();
    for body in
        [json!({"user_token": 5}), json!({"user_token": [""]}), json!("x"), json!({"items": many})]
    {
        assert_eq!(page(&body), None, "{body}");
    }
    assert!(repair::<Item>(br#"{"id": null}"#).is_none());
    assert!(repair::<Page>(b"{").is_none());
}

#[test]
fn a_large_body_allows_fewer_repairs_and_many_objects_none() {
    let wrong = json!({"id": "a", "size": "x"});
    let body = |items: usize, id: &str, places: usize| {
        let items = (0..items).map(|_| json!({"id": id})).chain(vec![wrong.clone(); places]);
        json!({"items": items.collect::<Vec<_>>()})
    };
    let id = "a".repeat(250);
    let large = |places| page(&body(4_100, &id, places)).map(|(_, left_out)| left_out.len());
    assert!(body(4_100, &id, 0).to_string().len() > 1024 * 1024);
    assert_eq!((large(1), large(2), large(REPAIRS)), (Some(1), None, None));
    let crowded = |items| page(&body(items, "a", 1)).map(|(_, left_out)| left_out.len());
    let most = MEMORY / (CONTAINER + VALUE);
    assert_eq!((crowded(most - 3), crowded(most + 1)), (Some(1), None));
}

#[test]
fn texts_are_wiped() {
    let mut json = documented();
    wipe(&mut json);
    let mut left = Vec::new();
    values(&json, "", &mut left);
    let texts: Vec<&str> = left.iter().filter_map(|(_, value)| value.as_str()).collect();
    assert_eq!(texts, ["", "", "", ""]);
}

proptest! {
    #![proptest_config(config(512))]

    /// No value is made up, and each listed pointer leads to a value of the body.
    #[test]
    fn no_value_is_made_up(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..6),
    ) {
        let mut body = documented();
        let mut places = Vec::new();
        values(&body, "", &mut places);
        for (place, other) in &changes {
            if let Some(value) = body.pointer_mut(&place.get(&places).0) {
                *value = other.clone();
            }
        }
        if let Some((read, left_out)) = page(&body) {
            let (mut came, mut kept) = (Vec::new(), Vec::new());
            values(&body, "", &mut came);
            values(&serde_json::to_value(&read).unwrap(), "", &mut kept);
            let spelled = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let scalars = |values: &[(String, Value)]| -> Vec<String> {
                let scalars = values.iter().map(|(_, value)| value);
                let scalars = scalars.filter(|value| !value.is_object() && !value.is_array());
                let number = |text: &str| text.parse().ok().map(|number: f64| number.to_string());
                scalars.map(spelled).map(|text| number(&text).unwrap_or(text)).collect()
            };
            let came_scalars = scalars(&came);
            for scalar in scalars(&kept) {
                prop_assert!(scalar == "null" || came_scalars.contains(&scalar), "{scalar} of {body} is {read:?}");
            }
            for pointer in &left_out {
                prop_assert!(body.pointer(pointer).is_some(), "{pointer} of {body}");
            }
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..300).prop_map(Value::from),
        (-3.0..3.0).prop_map(Value::from),
        "[a7.]{0,3}".prop_map(Value::from),
    ];
    let list = prop::collection::vec(scalar.clone(), 0..3).prop_map(Value::from);
    let object = prop::collection::btree_map("id|size|x", scalar.clone(), 0..3);
    let object = object.prop_map(|members| Value::Object(members.into_iter().collect()));
    prop_oneof![scalar, list, object]
}
