//! Whatever becomes of a document, the pipeline answers with a client or with diagnostics.

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

/// One thing that happens to a node of a document.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Retype(u8),
    Swap(Index),
    Rename(u8),
}

fn change() -> impl Strategy<Value = (Index, Change)> {
    let kind = prop_oneof![
        Just(Change::Delete),
        (0..10u8).prop_map(Change::Retype),
        any::<Index>().prop_map(Change::Swap),
        (0..8u8).prop_map(Change::Rename),
    ];
    (any::<Index>(), kind)
}

/// A value of another type, or one that means something to the pipeline.
fn other(choice: u8) -> Value {
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

/// Keys that mean something to OpenAPI, to progenitor or to Rust.
const KEYS: [&str; 8] = ["type", "allOf", "$ref", "properties", "self", "", "2XX", "{id}"];

/// The pointers of all nodes.
fn pointers(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(member, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}

fn apply(document: &mut Value, (place, change): &(Index, Change)) {
    let mut all = Vec::new();
    pointers(document, String::new(), &mut all);
    let pointer = place.get(&all).clone();
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match change {
        Change::Retype(choice) => *document.pointer_mut(&pointer).unwrap() = other(*choice),
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

/// Runs the pipeline over changed sources, and checks that it answers.
fn answers(sources: &Sources, changed: &Value) -> Result<(), TestCaseError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| generate(sources)));
    prop_assert!(outcome.is_ok(), "{changed:#}");
    if let Ok(Err(diagnostics)) = outcome {
        prop_assert!(!diagnostics.is_empty());
    }
    Ok(())
}

#[test]
fn generated_inputs_are_the_same_in_every_run_and_nothing_is_written() {
    let inputs = || {
        let mut runner = TestRunner::new(config(8));
        let input = any::<[u64; 4]>();
        (0..8).map(|_| input.new_tree(&mut runner).unwrap().current()).collect::<Vec<_>>()
    };
    assert_eq!(inputs(), inputs());
    assert!(config(8).failure_persistence.is_none());
}

#[test]
fn every_property_takes_its_inputs_from_there() {
    let mut properties = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut places: Vec<PathBuf> =
        ["src", "tests", "codegen", "xtask"].map(|it| root.join(it)).into();
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(std::fs::read_dir(place).unwrap().map(|it| it.unwrap().path()));
        } else if place.extension().is_some_and(|it| it == "rs") {
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
    fn a_changed_document_never_makes_the_pipeline_panic(changes in proptest::collection::vec(change(), 1..6)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_slice(&user_tokens(&mut sources).bytes).unwrap();
        changes.iter().for_each(|it| apply(&mut document, it));
        user_tokens(&mut sources).bytes = document.to_string().into_bytes();
        answers(&sources, &document)?;
    }

    #[test]
    fn arbitrary_text_never_makes_the_pipeline_panic(text in "[-a-z0-9:{}\\[\\]&*!|>'\"#% \n]{0,80}") {
        let mut sources = vendored();
        user_tokens(&mut sources).bytes = format!("openapi: 3.0.0\n{text}").into_bytes();
        answers(&sources, &Value::String(text))?;
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn a_changed_document_full_of_trouble_never_makes_the_pipeline_panic(changes in proptest::collection::vec(change(), 1..9)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_str(include_str!("../../../tests/documents/trouble.yaml")).unwrap();
        changes.iter().for_each(|it| apply(&mut document, it));
        sources.documents.push(file("spec/trouble.yaml", document.to_string()));
        answers(&sources, &document)?;
    }
}
