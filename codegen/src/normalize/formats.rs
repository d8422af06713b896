//! Formats: those that stand for a type of the client, and none that a vendor made up.

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::parameter_styles::DEPTH;
use crate::document::Document;
use crate::report::Report;
use crate::user_token_contract;
use crate::vocabulary::{DAY, ID, PERSONAL, TIMESTAMP, UPLOAD, USER_TOKEN};

/// How names end of what opens something or somebody's accounts, or names somebody for good.
const PERSONAL_NAMES: [&str; 9] = [
    "_credential",
    "_iban",
    "_ssn",
    "_tax_id",
    "_token",
    "apikey",
    "passphrase",
    "password",
    "secret",
];
/// What such a key, and such a number, is a key or the number of.
const KEYS: [&str; 6] = ["access", "api", "encryption", "private", "secret", "signing"];
const NUMBERS: [&str; 7] = ["account", "card", "license", "passport", "routing", "security", "tax"];

/// The formats of text that is no secret, or is one by another type.
const OTHER_FORMATS: [&str; 5] = ["binary", "date", "date-time", UPLOAD, USER_TOKEN];

/// Whether a value of this name is text that no log is to have, or several, with or without a number. A token of a page
/// opens nothing.
fn is_personal(name: &str) -> bool {
    let name = format!("_{}", name.to_snake_case()).replace("_page_token", "");
    let name = name.trim_end_matches(|sign: char| sign == '_' || sign.is_ascii_digit());
    let names = [name, name.trim_end_matches('s')];
    let ends = |ending: &str| names.iter().any(|name| name.ends_with(ending));
    PERSONAL_NAMES.into_iter().any(ends)
        || KEYS.iter().any(|key| ends(&format!("_{key}_key")))
        || NUMBERS.iter().any(|number| ends(&format!("_{number}_number")))
}

/// Handles documents with properties that no log is to have, which they mark by their names alone.
pub fn mark_properties(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            mark_personal(&unchanged, name, property);
        }
    });
}

/// Marks text that no log is to have by its name, wherever it is described, and in lists and maps of it.
pub fn mark_personal(document: &Document, name: &str, schema: &mut Value) {
    let format = if name == user_token_contract::RECEIVED { USER_TOKEN } else { PERSONAL };
    if let Some(marked) = marked(document, schema, format, DEPTH).filter(|_| is_personal(name)) {
        *schema = marked;
    }
}

/// A schema with its text, or that of its items, in this format; none if it has none.
fn marked(document: &Document, schema: &Value, format: &str, depth: usize) -> Option<Value> {
    let meant = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => document.resolve(only),
        _ => document.resolve(schema),
    };
    let mut marked = meant.ok().filter(|_| depth > 0)?.clone();
    if marked["type"] == "string" {
        let is_other = |format: &str| OTHER_FORMATS.contains(&format);
        if marked.get("enum").is_some() || marked["format"].as_str().is_some_and(is_other) {
            return None;
        }
        marked = json!({"type": "string", "format": format});
    } else {
        let inner =
            ["items", "additionalProperties"].into_iter().find(|key| marked.get(key).is_some())?;
        marked[inner] = self::marked(document, &marked[inner], format, depth - 1)?;
    }
    for key in ["deprecated", "description", "nullable"] {
        if let Some(said) = schema.get(key) {
            marked[key] = said.clone();
        }
    }
    Some(marked)
}

/// Handles documents with formats of their own, such as `degrees`, those that say more about dates than the API keeps to,
/// and ids that are not always UUIDs: what is sent is checked, what is received is kept.
pub fn keep_known(document: &mut Document, _: &mut Report) {
    document.visit_schemas(&mut |_, schema| {
        let format = schema.remove("format");
        let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        let known = match (kind, format.as_ref().and_then(Value::as_str).unwrap_or_default()) {
            // What may be larger than other integers are.
            ("integer", "uint64") => "uint64",
            ("string", "password") => PERSONAL,
            ("string", "date-time") => TIMESTAMP,
            ("string", "date") => DAY,
            ("string", format @ ("uuid" | "binary" | PERSONAL | USER_TOKEN | UPLOAD)) => format,
            _ => return,
        };
        schema.insert("format".into(), known.into());
    });
    document.visit_received_schemas(&mut |_, schema| {
        if let Some(format) = schema.get_mut("format").filter(|format| **format == "uuid") {
            *format = ID.into();
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::normalize::{changed, reported};

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
            let kept = changed(keep_known, &schema(kind, format));
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
        reported(mark_properties, &mut document);
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
            reported(mark_properties, &mut document);
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
        reported(keep_known, &mut document);
        let format = |name: &str| {
            document.root["components"]["schemas"][name]["properties"]["id"]["format"].clone()
        };
        assert_eq!((format("Sent"), format("Received")), (json!("uuid"), json!(ID)));
    }
}
