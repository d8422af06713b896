//! Formats: those that stand for a type of the client, and none that a vendor made up.

use serde_json::{Map, Value};

use heck::ToSnakeCase;

use crate::document::Document;
use crate::report::Report;
use crate::vocabulary::{DAY, ID, PERSONAL, TIMESTAMP, UPLOAD, USER_TOKEN};

/// How the names of properties end that open somebody's accounts or name somebody for good.
const PERSONAL_NAMES: [&str; 11] = [
    "account_number",
    "card_number",
    "iban",
    "license_number",
    "passport_number",
    "password",
    "routing_number",
    "social_security_number",
    "ssn",
    "tax_id",
    "tax_number",
];

/// Whether text of this name opens somebody's accounts, or names somebody for good.
pub fn is_personal(name: &str) -> bool {
    let name = format!("_{}", name.to_snake_case());
    PERSONAL_NAMES.iter().any(|ending| name.ends_with(&format!("_{ending}")))
}

/// Handles documents with properties that no log is to have, which they mark by their names alone, wherever the text
/// is described.
pub fn mark_personal(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (_, property) in properties.into_iter().flatten().filter(|(name, _)| is_personal(name))
        {
            let property =
                if property["type"] == "array" { &mut property["items"] } else { property };
            let meant = match property["allOf"].as_array().map(Vec::as_slice) {
                Some([only]) => unchanged.resolve(only),
                _ => unchanged.resolve(property),
            };
            let is_text = meant.is_ok_and(|it| it["type"] == "string" && it.get("enum").is_none());
            if let Value::Object(property) = property
                && is_text
            {
                property.retain(|key, _| {
                    ["deprecated", "description", "nullable"].contains(&key.as_str())
                });
                property.insert("type".into(), "string".into());
                property.insert("format".into(), PERSONAL.into());
            }
        }
    });
}

/// Handles documents with formats of their own, such as `degrees`, and those that say more about dates
/// than the API keeps to.
pub fn keep_known(schema: &mut Map<String, Value>) {
    let text = schema.get("type").is_some_and(|kind| kind == "string");
    let format = schema.remove("format");
    let integer = schema.get("type").is_some_and(|kind| kind == "integer");
    let known = match format.as_ref().and_then(Value::as_str).filter(|_| text || integer) {
        // What may be larger than other integers are.
        Some("uint64") if integer => "uint64",
        _ if integer => return,
        Some("password") => PERSONAL,
        Some("date-time") => TIMESTAMP,
        Some("date") => DAY,
        Some(format @ ("uuid" | "binary" | PERSONAL | USER_TOKEN | UPLOAD)) => format,
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
    use crate::normalize::Rule;

    #[test]
    fn formats_stand_for_types_of_the_client_or_are_dropped() {
        let schema = |kind: &str, format: &str| json!({"type": kind, "format": format});
        for (kind, format, expected) in [
            ("string", "date-time", Some(TIMESTAMP)),
            ("string", "date", Some(DAY)),
            ("string", "uuid", Some("uuid")),
            ("string", "uri", None),
            ("string", "password", Some(PERSONAL)),
            ("integer", "uint64", Some("uint64")),
            ("string", "integer", None),
            ("number", "degrees", None),
            ("integer", "int32", None),
        ] {
            let kept = Rule::Schemas(keep_known).changed(&schema(kind, format));
            assert_eq!(kept["format"].as_str(), expected, "{kind} {format}");
        }
    }

    #[test]
    fn personal_text_is_known_by_the_end_of_its_name() {
        let text = json!({"type": "string"});
        let names = ["ssn", "employeeSSN", "account_number", "accountNumber", "assn", "ssn_last_4"];
        let properties: Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), text.clone())).collect();
        let schemas = json!({"A": {"properties": properties}, "Text": text});
        let mut document = Document::with_operation(json!({}), schemas);
        Rule::Document(mark_personal).reported(&mut document);
        let marked = &document.root["components"]["schemas"]["A"]["properties"];
        let personal = names.map(|name| marked[name]["format"] == PERSONAL);
        assert_eq!(personal, [true, true, true, true, false, false]);
    }

    #[test]
    fn personal_text_is_known_wherever_it_is_described() {
        let reference = json!({"$ref": "#/components/schemas/Text"});
        let personal = json!({"type": "string", "format": PERSONAL});
        for (property, expected) in [
            (reference.clone(), personal.clone()),
            (
                json!({"allOf": [reference], "nullable": true}),
                json!({"type": "string", "format": PERSONAL, "nullable": true}),
            ),
            (
                json!({"type": "array", "items": {"type": "string"}}),
                json!({"type": "array", "items": personal}),
            ),
            (json!({"type": "integer"}), json!({"type": "integer"})),
        ] {
            let schemas =
                json!({"A": {"properties": {"ssn": property}}, "Text": {"type": "string"}});
            let mut document = Document::with_operation(json!({}), schemas);
            Rule::Document(mark_personal).reported(&mut document);
            assert_eq!(document.root["components"]["schemas"]["A"]["properties"]["ssn"], expected);
        }
    }

    #[test]
    fn ids_are_checked_where_they_are_sent_and_kept_where_they_are_received() {
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let id = json!({"properties": {"id": {"type": "string", "format": "uuid"}}});
        let mut document = Document::with_operation(operation, json!({"Sent": id, "Received": id}));
        Rule::ReceivedSchemas(read_ids_as_text).reported(&mut document);
        let format = |name: &str| {
            document.root["components"]["schemas"][name]["properties"]["id"]["format"].clone()
        };
        assert_eq!((format("Sent"), format("Received")), (json!("uuid"), json!(ID)));
    }
}
