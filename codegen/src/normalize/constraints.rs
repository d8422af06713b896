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

/// Handles documents that constrain values, and that forbid properties which they do not list, or permit any: typify
/// keeps what `{}` permits, and skips what `true` does.
pub fn drop_constraints(schema: &mut Map<String, Value>) {
    if schema.get("additionalProperties").is_some_and(|it| *it == true) {
        schema.insert("additionalProperties".into(), json!({}));
    }
    schema.retain(|key, value| {
        KEPT.contains(&key.as_str()) && (key != "additionalProperties" || *value != false)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Rule;

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
        let dropped = |schema| Rule::Schemas(drop_constraints).changed(&schema);
        assert_eq!(dropped(thing(json!(false))), plain);
        plain["additionalProperties"] = json!({});
        assert_eq!(dropped(thing(json!(true))), plain);
    }
}
