//! Constraints: what a document says about values is not checked by a client, and nothing is hidden.

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::report::Report;

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

/// Handles documents that constrain values, that forbid properties which they do not list, or permit any, and that
/// require properties which do not exist.
pub fn drop_constraints(document: &mut Document, _: &mut Report) {
    document.visit_schemas(&mut |_, schema| {
        if schema.get("additionalProperties").is_some_and(|value| *value == true) {
            schema.insert("additionalProperties".into(), json!({}));
        }
        schema.retain(|key, value| {
            KEPT.contains(&key.as_str()) && (key != "additionalProperties" || *value != false)
        });
        let properties = schema.get("properties").cloned().unwrap_or_default();
        require(schema, |name| properties.get(name).is_some());
    });
}

/// Handles documents with required properties of one direction: what is read-only is not required of what is sent, and
/// what is write-only is not required of what is received. An API may leave out of what it sends what may be null, too.
pub fn require_each_way(document: &mut Document, _: &mut Report) {
    let permit = |schema: &mut Map<String, Value>, marks: &[&str]| {
        let properties = schema.get("properties").cloned().unwrap_or_default();
        require(schema, |name| marks.iter().all(|mark| properties[name][*mark] != true));
    };
    document.visit_sent_schemas(&mut |schema| permit(schema, &["readOnly"]));
    document.visit_received_schemas(&mut |_, schema| permit(schema, &["writeOnly", "nullable"]));
}

/// Requires the properties of these names alone.
fn require(schema: &mut Map<String, Value>, is_required: impl Fn(&str) -> bool) {
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
    use crate::normalize::{changed, reported};

    #[test]
    fn constraints_are_dropped_and_permitted_properties_stay() {
        let thing = |additional: Value| {
            json!({
                "type": "object",
                "properties": {"default": {"type": "string", "minLength": 1, "pattern": "a", "default": "b"}},
                "additionalProperties": additional,
            })
        };
        let mut plain = json!({"type": "object", "properties": {"default": {"type": "string"}}});
        let dropped = |schema| changed(drop_constraints, &schema);
        assert_eq!(dropped(thing(json!(false))), plain);
        plain["additionalProperties"] = json!({});
        assert_eq!(dropped(thing(json!(true))), plain);
    }

    #[test]
    fn what_is_required_exists() {
        for (required, expected) in
            [(json!(["a", "b", 1]), json!(["a"])), (json!(true), json!(null))]
        {
            let schema = json!({"type": "object", "properties": {"a": {}}, "required": required});
            assert_eq!(changed(drop_constraints, &schema)["required"], expected);
        }
    }

    #[test]
    fn what_has_one_direction_is_required_in_that_one_alone() {
        let schema = json!({"required": ["id", "secret", "a", "n"], "properties": {
            "id": {"readOnly": true}, "secret": {"writeOnly": true}, "a": {}, "n": {"nullable": true},
        }});
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let mut document =
            Document::with_operation(operation, json!({"Sent": schema, "Received": schema}));
        reported(require_each_way, &mut document);
        let schemas = &document.root["components"]["schemas"];
        assert_eq!(schemas["Sent"]["required"], json!(["secret", "a", "n"]));
        assert_eq!(schemas["Received"]["required"], json!(["id", "a"]));
    }
}
