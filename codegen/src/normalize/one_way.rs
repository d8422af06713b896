//! Required properties: what only responses have is not required of requests, nor the other way round, nor what may be null.

use serde_json::{Map, Value};

/// Handles documents with required properties that only the API sets, in what it is sent.
pub fn require_no_read_only(schema: &mut Map<String, Value>) {
    drop_required(schema, "readOnly");
}

/// Handles documents with required properties that only the API is sent, in what it sends.
pub fn require_no_write_only(schema: &mut Map<String, Value>) {
    drop_required(schema, "writeOnly");
}

/// Handles documents with required properties that may be null: an API may leave them out of what it sends as well.
pub fn require_no_null(schema: &mut Map<String, Value>) {
    drop_required(schema, "nullable");
}

fn drop_required(schema: &mut Map<String, Value>, mark: &str) {
    let properties = schema.get("properties").cloned().unwrap_or_default();
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name.as_str().is_none_or(|name| properties[name][mark] != true));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::normalize::Rule;

    #[test]
    fn what_has_one_direction_is_required_in_that_one_alone() {
        let schema = json!({"required": ["id", "secret", "a"], "properties": {
            "id": {"readOnly": true}, "secret": {"writeOnly": true}, "a": {},
        }});
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let mut document =
            Document::with_operation(operation, json!({"Sent": schema, "Received": schema}));
        Rule::SentSchemas(require_no_read_only).reported(&mut document);
        Rule::ReceivedSchemas(require_no_write_only).reported(&mut document);
        let schemas = &document.root["components"]["schemas"];
        assert_eq!(schemas["Sent"]["required"], json!(["secret", "a"]));
        assert_eq!(schemas["Received"]["required"], json!(["id", "a"]));
    }
}
