//! Formats: formats with a type in the client are kept, and others are removed.

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::parameter_styles::DEPTH;
use crate::document::Document;
use crate::report::Report;
use crate::user_token_contract;
use crate::vocabulary::{DAY, ID, PERSONAL, TIMESTAMP, UPLOAD, USER_TOKEN};

/// Endings of names of secrets and of numbers that identify a person.
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
/// The words before `_key` and `_number` in names of such keys and numbers.
const KEYS: [&str; 6] = ["access", "api", "encryption", "private", "secret", "signing"];
const NUMBERS: [&str; 7] = ["account", "card", "license", "passport", "routing", "security", "tax"];

/// The formats of strings that are no secret, or whose type is redacted already.
const OTHER_FORMATS: [&str; 5] = ["binary", "date", "date-time", UPLOAD, USER_TOKEN];

/// Returns whether a property of this name contains personal text. Ignores a trailing plural or number. Tokens of list
/// pages grant no access, so they do not count.
fn is_personal(name: &str) -> bool {
    let name = format!("_{}", name.to_snake_case()).replace("_page_token", "");
    let name = name.trim_end_matches(|letter: char| letter == '_' || letter.is_ascii_digit());
    let names = [name, name.trim_end_matches('s')];
    let ends = |ending: &str| names.iter().any(|name| name.ends_with(ending));
    PERSONAL_NAMES.into_iter().any(ends)
        || KEYS.iter().any(|key| ends(&format!("_{key}_key")))
        || NUMBERS.iter().any(|number| ends(&format!("_{number}_number")))
}

/// Handles documents with personal properties, which only their names show.
pub fn mark_personal_properties(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            mark_personal(&unchanged, name, property);
        }
    });
}

/// Marks a personal string by its name: inline, in a component, or in lists and maps of strings.
pub fn mark_personal(document: &Document, name: &str, schema: &mut Value) {
    let format = if name == user_token_contract::RECEIVED { USER_TOKEN } else { PERSONAL };
    if let Some(marked) = with_format(document, schema, format, DEPTH).filter(|_| is_personal(name))
    {
        *schema = marked;
    }
}

/// Returns a schema whose string, or whose strings inside, have this format. Returns `None` without a string.
fn with_format(document: &Document, schema: &Value, format: &str, depth: usize) -> Option<Value> {
    let resolved = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => document.resolve(only),
        _ => document.resolve(schema),
    };
    let mut marked = resolved.ok().filter(|_| depth > 0)?.clone();
    if marked["type"] == "string" {
        let is_other = |format: &str| OTHER_FORMATS.contains(&format);
        if marked.get("enum").is_some() || marked["format"].as_str().is_some_and(is_other) {
            return None;
        }
        marked = json!({"type": "string", "format": format});
    } else {
        let inner =
            ["items", "additionalProperties"].into_iter().find(|key| marked.get(key).is_some())?;
        marked[inner] = with_format(document, &marked[inner], format, depth - 1)?;
    }
    for key in ["deprecated", "description", "nullable"] {
        if let Some(annotation) = schema.get(key) {
            marked[key] = annotation.clone();
        }
    }
    Some(marked)
}

/// Handles documents with custom formats such as `degrees`, with dates that the API formats differently, and with ids
/// that are not always UUIDs. Requests check ids; responses keep them unchanged.
pub fn keep_known_formats(document: &mut Document, _: &mut Report) {
    document.visit_schemas(&mut |_, schema| {
        let format = schema.remove("format");
        let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        let known = match (kind, format.as_ref().and_then(Value::as_str).unwrap_or_default()) {
            // Such values may exceed an `i64`.
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
    use crate::normalize::{apply_rule, apply_to_schema};

    #[test]
    fn formats_without_a_type_in_the_client_are_dropped() {
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
            let kept = apply_to_schema(keep_known_formats, &schema(kind, format));
            assert_eq!(kept["format"].as_str(), expected, "{kind} {format}");
        }
    }

    #[test]
    fn personal_text_is_recognized_by_the_end_of_its_name() {
        let text = json!({"type": "string"});
        let names = ["ssn", "employeeSSN", "account_number", "accountNumber", "assn", "ssn_last_4"];
        let properties: Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), text.clone())).collect();
        let schemas = json!({"A": {"properties": properties}, "Text": text});
        let mut document = Document::with_operation(json!({}), schemas);
        apply_rule(mark_personal_properties, &mut document);
        let marked = &document.root["components"]["schemas"]["A"]["properties"];
        let personal = names.map(|name| marked[name]["format"] == PERSONAL);
        assert_eq!(personal, [true, true, true, true, false, false]);
    }

    #[test]
    fn personal_text_is_recognized_in_components_and_lists_too() {
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
            apply_rule(mark_personal_properties, &mut document);
            assert_eq!(document.root["components"]["schemas"]["A"]["properties"]["ssn"], expected);
        }
    }

    #[test]
    fn requests_check_ids_and_responses_keep_them() {
        let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let operation =
            json!({"requestBody": body("Sent"), "responses": {"2XX": body("Received")}});
        let id = json!({"properties": {"id": {"type": "string", "format": "uuid"}}});
        let mut document = Document::with_operation(operation, json!({"Sent": id, "Received": id}));
        apply_rule(keep_known_formats, &mut document);
        let format = |name: &str| {
            document.root["components"]["schemas"][name]["properties"]["id"]["format"].clone()
        };
        assert_eq!((format("Sent"), format("Received")), (json!("uuid"), json!(ID)));
    }
}
