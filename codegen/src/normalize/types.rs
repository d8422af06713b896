//! The types of schemas, where a document says them in another way than OpenAPI 3.0.

use serde_json::{Map, Value};

use super::super::document::Document;
use super::Findings;

/// The types that OpenAPI 3.0 has.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Serves documents with lists of types, types of other languages, lists of required properties that
/// do not exist, and titles: a title is prose, and would name types.
pub fn mend_types(document: &mut Document, _: &mut Findings) {
    document.visit_schemas(&mut |_, schema| {
        if let Value::Object(schema) = schema {
            mend(schema);
        }
    });
}

fn mend(schema: &mut Map<String, Value>) {
    if schema.contains_key("$ref") {
        // OpenAPI 3.0 ignores whatever stands beside a reference.
        schema.retain(|key, _| key == "$ref");
        return;
    }
    if let Some(Value::String(title)) = schema.remove("title") {
        schema.entry("description").or_insert(Value::String(title));
    }
    if !schema.get("description").is_none_or(Value::is_string) {
        schema.remove("description");
    }
    if !schema.get("nullable").is_none_or(Value::is_boolean) {
        schema.remove("nullable");
    }
    mend_type(schema);
    mend_properties(schema);
    // A value of any of several types is read as the first that takes it.
    if let Some(any) = schema.remove("anyOf") {
        schema.entry("oneOf").or_insert(any);
    }
    for list in ["allOf", "oneOf"] {
        if schema.get(list).is_some_and(|it| it.as_array().is_none_or(Vec::is_empty)) {
            schema.remove(list);
        }
    }
    for single in ["items", "additionalProperties"] {
        let valid = |it: &Value| it.is_object() || (single != "items" && it.is_boolean());
        if !schema.get(single).is_none_or(valid) {
            schema.remove(single);
        }
    }
}

fn mend_type(schema: &mut Map<String, Value>) {
    match schema.remove("type") {
        Some(Value::String(name)) if TYPES.contains(&name.as_str()) => {
            schema.insert("type".into(), Value::String(name));
        }
        Some(Value::String(name)) if name == "null" => {
            schema.insert("nullable".into(), Value::Bool(true));
        }
        Some(Value::Array(names)) => {
            if names.iter().any(|name| name == "null") {
                schema.insert("nullable".into(), Value::Bool(true));
            }
            let mut known =
                names.into_iter().filter(|it| it.as_str().is_some_and(|it| TYPES.contains(&it)));
            if let (Some(only), None) = (known.next(), known.next()) {
                schema.insert("type".into(), only);
            }
        }
        // Without a type, and with properties, it is an object; else it can be anything.
        _ if schema.get("properties").is_some_and(Value::is_object) => {
            schema.insert("type".into(), "object".into());
        }
        _ => {}
    }
}

fn mend_properties(schema: &mut Map<String, Value>) {
    if !schema.get("properties").is_none_or(Value::is_object) {
        schema.remove("properties");
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let composed = schema.contains_key("allOf");
    let known = |name: &Value| {
        let name = name.as_str();
        name.is_some_and(|name| composed || properties.is_some_and(|it| it.contains_key(name)))
    };
    let required = schema.get("required").and_then(Value::as_array);
    let required: Vec<Value> =
        required.into_iter().flatten().filter(|it| known(it)).cloned().collect();
    if required.is_empty() {
        schema.remove("required");
    } else {
        schema.insert("required".into(), Value::Array(required));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
                json!({"$ref": "#/components/schemas/A", "nullable": true}),
                json!({"$ref": "#/components/schemas/A"}),
            ),
            (
                json!({"type": "object", "properties": {"a": {}}, "required": ["a", "b", 1]}),
                json!({"type": "object", "properties": {"a": {}}, "required": ["a"]}),
            ),
            (
                json!({"type": "object", "properties": {"a": {}}, "required": true}),
                json!({"type": "object", "properties": {"a": {}}}),
            ),
            (json!({"type": "array", "items": []}), json!({"type": "array"})),
            (json!({"allOf": [], "nullable": "no"}), json!({})),
            (json!({"anyOf": [{"type": "string"}]}), json!({"oneOf": [{"type": "string"}]})),
        ] {
            let mut mended = schema.as_object().cloned().unwrap();
            mend(&mut mended);
            assert_eq!(Value::Object(mended), expected, "{schema}");
        }
    }
}
