//! The pipeline returns a client or diagnostics for every document.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use argyle_user_tokens_codegen::source::Sources;
use test_inputs::config;
use test_inputs::documents::{self, Change};

use crate::{file, user_tokens, vendored};

/// A document whose schemas and paths a test replaces.
const FREE: &[u8] = include_bytes!("../../../tests/documents/free.yaml");

/// Runs the pipeline over changed sources, and checks its result.
fn check_result(sources: &Sources, changed: &Value) -> Result<(), TestCaseError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| documents::check(sources)));
    prop_assert!(outcome.is_ok(), "{changed:#}");
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

#[test]
fn a_component_with_many_ways_to_it_is_read_once() {
    let reference = |level: usize| json!({"$ref": format!("#/components/schemas/Level{level}")});
    for key in ["allOf", "anyOf", "oneOf"] {
        // There are 10^64 ways to the last level, and following each of them takes forever.
        let levels = (0..64)
            .map(|level| (format!("Level{level}"), json!({key: vec![reference(level + 1); 10]})));
        let mut schemas: Map<String, Value> = levels.collect();
        schemas.insert("Level64".to_owned(), json!({"properties": {"a": {"type": "string"}}}));
        let mut document: Value = serde_yaml::from_slice(FREE).unwrap();
        document["components"]["schemas"] = schemas.into();
        document["paths"] = json!({"/v2/levels": {"get": {"responses": {"200": {
            "description": "x", "content": {"application/json": {"schema": reference(0)}}
        }}}}});
        let mut sources = vendored();
        sources.program.push(file("levels.yaml", document.to_string()));
        documents::check(&sources);
    }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn a_changed_document_never_causes_a_panic(changes in proptest::collection::vec(any::<Change>(), 1..6)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_slice(&user_tokens(&mut sources).bytes).unwrap();
        changes.iter().for_each(|change| documents::change(&mut document, *change));
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
    fn a_changed_document_with_many_problems_never_causes_a_panic(changes in proptest::collection::vec(any::<Change>(), 1..9)) {
        let mut sources = vendored();
        let mut document = serde_yaml::from_str(include_str!("../../../tests/documents/trouble.yaml")).unwrap();
        changes.iter().for_each(|change| documents::change(&mut document, *change));
        sources.documents.push(file("spec/trouble.yaml", document.to_string()));
        check_result(&sources, &document)?;
    }
}
