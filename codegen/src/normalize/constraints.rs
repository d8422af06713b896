//! Constraints: the client checks no values, and keeps unlisted properties.

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::report::Report;

/// The keys that define a type. Other keys are annotations and constraints: the API checks requests itself, and its
/// responses must decode anyway. A `default` describes the API's behavior, so the client does not send it.
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

/// Handles documents that constrain values, that forbid or permit unlisted properties, or that retain_required undefined
/// properties.
pub fn drop_constraints(document: &mut Document, _: &mut Report) {
    document.visit_schemas(&mut |_, schema| {
        if schema.get("additionalProperties").is_some_and(|value| *value == true) {
            schema.insert("additionalProperties".into(), json!({}));
        }
        schema.retain(|key, value| {
            KEPT.contains(&key.as_str()) && (key != "additionalProperties" || *value != false)
        });
        let properties = schema.get("properties").cloned().unwrap_or_default();
        retain_required(schema, |name| properties.get(name).is_some());
    });
}

/// Handles documents that retain_required properties of one direction. Requests do not retain_required read-only properties. Responses
/// do not retain_required write-only or nullable properties, because APIs often omit null.
pub fn require_by_direction(document: &mut Document, _: &mut Report) {
    let permit = |schema: &mut Map<String, Value>, marks: &[&str]| {
        let properties = schema.get("properties").cloned().unwrap_or_default();
        retain_required(schema, |name| marks.iter().all(|mark| properties[name][*mark] != true));
    };
    document.visit_sent_schemas(&mut |schema| permit(schema, &["readOnly"]));
    document.visit_received_schemas(&mut |_, schema| permit(schema, &["writeOnly", "nullable"]));
}

/// Keeps only the required properties that `is_required` accepts.
fn retain_required(schema: &mut Map<String, Value>, is_required: impl Fn(&str) -> bool) {
    let Some(Value::Array(mut names)) = schema.remove("required") else {
        return;
    };
    names.retain(|name| name.as_str().is_some_and(&is_required));
    if !names.is_empty() {
        schema.insert("required".into(), names.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::normalize::{apply_rule, apply_to_schema};

    #[test]
    fn constraints_are_dropped_and_permitted_properties_stay() {
        let thing = |additional: Value| {
            json!({
                "type": "object",
                "properties": {"default": {"type": "string", "minLength": 1, "pattern": "a", "default": "b"}},
                "additionalProperties": additional,
            })
        };
        let mut expected = json!({"type": "object", "properties": {"default": {"type": "string"}}});
        let dropped = |schema| apply_to_schema(drop_constraints, &schema);
        assert_eq!(dropped(thing(json!(false))), expected);
        expected["additionalProperties"] = json!({});
        assert_eq!(dropped(thing(json!(true))), expected);
    }

    #[test]
    fn only_defined_properties_are_required() {
        for (required, expected) in
            [(json!(["a", "b", 1]), json!(["a"])), (json!(true), json!(null))]
        {
            let schema = json!({"type": "object", "properties": {"a": {}}, "required": required});
            assert_eq!(apply_to_schema(drop_constraints, &schema)["required"], expected);
        }
    }

    #[test]
    fn one_way_properties_are_required_only_in_their_direction() {
        let schema = json!({"required": ["id", "secret", "a", "n"], "properties": {
            "id": {"readOnly": true}, "secret": {"writeOnly": true}, "a": {}, "n": {"nullable": true},
        }});
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let mut document =
            Document::with_operation(operation, json!({"Sent": schema, "Received": schema}));
        apply_rule(require_by_direction, &mut document);
        let schemas = &document.root["components"]["schemas"];
        assert_eq!(schemas["Sent"]["required"], json!(["secret", "a", "n"]));
        assert_eq!(schemas["Received"]["required"], json!(["id", "a"]));
    }
}
