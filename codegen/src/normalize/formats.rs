//! Formats: those that stand for a type of the client, and none that a vendor made up.

use serde_json::{Map, Value};

use crate::vocabulary::{DAY, ID, TIMESTAMP, UPLOAD, USER_TOKEN};

/// Handles documents with formats of their own, such as `degrees`, and those that say more about dates
/// than the API keeps to.
pub fn keep_known(schema: &mut Map<String, Value>) {
    let text = schema.get("type").is_some_and(|kind| kind == "string");
    let format = schema.remove("format");
    let known = match format.as_ref().and_then(Value::as_str).filter(|_| text) {
        Some("date-time") => TIMESTAMP,
        Some("date") => DAY,
        Some(format @ ("uuid" | "binary" | USER_TOKEN | UPLOAD)) => format,
        _ => return,
    };
    schema.insert("format".into(), known.into());
}

/// Handles responses whose ids are not always UUIDs: what is sent is checked, what is received is kept.
pub fn read_ids_as_text(schema: &mut Map<String, Value>) {
    if let Some(format) = schema.get_mut("format").filter(|format| **format == "uuid") {
        *format = ID.into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_stand_for_types_of_the_client_or_are_dropped() {
        let schema = |kind: &str, format: &str| json!({"type": kind, "format": format});
        for (kind, format, expected) in [
            ("string", "date-time", Some(TIMESTAMP)),
            ("string", "date", Some(DAY)),
            ("string", "uuid", Some("uuid")),
            ("string", "uri", None),
            ("string", "integer", None),
            ("number", "degrees", None),
            ("integer", "int32", None),
        ] {
            let mut document =
                Document::with_operation(json!({}), json!({"A": schema(kind, format)}));
            keep_known_formats(&mut document, &mut Report::default());
            let kept = &document.root["components"]["schemas"]["A"];
            assert_eq!(kept.get("format").and_then(Value::as_str), expected, "{kind} {format}");
        }
    }

    #[test]
    fn whatever_is_marked_as_a_token_is_a_token() {
        let token = json!({"type": "string", "format": USER_TOKEN});
        for (schema, expected) in [
            (json!({"type": "string", "enum": ["a"], "minLength": 1}), &token),
            (json!({"$ref": "#/components/schemas/Text"}), &token),
            (json!({"allOf": [{"$ref": "#/components/schemas/Text"}]}), &token),
            (json!({"type": ["string", "null"]}), &token),
            (json!({}), &token),
            (json!({"type": "object"}), &json!({"type": "object", "format": USER_TOKEN})),
        ] {
            let mut marked = schema.clone();
            marked["format"] = USER_TOKEN.into();
            let schemas =
                json!({"Text": {"type": "string"}, "A": {"properties": {"user_token": marked}}});
            let mut document = Document::with_operation(json!({}), schemas);
            keep_tokens_secret(&mut document, &mut Report::default());
            let kept = &document.root["components"]["schemas"]["A"]["properties"]["user_token"];
            assert_eq!(kept, expected, "{schema}");
        }
    }

    #[test]
    fn ids_are_checked_where_they_are_sent_and_kept_where_they_are_received() {
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let id = json!({"properties": {"id": {"type": "string", "format": "uuid"}}});
        let mut document = Document::with_operation(operation, json!({"Sent": id, "Received": id}));
        read_ids_as_they_come(&mut document, &mut Report::default());
        let format = |name: &str| {
            document.root["components"]["schemas"][name]["properties"]["id"]["format"].clone()
        };
        assert_eq!((format("Sent"), format("Received")), (json!("uuid"), json!(ID)));
    }
}
