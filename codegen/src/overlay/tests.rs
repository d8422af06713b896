//! Overlays against the published texts: the schemas, the compliant sets, and the rules of 1.1.

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

/// Creates an overlay of one action: the only change is `from`, in its text, to `to`.
fn changed(from: &str, to: &str) -> String {
    let text =
        "overlay: 1.1.0\ninfo: {title: a, version: b}\nactions: [{description: c, target: $}]\n";
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

#[test]
fn what_the_published_schemas_permit_is_read() {
    for (from, to) in [
        ("1.1.0", "1.1.0"),
        ("1.1.0", "1.0.1"),
        ("1.1.0", "1.1.12"),
        ("version: b", "version: b, description: c"),
        ("version: b", "version: b, x-a: {}"),
        ("actions:", "extends: ./page.yaml\nactions:"),
        ("actions:", "x-a: {}\nactions:"),
        ("target: $", "target: $, x-a: {}"),
        ("target: $", "target: $, update: null"),
        ("target: $", "target: $, update: {a: 1}, remove: true"),
        ("target: $", "target: $, update: {a: 1}, remove: false"),
        ("target: $", "target: $.a, copy: $.b"),
        ("target: $", "target: \"$.paths.*.get[?@.name=='a' && @.in=='query']\", remove: true"),
    ] {
        let read = read(&overlay(&changed(from, to)));
        assert!(read.is_ok(), "{to}: {:?}", read.err());
    }
}

#[test]
fn what_the_published_schemas_forbid_is_refused() {
    for (from, to, part) in [
        ("1.1.0", "2", "`overlay` is not a text"),
        ("1.1.0", "'1.1'", "the version `1.1` is neither"),
        ("1.1.0", "1.2.0", "the version `1.2.0` is neither"),
        ("overlay: 1.1.0\n", "", "`overlay` is missing"),
        ("info: {title: a, version: b}", "info: a", "`info` is not an object"),
        ("title: a, ", "", "`title` is missing"),
        (", version: b", "", "`version` is missing"),
        ("title: a", "title: 1", "`title` is not a text"),
        ("version: b", "version: 1", "`version` is not a text"),
        ("version: b", "version: b, description: 1", "`description` is not a text"),
        ("version: b", "version: b, contact: c", "the key `contact` is unknown"),
        ("actions:", "extends: {}\nactions:", "`extends` is not a text"),
        ("actions:", "servers: []\nactions:", "the key `servers` is unknown"),
        ("actions: [{description: c, target: $}]", "", "`actions` is missing"),
        ("[{description: c, target: $}]", "{}", "`actions` is not a list"),
        ("[{description: c, target: $}]", "[]", "`actions` is empty"),
        ("{description: c, target: $}", "1", "#/actions/0: the file is not"),
        (
            "{description: c,",
            "{description: c, target: $}, {description: c,",
            "repeats #/actions/0",
        ),
        ("description: c", "description: 1", "`description` is not a text"),
        (", target: $", "", "`target` is missing"),
        ("target: $", "target: 1", "`target` is not a text"),
        ("target: $", "target: info.title", "`target: info.title` is not a JSONPath"),
        ("target: $", "target: '$['", "`target: $[` is not a JSONPath: at position 1"),
        // A name with a hyphen, which RFC 9535 permits in quotes only.
        ("target: $", "target: '$.paths.*.get[?@.x-a.b]'", "is not a JSONPath"),
        ("target: $", "target: $, copy: 1", "`copy` is not a text"),
        ("target: $", "target: $, copy: a", "`copy: a` is not a JSONPath"),
        ("target: $", "target: $, remove: maybe", "`remove` is not a boolean"),
        ("target: $", "target: $, updates: {}", "the key `updates` is unknown"),
    ] {
        let diagnostics = read(&overlay(&changed(from, to))).err().unwrap_or_default();
        let message = diagnostics.first().map(ToString::to_string).unwrap_or_default();
        assert!(message.contains(part) && message.contains("not a valid"), "{to}: {message}");
    }
    let list = read(&overlay("- a\n")).err().unwrap();
    assert!(list[0].to_string().contains("it is not an object"), "{list:?}");
}

#[test]
fn keys_of_1_1_require_its_version() {
    for (from, to, part) in [
        ("target: $", "target: $, copy: $", "`copy` requires `overlay: 1.1.0`"),
        ("version: b", "version: b, description: c", "requires `overlay: 1.1.0`"),
    ] {
        let text = changed(from, to).replace("overlay: 1.1.0", "overlay: 1.0.0");
        let message = read(&overlay(&text)).err().unwrap()[0].to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn rules_of_this_crate_are_named_as_such() {
    for (action, part) in [
        (
            "target: $.gone, remove: true",
            "matches nothing in the documents, which this crate refuses",
        ),
        ("target: $.gone", "matches nothing in the documents, which this crate refuses"),
        (
            "target: $, update: {}, copy: $.info",
            "this crate refuses an action with `update` and `copy`",
        ),
    ] {
        let message = apply_action(action).unwrap_err();
        assert!(message.contains(part) && message.contains("#/actions/0"), "{message}");
        assert!(!message.contains("not a valid"), "{message}");
    }
    for no_description in ["", "description: ' ',"] {
        let text = changed("description: c,", no_description);
        let message = read(&overlay(&text)).err().unwrap()[0].to_string();
        assert!(message.contains("which this crate requires"), "{message}");
    }
}

/// The rows are the published sets in the order of their names, as facts: the documents are smaller.
#[test]
fn the_compliant_sets_are_applied_as_published() {
    let responses = json!({"200": {}, "500": {"description": "a"}, "default": {}});
    for (name, before, actions, after) in [
        (
            "add-a-license",
            json!({"info": {"title": "t"}}),
            &["target: $.info, update: {license: {name: MIT}}"][..],
            json!({"info": {"title": "t", "license": {"name": "MIT"}}}),
        ),
        (
            "description-and-summary",
            json!({"paths": {"/a": {"get": {"summary": "old", "tags": []}}}}),
            &["target: \"$.paths['/a'].get\", update: {description: d, summary: new}"],
            json!({"paths": {"/a": {"get": {"summary": "new", "tags": [], "description": "d"}}}}),
        ),
        (
            "remove-example",
            json!({"a": {"properties": {"b": {"type": "string", "example": "house"}}}}),
            &["target: \"$.a.properties['b'].example\", remove: true"],
            json!({"a": {"properties": {"b": {"type": "string"}}}}),
        ),
        (
            "remove-matching-responses",
            json!({"paths": {"/a": {"get": {"responses": responses}}, "/b": {"put": {"responses": responses}}}}),
            &[
                "target: \"$.paths..responses['500']\", remove: true",
                "target: \"$.paths..responses['default']\", remove: true",
            ],
            json!({"paths": {"/a": {"get": {"responses": {"200": {}}}}, "/b": {"put": {"responses": {"200": {}}}}}}),
        ),
        (
            "remove-property",
            json!({"a": {"properties": {"b": {"type": "string"}, "c": {"type": "integer"}}}}),
            &["target: \"$.a..properties[?(@.type == 'string')]\", remove: true"],
            json!({"a": {"properties": {"c": {"type": "integer"}}}}),
        ),
        (
            "remove-server",
            json!({"servers": [{"url": "a", "description": "Dev"}, {"url": "b"}]}),
            &["target: \"$.servers[?( @.description == 'Dev' )]\", remove: true"],
            json!({"servers": [{"url": "b"}]}),
        ),
        (
            "replace-servers-for-sandbox",
            json!({"servers": [{"url": "a"}, {"url": "b"}]}),
            &["target: $.servers, remove: true", "target: $, update: {servers: [{url: c}]}"],
            json!({"servers": [{"url": "c"}]}),
        ),
        (
            "update-root",
            json!({"info": {"title": "t"}}),
            &["target: $, update: {info: {x-overlaid: true}}"],
            json!({"info": {"title": "t", "x-overlaid": true}}),
        ),
    ] {
        let version = if name.starts_with("replace") { "1.1.0" } else { "1.0.0" };
        let applied = apply_actions(version, before, actions);
        assert_eq!(applied, Ok(after), "{name}");
    }
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
