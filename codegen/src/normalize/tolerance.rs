//! Tolerance: what a document says about values is not checked by a client, and nothing is hidden.

use serde_json::{Value, json};

use super::super::document::Document;
use super::Findings;
use super::references::visit_received;

/// What a schema says about values beyond their types. The API checks what it is sent, and means what
/// it sends; a default is what the API does without a value, and none that the client makes up.
const CONSTRAINTS: [&str; 21] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "not",
    "default",
    "discriminator",
    "xml",
    "externalDocs",
    "readOnly",
    "writeOnly",
];

/// Serves documents that constrain values, and that forbid properties which they do not list.
pub fn drop_constraints(document: &mut Document, _: &mut Findings) {
    document.visit_schemas(&mut |_, schema| {
        if let Value::Object(schema) = schema {
            schema.retain(|key, _| !CONSTRAINTS.contains(&key.as_str()));
            if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
                schema.remove("additionalProperties");
            }
        }
    });
}

/// Serves every document: the API may send properties that are not listed, and what was sent can be
/// read back.
pub fn keep_unknown_properties(document: &mut Document, _: &mut Findings) {
    visit_received(document, &mut open);
}

fn open(schema: &mut Value) {
    let listed =
        schema.get("properties").and_then(Value::as_object).is_some_and(|it| !it.is_empty());
    if listed && schema.get("additionalProperties").is_none() {
        schema["additionalProperties"] = json!({});
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_dropped_and_unknown_properties_are_kept_where_they_are_received() {
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
        drop_constraints(&mut document, &mut Findings::default());
        keep_unknown_properties(&mut document, &mut Findings::default());
        let plain = json!({"type": "object", "properties": {"default": {"type": "string"}}});
        let mut open = plain.clone();
        open["additionalProperties"] = json!({});
        let schemas = &document.root["components"]["schemas"];
        assert_eq!((&schemas["Sent"], &schemas["Received"]), (&plain, &open));
    }
}
