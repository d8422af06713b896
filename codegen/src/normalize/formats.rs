//! Formats: those that stand for a type of the client, and none that a vendor made up.

use serde_json::Value;

use super::super::document::Document;
use super::super::formats::{DAY, ID, TIMESTAMP, UPLOAD, USER_TOKEN};
use super::Findings;
use super::references::visit_received;

/// Serves documents that describe a token by a reference or a composition, or not at all: whatever is marked
/// as a token, and is not said to be something else than text, is nothing but a token.
pub fn keep_tokens_secret(document: &mut Document, _: &mut Findings) {
    let known = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let Value::Object(token) = schema else {
            return;
        };
        let reference = token.get("$ref").and_then(Value::as_str);
        let described = reference.and_then(|it| known.target(it)).and_then(|it| it.get("type"));
        let kind = token.get("type").or(described);
        let textual = kind.is_none_or(|kind| {
            kind == "string"
                || kind.as_array().is_some_and(|kinds| kinds.contains(&"string".into()))
        });
        if token.get("format").and_then(Value::as_str) == Some(USER_TOKEN) && textual {
            token.retain(|key, _| matches!(key.as_str(), "description" | "nullable" | "format"));
            token.insert("type".into(), "string".into());
        }
    });
}

/// Serves documents with formats of their own, such as `degrees`, and those that say more about dates
/// than the API keeps to.
pub fn keep_known_formats(document: &mut Document, _: &mut Findings) {
    document.visit_schemas(&mut |_, schema| {
        let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let kept = match (kind, format) {
            ("string", "date-time") => TIMESTAMP,
            ("string", "date") => DAY,
            ("string", "uuid" | USER_TOKEN | UPLOAD | "binary") => format,
            _ => "",
        };
        let kept = kept.to_owned();
        if let Value::Object(schema) = schema {
            if kept.is_empty() {
                schema.remove("format");
            } else {
                schema.insert("format".into(), Value::String(kept));
            }
        }
    });
}

/// Serves responses whose ids are not always UUIDs: what is sent is checked, what is received is kept.
pub fn read_ids_as_they_come(document: &mut Document, _: &mut Findings) {
    visit_received(document, &mut |schema| {
        if schema.get("format").and_then(Value::as_str) == Some("uuid") {
            schema["format"] = ID.into();
        }
    });
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
            keep_known_formats(&mut document, &mut Findings::default());
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
            keep_tokens_secret(&mut document, &mut Findings::default());
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
        read_ids_as_they_come(&mut document, &mut Findings::default());
        let format = |name: &str| {
            document.root["components"]["schemas"][name]["properties"]["id"]["format"].clone()
        };
        assert_eq!((format("Sent"), format("Received")), (json!("uuid"), json!(ID)));
    }
}
