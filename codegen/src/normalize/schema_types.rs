//! Schema types: converts OpenAPI 3.1 schemas and unknown types to OpenAPI 3.0.

use serde_json::{Map, Value, json};

use super::references::BESIDE;
use crate::document::Document;
use crate::report::Report;

/// The types of OpenAPI 3.0.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Handles documents in the style of OpenAPI 3.1: with lists of types, null as a type or an alternative, and
/// annotations
/// beside a reference. Titles become descriptions, because typify would name types after them.
pub fn use_openapi_3_0(document: &mut Document, report: &mut Report) {
    let mut lost = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        if schema.contains_key("$ref") {
            wrap_reference(schema);
            return;
        }
        if let Some(title @ Value::String(_)) = schema.remove("title") {
            schema.entry("description").or_insert(title);
        }
        // typify decodes the first alternative that fits, so `anyOf` equals `oneOf`.
        if let Some(any) = schema.remove("anyOf") {
            schema.entry("oneOf").or_insert(any);
        }
        move_annotations(schema);
        drop_null_alternatives(schema);
        // These keys define a type without `type`.
        let is_defined =
            ["allOf", "const", "enum", "oneOf"].iter().any(|key| schema.contains_key(*key));
        if !keep_one_type(schema) && !is_defined {
            lost.push(place.to_owned());
        }
    });
    let problem = "it is any JSON, because its `type` is not a type of OpenAPI 3.0";
    report.warn_places(document, &lost, problem);
}

/// Keeps the annotations beside a reference.
fn wrap_reference(schema: &mut Map<String, Value>) {
    let may_be_null = schema.get("type").and_then(Value::as_array);
    if may_be_null.is_some_and(|types| types.contains(&"null".into())) {
        schema.insert("nullable".into(), true.into());
    }
    schema.remove("type");
    schema.retain(|key, _| key == "$ref" || BESIDE.contains(&key.as_str()));
    if schema.len() > 1 {
        let reference = json!({"$ref": schema.remove("$ref")});
        schema.insert("allOf".into(), json!([reference]));
    }
}

/// Drops the alternatives that permit only null, and sets `nullable` instead.
fn drop_null_alternatives(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.get_mut("oneOf") else {
        return;
    };
    let count = parts.len();
    parts.retain(|part| !is_null(part));
    let left = parts.len();
    if left < count {
        schema.insert("nullable".into(), true.into());
        let parts = schema.remove("oneOf").unwrap_or_default();
        // A union of one alternative is that alternative.
        let key = if left == 1 && !schema.contains_key("allOf") { "allOf" } else { "oneOf" };
        schema.extend((left > 0).then(|| (key.to_owned(), parts)));
    }
}

/// Returns whether a schema permits only null.
fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
        || schema["type"] == json!(["null"])
        || schema["enum"] == json!([null])
        || schema.get("const").is_some_and(Value::is_null)
}

/// Moves the parts of `allOf` that contain only annotations into the schema itself.
fn move_annotations(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.remove("allOf") else {
        return;
    };
    let says_nothing = |key: &String| key != "type" && BESIDE.contains(&key.as_str());
    let is_annotation = |part: &Value| {
        part.as_object().is_some_and(|part| !part.is_empty() && part.keys().all(says_nothing))
    };
    let (annotations, parts): (Vec<Value>, Vec<Value>) = parts.into_iter().partition(is_annotation);
    for (key, value) in annotations.iter().filter_map(Value::as_object).flatten() {
        schema.entry(key).or_insert_with(|| value.clone());
    }
    if !parts.is_empty() {
        schema.insert("allOf".into(), parts.into());
    }
}

/// Keeps one type, or none, which permits any value. Returns false if a documented type is lost.
fn keep_one_type(schema: &mut Map<String, Value>) -> bool {
    let names = match schema.remove("type") {
        Some(Value::Array(names)) => names,
        name => name.into_iter().collect(),
    };
    if names.iter().any(|name| name == "null") {
        schema.insert("nullable".into(), true.into());
    }
    let is_typed = names.iter().any(|name| name != "null");
    let mut known = names.into_iter().filter(|name| TYPES.iter().any(|known| name == known));
    match (known.next(), known.next()) {
        (Some(only), None) => schema.insert("type".into(), only),
        // A schema with properties is an object, whatever its unknown `type`.
        (None, _) if schema.contains_key("properties") => {
            schema.insert("type".into(), "object".into())
        }
        _ => None,
    };
    !is_typed || schema.contains_key("type")
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_to_schema;

    #[test]
    fn types_are_those_of_openapi_3_0() {
        for (schema, expected) in [
            (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
            (json!({"type": ["string", "number"]}), json!({})),
            (json!({"type": "null"}), json!({"nullable": true})),
            (json!({"type": "money"}), json!({})),
            (json!({"properties": {}}), json!({"type": "object", "properties": {}})),
            (
                json!({"title": "A", "type": "string"}),
                json!({"description": "A", "type": "string"}),
            ),
            (
                json!({"$ref": "#/components/schemas/A", "pattern": "a"}),
                json!({"$ref": "#/components/schemas/A"}),
            ),
            (json!({"anyOf": [{"type": "string"}]}), json!({"oneOf": [{"type": "string"}]})),
        ] {
            assert_eq!(apply_to_schema(use_openapi_3_0, &schema), expected, "{schema}");
        }
    }

    #[test]
    fn every_form_of_null_becomes_nullable() {
        let reference = json!({"$ref": "#/components/schemas/B"});
        let nullable = json!({"allOf": [reference], "nullable": true});
        for (schema, expected) in [
            (json!({"$ref": "#/components/schemas/B", "nullable": true}), nullable.clone()),
            (
                json!({"$ref": "#/components/schemas/B", "type": ["object", "null"]}),
                nullable.clone(),
            ),
            (json!({"anyOf": [reference, {"type": "null"}]}), nullable.clone()),
            (json!({"oneOf": [{"enum": [null]}, reference]}), nullable.clone()),
            (json!({"allOf": [reference, {"nullable": true}]}), nullable),
            (
                json!({"oneOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}),
                json!({"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": true}),
            ),
            (json!({"oneOf": [{"type": "null"}]}), json!({"nullable": true})),
            (reference.clone(), reference),
        ] {
            assert_eq!(apply_to_schema(use_openapi_3_0, &schema), expected, "{schema}");
        }
    }
}
