//! The pipeline returns a client or diagnostics for every document.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use test_inputs::config;

use crate::{file, user_tokens, vendored};

/// A change to a node of a document.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Retype(u8),
    Swap(Index),
    Rename(u8),
}

fn any_change() -> impl Strategy<Value = (Index, Change)> {
    let kind = prop_oneof![
        Just(Change::Delete),
        (0..10u8).prop_map(Change::Retype),
        any::<Index>().prop_map(Change::Swap),
        (0..8u8).prop_map(Change::Rename),
    ];
    (any::<Index>(), kind)
}

/// Returns a value of another type, or a value with a meaning in OpenAPI.
fn replacement(choice: u8) -> Value {
    match choice {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1.5),
        3 => json!("object"),
        4 => json!([]),
        5 => json!({}),
        6 => json!([{"type": "string"}, null, 3]),
        7 => json!({"$ref": "#/components/schemas/CreateUserTokenRequest"}),
        8 => {
            json!({"type": "object", "properties": {"type": {"type": "array"}, "self": {"enum": [1, "a", null]}}})
        }
        _ => {
            json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {}}}], "nullable": true})
        }
    }
}

/// Keys with a meaning in OpenAPI, progenitor or Rust.
const KEYS: [&str; 8] = ["type", "allOf", "$ref", "properties", "self", "", "2XX", "{id}"];

/// Collects the pointers of all nodes.
fn collect_pointers(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect_pointers(member, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_pointers(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}

fn apply(document: &mut Value, (place, change): &(Index, Change)) {
    let mut all = Vec::new();
    collect_pointers(document, String::new(), &mut all);
    let pointer = place.get(&all).clone();
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match change {
        Change::Retype(choice) => *document.pointer_mut(&pointer).unwrap() = replacement(*choice),
        Change::Swap(with) => {
            let with = document.pointer(with.get(&all).as_str()).cloned().unwrap();
            *document.pointer_mut(&pointer).unwrap() = with;
        }
        Change::Delete => match document.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(&key)),
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            _ => {}
        },
        Change::Rename(choice) => {
            if let Value::Object(members) = document.pointer_mut(parent).unwrap() {
                let value = members.remove(&key).unwrap();
                members.insert(KEYS[usize::from(*choice)].to_owned(), value);
            }
        }
    }
}

/// Runs the pipeline over changed sources, and checks its result.
fn check_result(sources: &Sources, changed: &Value) -> Result<(), TestCaseError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| generate(sources)));
    prop_assert!(outcome.is_ok(), "{changed:#}");
    if let Ok(Err(diagnostics)) = outcome {
        prop_assert!(!diagnostics.is_empty());
    }
    Ok(())
}

#[test]
fn random_inputs_are_the_same_in_every_run() {
    let inputs = || {
        let mut runner = TestRunner::new(config(8));
        let input = any::<[u64; 4]>();
        (0..8).map(|_| input.new_tree(&mut runner).unwrap().current()).collect::<Vec<_>>()
    };
    assert_eq!(inputs(), inputs());
    assert!(config(8).failure_persistence.is_none());
}

#[test]
fn every_property_test_uses_the_fixed_seed() {
    let mut properties = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut places: Vec<PathBuf> =
        ["src", "tests", "codegen", "xtask"].map(|name| root.join(name)).into();
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()));
        } else if place.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&place).unwrap();
            for block in source.split("\nproptest! {").skip(1) {
                let configured = block.trim_start().starts_with("#![proptest_config(config(");
                assert!(configured, "{}", place.display());
                properties += 1;
            }
        }
    }
    assert!(properties >= 3, "{properties}");
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn a_changed_document_never_causes_a_panic(changes in proptest::collection::vec(any_change(), 1..6)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_slice(&user_tokens(&mut sources).bytes).unwrap();
        changes.iter().for_each(|change| apply(&mut document, change));
        user_tokens(&mut sources).bytes = document.to_string().into_bytes();
        check_result(&sources, &document)?;
    }

    #[test]
    fn arbitrary_text_never_causes_a_panic(text in "[-a-z0-9:{}\\[\\]&*!|>'\"#% \n]{0,80}") {
        let mut sources = vendored();
        user_tokens(&mut sources).bytes = format!("openapi: 3.0.0\n{text}").into_bytes();
        check_result(&sources, &Value::String(text))?;
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn a_changed_document_with_many_problems_never_causes_a_panic(changes in proptest::collection::vec(any_change(), 1..9)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_str(include_str!("../../../tests/documents/trouble.yaml")).unwrap();
        changes.iter().for_each(|change| apply(&mut document, change));
        sources.documents.push(file("spec/trouble.yaml", document.to_string()));
        check_result(&sources, &document)?;
    }
}
