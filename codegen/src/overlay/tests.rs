//! The effect of actions, by the rules of 1.1.

mod published;

use serde_json::json;

use super::*;
use crate::source::file::SourceFile;

fn overlay(text: &str) -> SourceFile {
    SourceFile { name: "overlay.yaml".to_owned(), bytes: text.into() }
}

/// Applies actions, each `{description: …}` without braces, to a document. Fails with the first diagnostic.
fn apply_actions(version: &str, root: Value, actions: &[&str]) -> Result<Value, String> {
    let actions: Vec<String> =
        actions.iter().map(|action| format!("{{description: c, {action}}}")).collect();
    let actions = actions.join(", ");
    let text = format!("overlay: {version}\ninfo: {{title: a, version: b}}\nactions: [{actions}]");
    let mut document = Document::from_root(root);
    let outcome = read(&overlay(&text)).and_then(|actions| apply(&mut document, &actions));
    outcome.map(|()| document.root).map_err(|diagnostics| diagnostics[0].to_string())
}

/// Applies an action to a small document.
fn apply_action(action: &str) -> Result<Value, String> {
    let root = json!({
        "info": {"title": "t", "tags": ["a", "b", "b"]}, "paths": {"/v2/x": {"get": {}}},
    });
    apply_actions("1.1.0", root, &[action])
}

#[test]
fn each_kind_of_target_gets_the_update_of_its_kind() {
    for (action, info) in [
        (
            "target: $.info, update: {title: u, tags: [c], new: {d: 1}}",
            json!({"title": "u", "tags": ["a", "b", "b", "c"], "new": {"d": 1}}),
        ),
        ("target: $.info.title, update: u", json!({"title": "u", "tags": ["a", "b", "b"]})),
        ("target: $.info.title, update: null", json!({"title": null, "tags": ["a", "b", "b"]})),
        ("target: '$.info.tags[1]', update: 2", json!({"title": "t", "tags": ["a", 2, "b"]})),
        (
            "target: $.info.tags, update: [c, d]",
            json!({"title": "t", "tags": ["a", "b", "b", "c", "d"]}),
        ),
        ("target: $.info.tags, update: c", json!({"title": "t", "tags": ["a", "b", "b", "c"]})),
        (
            "target: $.info.tags, update: {c: 1}",
            json!({"title": "t", "tags": ["a", "b", "b", {"c": 1}]}),
        ),
        (
            "target: $.info.tags, update: [[c]]",
            json!({"title": "t", "tags": ["a", "b", "b", ["c"]]}),
        ),
        ("target: $.info", json!({"title": "t", "tags": ["a", "b", "b"]})),
    ] {
        assert_eq!(apply_action(action).unwrap()["info"], info, "{action}");
    }
}

#[test]
fn a_1_0_document_concatenates_a_list_with_a_list() {
    for version in ["1.0.0", "1.1.0"] {
        let root = json!({"tags": ["a"], "title": "t"});
        let actions = ["target: $.tags, update: [b, c]", "target: $.title, update: u"];
        let applied = apply_actions(version, root, &actions).unwrap();
        assert_eq!(applied, json!({"tags": ["a", "b", "c"], "title": "u"}), "{version}");
    }
}

