//! Overlays against the published schemas and compliant sets, as facts.

use serde_json::json;

use super::{apply_action, apply_actions, overlay};
use crate::overlay::read;

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
        ("1.1.0", "1.1", "`overlay` is not a text such as '1.1.0'"),
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
        ("target: $", "target: $.info.x-name", "is written as in `$['x-name']`"),
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
