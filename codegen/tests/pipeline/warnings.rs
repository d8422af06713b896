//! A warning names every difference between a client and its document.

use argyle_user_tokens_codegen::generate;
use serde_json::{Value, json};

use crate::{file, vendored};

/// Returns the warnings for a document with this operation, `POST /v2/things/{id}`, which returns this component.
fn warnings(operation: &Value, schema: &Value) -> Vec<String> {
    let mut operation = operation.clone();
    let returned = json!({"schema": {"$ref": "#/components/schemas/Thing"}});
    operation["responses"] =
        json!({"200": {"description": "", "content": {"application/json": returned}}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "security": [{"basicAuth": []}],
        "paths": {"/v2/things/{id}": {"post": operation}},
        "components": {
            "schemas": {"Thing": schema},
            "securitySchemes": {"basicAuth": {"type": "http", "scheme": "basic"}},
        },
    });
    let mut sources = vendored();
    sources.documents.push(file("documents/things.yaml", document.to_string()));
    let generated = generate(&sources).unwrap_or_else(|errors| panic!("{document}: {errors:#?}"));
    generated.warnings.iter().map(ToString::to_string).collect()
}

/// Returns the warnings for a parameter.
fn parameter_warnings(parameter: Value) -> Vec<String> {
    warnings(&json!({"parameters": [parameter]}), &json!({}))
}

/// Returns the warnings for a form with one property of this encoding.
fn form_warnings(media_type: &str, property: &Value, encoding: &Value) -> Vec<String> {
    let schema = json!({"type": "object", "properties": {"part": property}});
    let content = json!({media_type: {"schema": schema, "encoding": {"part": encoding}}});
    warnings(&json!({"requestBody": {"content": content}}), &json!({}))
}

/// Asserts that there is one warning with these parts.
fn assert_one(warnings: &[String], parts: &[&str]) {
    assert_eq!(warnings.len(), 1, "{parts:?}: {warnings:#?}");
    for part in parts {
        assert!(warnings[0].contains(part), "{part:?} is not in {:?}", warnings[0]);
    }
}

