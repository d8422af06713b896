//! The types of schemas, where a document says them in another way than OpenAPI 3.0.

use serde_json::{Map, Value};

/// The types that OpenAPI 3.0 has.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Handles documents with lists of types, types of other languages, lists of required properties that
/// do not exist, and titles: a title is prose, and would name types.
pub fn use_openapi_3_0(schema: &mut Map<String, Value>) -> Option<&'static str> {
    if schema.contains_key("$ref") {
        // OpenAPI 3.0 ignores whatever stands beside a reference.
        schema.retain(|key, _| key == "$ref");
        return None;
    }
    if let Some(title @ Value::String(_)) = schema.remove("title") {
        schema.entry("description").or_insert(title);
    }
    // A value of any of several types is read as the first that takes it.
    if let Some(any) = schema.remove("anyOf") {
        schema.entry("oneOf").or_insert(any);
    }
    schema.retain(|key, value| match key.as_str() {
        "description" => value.is_string(),
        "deprecated" | "nullable" => value.is_boolean(),
        "discriminator" => value["propertyName"].is_string(),
        "properties" | "items" => value.is_object(),
        "additionalProperties" => value.is_object() || value.is_boolean(),
        "allOf" | "oneOf" => value.as_array().is_some_and(|parts| !parts.is_empty()),
        _ => true,
    });
    let lost = settle_type(schema);
    settle_required(schema);
    // Of which types the values of an enum are, they say themselves.
    let said = ["allOf", "enum", "oneOf"].iter().any(|key| schema.contains_key(*key));
    lost.filter(|_| !said)
}

/// Leaves one type or none; without one, a value can be anything. Returns what is lost.
fn settle_type(schema: &mut Map<String, Value>) -> Option<&'static str> {
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
        // What has properties is an object, whatever it is called.
        (None, _) if schema.contains_key("properties") => {
            schema.insert("type".into(), "object".into())
        }
        _ => None,
    };
    let problem = "it is any JSON, because its `type` is not one of those that OpenAPI 3.0 has";
    (is_typed && !schema.contains_key("type")).then_some(problem)
}

/// Leaves the required properties that exist, as far as the schema itself can tell.
fn settle_required(schema: &mut Map<String, Value>) {
    let composed = schema.contains_key("allOf");
    let properties = schema.get("properties").and_then(Value::as_object);
    let exists = |name: &str| composed || properties.is_some_and(|it| it.contains_key(name));
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<Value> =
        required.filter(|name| name.as_str().is_some_and(exists)).cloned().collect();
    schema.remove("required");
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::Rule;

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
            assert_eq!(
                Rule::ReportedSchemas(use_openapi_3_0).changed(&schema),
                expected,
                "{schema}"
            );
        }
    }
}
