//! Formats: those that stand for a type of the client, and none that a vendor made up.

use serde_json::Value;

use super::super::document::Document;
use super::super::formats::{DAY, ID, TIMESTAMP, UPLOAD, USER_TOKEN};
use super::Findings;
use super::references::visit_received;

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