#[test]
fn a_parameter_that_becomes_text_is_named() {
    let text = json!({"type": "string"});
    let map = json!({"type": "object", "additionalProperties": text});
    let union = json!({"oneOf": [text, {"type": "integer"}]});
    let list = json!({"type": "array", "items": text});
    for parameter in [
        json!({"in": "query", "schema": {"type": "array", "items": map}}),
        json!({"in": "query", "schema": {"type": "array", "items": list}}),
        json!({"in": "query", "schema": {"type": "object", "additionalProperties": list}}),
        json!({"in": "query", "schema": {"type": "object"}}),
        json!({"in": "query", "schema": {"type": "object", "properties": {"a": map}}}),
        json!({"in": "query", "schema": {"anyOf": [{"type": "integer"}, {"type": "array", "items": map}]}}),
        json!({"in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "array", "items": map}}}}),
        json!({"in": "header", "schema": list}),
        json!({"in": "header", "schema": union}),
        json!({"in": "header", "schema": {"enum": ["a", 1]}}),
        json!({"in": "header", "schema": map}),
    ] {
        let mut named = parameter;
        named["name"] = "filter".into();
        let parts = ["POST /v2/things/{id}", "`filter` is text, sent as a single value"];
        assert_one(&parameter_warnings(named.clone()), &parts);
        named["schema"] = json!({"$ref": "#/components/schemas/Thing"});
        let schema = json!({"type": "array", "items": map});
        assert_one(&warnings(&json!({"parameters": [named]}), &schema), &parts);
    }
}

#[test]
fn a_parameter_sent_as_described_causes_no_warning() {
    let text = json!({"type": "string"});
    let map = json!({"type": "object", "additionalProperties": text});
    let object = json!({"type": "object", "properties": {"a": text}});
    for parameter in [
        json!({"in": "query", "schema": map}),
        json!({"in": "query", "style": "deepObject", "schema": map}),
        json!({"in": "query", "explode": false, "schema": map}),
        json!({"in": "query", "schema": {"anyOf": [object, {"type": "integer"}]}}),
        json!({"in": "query", "schema": {"enum": ["a", 1]}}),
        json!({"in": "query", "schema": {"allOf": [{"$ref": "#/components/schemas/Thing"}]}}),
        json!({"in": "query", "content": {"application/json": {"schema": {"type": "array", "items": map}}}}),
        json!({"in": "query", "schema": {}}),
        json!({"in": "query"}),
        json!({"in": "header", "schema": {"type": "string", "enum": ["a"]}}),
        json!({"in": "header", "schema": {"enum": ["a"]}}),
    ] {
        let mut named = parameter;
        named["name"] = "filter".into();
        let operation = json!({"parameters": [named]});
        assert_eq!(warnings(&operation, &object), Vec::<String>::new(), "{operation}");
    }
}

#[test]
fn a_skipped_parameter_is_named() {
    let twice = json!({"in": "query", "name": "a", "schema": {"type": "string"}});
    let found = warnings(&json!({"parameters": [twice, twice]}), &json!({}));
    assert_one(
        &found,
        &["POST /v2/things/{id}", "`a` is skipped: it has the same setter name as another"],
    );
    for (parameter, parts) in [
        (json!({"name": "a"}), "`a` is skipped: it has no `in`, which names its place"),
        (json!({"in": 5, "name": "a"}), "`a` is skipped: it has no `in`"),
        (json!({"in": "cookie", "name": "a"}), "it is sent in a cookie"),
        (json!({"in": "query"}), "it has a name without letters or digits"),
        (
            json!({"in": "path", "name": "other", "required": true}),
            "`other` is skipped: it is not in the path",
        ),
        (
            json!({"in": "query", "name": "a", "content": {"text/csv": {}}}),
            "`a` is skipped: it has a media type",
        ),
    ] {
        assert_one(&parameter_warnings(parameter), &[parts]);
    }
}

#[test]
fn an_unsupported_encoding_of_a_form_is_named() {
    let (form, files) = ("application/x-www-form-urlencoded", "multipart/form-data");
    let text = json!({"type": "string"});
    let object = json!({"type": "object", "properties": {"a": text}});
    let objects = json!({"type": "array", "items": object});
    let file = json!({"type": "string", "format": "binary"});
    let headers = json!({"headers": {"X-A": {"schema": text}}});
    for (media_type, property, encoding) in [
        (form, &objects, json!({"style": "deepObject"})),
        (form, &text, json!({"style": "matrix"})),
        (form, &object, json!({"contentType": "application/xml"})),
        (form, &text, json!({"contentType": "application/json"})),
        (files, &object, json!({"contentType": "text/plain"})),
        (files, &text, json!({"contentType": "text/csv"})),
        (files, &text, headers.clone()),
        (files, &file, headers.clone()),
    ] {
        let found = form_warnings(media_type, property, &encoding);
        assert_one(&found, &["POST /v2/things/{id}", "the property `part` of its form is sent as"]);
    }
    for (media_type, property, encoding) in [
        (form, &object, json!({"style": "deepObject", "explode": true})),
        (form, &object, json!({"contentType": "application/json"})),
        (form, &text, json!({"contentType": "text/plain; charset=utf-8"})),
        (form, &text, headers),
        (files, &objects, json!({"contentType": "application/json", "style": "deepObject"})),
        (files, &file, json!({"contentType": "image/png, image/jpeg"})),
    ] {
        let found = form_warnings(media_type, property, &encoding);
        assert_eq!(found, Vec::<String>::new(), "{media_type} {property} {encoding}");
    }
}

#[test]
fn a_type_that_becomes_text_or_any_json_is_named() {
    let property = |schema: Value| json!({"type": "object", "properties": {"kind": schema}});
    let place = "documents/things.yaml#/components/schemas/Thing/properties/kind";
    for (schema, part) in [
        (json!({"type": "string", "enum": ["+1", "-1"]}), "it is a `String`"),
        (json!({"enum": ["a", "A"]}), "it is a `String`"),
        (json!({"type": ["string", "integer"]}), "it is any JSON"),
        (json!({"type": "money"}), "it is any JSON"),
    ] {
        assert_one(&warnings(&json!({}), &property(schema)), &[place, part]);
    }
    for schema in [
        json!({"type": "string", "enum": ["a", "b", null]}),
        json!({"type": "string", "enum": ["W-2", 1099]}),
        json!({"enum": ["W-2", 1099]}),
        json!({"type": ["string", "integer"], "enum": ["W-2", 1099]}),
        json!({"type": ["string", "null"]}),
        json!({"type": "integer", "enum": [1, 2]}),
        json!({}),
    ] {
        let found = warnings(&json!({}), &property(schema.clone()));
        assert_eq!(found, Vec::<String>::new(), "{schema}");
    }
    let text = json!({"requestBody": {"content": {"text/plain": {"schema": {"type": "string", "enum": ["a"]}}}}});
    assert_one(&warnings(&text, &json!({})), &["its body is any text"]);
}

#[test]
fn a_value_of_a_wrong_type_skips_only_its_operation() {
    for schema in
        [json!({"type": "array", "items": []}), json!({"oneOf": "a"}), json!({"description": 5})]
    {
        let found = warnings(&json!({}), &schema);
        assert_one(&found, &["POST /v2/things/{id} is skipped", "OpenAPI 3.0"]);
    }
}
