//! Lists of values: those of strings become types, those of anything else become documentation.

use serde_json::{Map, Value};

use super::super::document::Document;
use super::Findings;

/// Serves documents with numbers in the enum of a string, with enums on numbers, and with null or the
/// same value twice in an enum.
pub fn mend_enums(document: &mut Document, _: &mut Findings) {
    document.visit_schemas(&mut |_, schema| {
        if let Value::Object(schema) = schema {
            mend(schema);
        }
    });
}

fn mend(schema: &mut Map<String, Value>) {
    let constant = schema.remove("const").map(|value| Value::Array(vec![value]));
    let Some(values) = schema.remove("enum").or(constant) else {
        return;
    };
    let Value::Array(values) = values else {
        return;
    };
    if values.contains(&Value::Null) {
        schema.insert("nullable".into(), Value::Bool(true));
    }
    let mut texts: Vec<String> = Vec::new();
    for value in values.iter().filter_map(text) {
        if !texts.contains(&value) {
            texts.push(value);
        }
    }
    let kind = schema.get("type").and_then(Value::as_str);
    let textual = kind == Some("string") || kind.is_none() && values.iter().any(Value::is_string);
    if textual && !texts.is_empty() {
        schema.insert("type".into(), "string".into());
        // The values say what the format would.
        schema.remove("format");
        schema.insert("enum".into(), texts.into_iter().map(Value::String).collect());
    } else if !texts.is_empty() {
        // A number stays a number, as the API may send one that is not listed.
        let listed = format!("Documented values: `{}`.", texts.join("`, `"));
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{}\n\n{listed}", description.trim_end());
        schema.insert("description".into(), Value::String(description.trim_start().to_owned()));
    }
}

/// A value as text, as it would be written in the enum of a string.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