#[test]
fn copy_merges_one_value_of_the_document() {
    let root = json!({"paths": {"/a": {"get": {"tags": ["t"]}}, "/b": {"get": {"tags": ["u"]}, "put": {}}}});
    let (from, to) = ("\"$.paths['/a']\"", "\"$.paths['/b']\"");
    let merged =
        json!({"/a": {"get": {"tags": ["t"]}}, "/b": {"get": {"tags": ["u", "t"]}, "put": {}}});
    let moved = json!({"/c": {"get": {"tags": ["t"]}}, "/b": {"get": {"tags": ["u"]}, "put": {}}});
    for (actions, paths) in [
        (vec![format!("target: {to}, copy: {from}")], merged.clone()),
        (vec![format!("target: {to}, copy: {from}, remove: false")], merged),
        (
            vec![
                "target: $.paths, update: {/c: {}}".to_owned(),
                format!("target: \"$.paths['/c']\", copy: {from}"),
                format!("target: {from}, remove: true"),
            ],
            moved,
        ),
    ] {
        let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
        let applied = apply_actions("1.1.0", root.clone(), &actions).unwrap();
        assert_eq!(applied["paths"], paths, "{actions:?}");
    }
    for (action, info) in [
        (
            "target: '$.info.tags[1,2]', copy: $.info.title",
            json!({"title": "t", "tags": ["a", "t", "t"]}),
        ),
        (
            "target: $.info.tags, copy: $.info.title",
            json!({"title": "t", "tags": ["a", "b", "b", "t"]}),
        ),
        (
            "target: $.info.tags, copy: $.info.tags",
            json!({"title": "t", "tags": ["a", "b", "b", "a", "b", "b"]}),
        ),
    ] {
        assert_eq!(apply_action(action).unwrap()["info"], info, "{action}");
    }
}

#[test]
fn every_kind_of_target_can_be_removed() {
    for (target, pointer, left) in [
        ("$.info.title", "/info", json!({"tags": ["a", "b", "b"]})),
        ("$.info.tags[?@ == 'b']", "/info/tags", json!(["a"])),
        ("$.paths['/v2/x']", "/paths", json!({})),
    ] {
        let root = apply_action(&format!("target: \"{target}\", remove: true")).unwrap();
        assert_eq!(root.pointer(pointer), Some(&left), "{target}");
    }
}

#[test]
fn repeated_and_nested_targets_change_once() {
    for (action, info) in [
        ("target: '$.info.tags[2, 0, -1]', remove: true", json!({"title": "t", "tags": ["b"]})),
        (
            "target: '$.info[''tags'', ''tags'']', update: c",
            json!({"title": "t", "tags": ["a", "b", "b", "c"]}),
        ),
        ("target: '$.info..*', remove: true", json!({})),
        (
            "target: '$[?@.title, ?@.tags]', update: {new: 1}",
            json!({"title": "t", "tags": ["a", "b", "b"], "new": 1}),
        ),
    ] {
        assert_eq!(apply_action(action).unwrap()["info"], info, "{action}");
    }
    let root = apply_action("target: '$..[?@.get, ?@[''/v2/x'']]', update: {a: {}}").unwrap();
    assert_eq!(root["paths"], json!({"/v2/x": {"get": {}, "a": {}}, "a": {}}));
}

#[test]
fn an_impossible_action_states_the_reason() {
    for (action, part) in [
        ("target: $, remove: true", "`$` cannot be removed: it is the whole document"),
        (
            "target: $.info.title, update: {a: b}",
            "\"/info/title\" is a primitive value, and does not merge with an object",
        ),
        (
            "target: $.info.title, update: [a]",
            "is a primitive value, and does not merge with a list",
        ),
        (
            "target: $.info, update: {tags: a}",
            "\"/info/tags\" is a list, and does not merge with a primitive value",
        ),
        ("target: $.info, update: [a]", "\"/info\" is an object, and does not merge with a list"),
        (
            "target: $.info, update: null",
            "\"/info\" is an object, and does not merge with a primitive value",
        ),
        (
            "target: $.info.title, copy: $.info",
            "is a primitive value, and does not merge with an object",
        ),
        (
            "target: $.info.*, update: a",
            "selects values of different kinds, \"/info/tags\" and \"/info/title\"",
        ),
        ("target: $.info, copy: $.gone", "`copy: $.gone` selects 0 values"),
        ("target: $.info, copy: $.*", "`copy: $.*` selects 2 values"),
    ] {
        let problem = apply_action(action).unwrap_err();
        assert!(problem.contains(part) && problem.contains("#/actions/0"), "{action}: {problem}");
    }
}
