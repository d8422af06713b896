//! Constraints: what a document says about values is not checked by a client, and nothing is hidden.

use serde_json::{Map, Value, json};

/// What makes a type of a schema. The rest are annotations, and constraints: the API checks what it is sent, and
/// means what it sends. A default is what the API does without a value, and none that the client makes up.
const KEPT: [&str; 14] = [
    "$ref",
    "type",
    "format",
    "enum",
    "nullable",
    "description",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "allOf",
    "oneOf",
    "deprecated",
    "discriminator",
];

/// Handles documents that constrain values, and that forbid properties which they do not list, or permit any.
pub fn drop_constraints(schema: &mut Map<String, Value>) {
    if schema.get("additionalProperties").is_some_and(|it| *it == true) {
        schema.insert("additionalProperties".into(), json!({}));
    }
    schema.retain(|key, value| {
        KEPT.contains(&key.as_str()) && (key != "additionalProperties" || *value != false)
    });
}

/// Handles every document: the API may send properties that are not listed, and what was sent can be read back.
pub fn keep_additional_properties(schema: &mut Map<String, Value>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    if properties.is_some_and(|it| !it.is_empty()) {
        schema.entry("additionalProperties").or_insert_with(|| json!({}));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::normalize::Rule;

    #[test]
    fn constraints_are_dropped_and_additional_properties_are_kept_where_they_are_received() {
        let thing = json!({
            "type": "object",
            "properties": {"default": {"type": "string", "minLength": 1, "pattern": "a", "default": "b"}},
            "additionalProperties": false,
        });
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let mut document =
            Document::with_operation(operation, json!({"Sent": thing, "Received": thing}));
        Rule::Schemas(drop_constraints).reported(&mut document);
        Rule::ReceivedSchemas(keep_additional_properties).reported(&mut document);
        let plain = json!({"type": "object", "properties": {"default": {"type": "string"}}});
        let mut open = plain.clone();
        open["additionalProperties"] = json!({});
        let schemas = &document.root["components"]["schemas"];
        assert_eq!((&schemas["Sent"], &schemas["Received"]), (&plain, &open));
    }
}
