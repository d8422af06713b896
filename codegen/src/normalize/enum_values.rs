//! Lists of values: those of strings become types, those of anything else become documentation.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::report::Report;

/// Handles documents with numbers in the enum of a string, with enums on numbers, and with null or the
/// same value twice in an enum. Without a type, numbers beside strings are a union, in which each stays what it is.
pub fn keep_strings(document: &mut Document, report: &mut Report) {
    let mut lost = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        if !keep_or_document(schema) {
            lost.push(place.to_owned());
        }
    });
    let problem = "it is a `String`, because its values make no different names of variants";
    report.warn(document, &lost, problem);
}

/// Keeps the values of an enum of strings, and puts those of another into the description. Returns whether the type is
/// what the document means.
fn keep_or_document(schema: &mut Map<String, Value>) -> bool {
    let constant = schema.remove("const").map(|value| Value::Array(vec![value]));
    let Some(Value::Array(values)) = schema.remove("enum").or(constant) else {
        return true;
    };
    if values.contains(&Value::Null) {
        schema.insert("nullable".into(), Value::Bool(true));
    }
    let mut texts: Vec<String> = Vec::new();
    for text in values.iter().filter_map(text) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let kind = schema.get("type").and_then(Value::as_str);
    let (numbers, rest): (Vec<_>, Vec<_>) = values.iter().partition(|value| value.is_number());
    if kind.is_none() && !numbers.is_empty() && rest.iter().any(|value| value.is_string()) {
        let number = if numbers.iter().any(|it| it.is_f64()) { "number" } else { "integer" };
        // Numbers go first, as text would take them too.
        let parts =
            [json!({"type": number, "enum": numbers}), json!({"type": "string", "enum": rest})];
        schema.insert("oneOf".into(), parts.to_vec().into());
        return true;
    }
    let textual = kind.map_or(values.iter().any(Value::is_string), |kind| kind == "string");
    if textual && have_names(&texts) {
        schema.insert("type".into(), "string".into());
        // The values say what the format would.
        schema.remove("format");
        schema.insert("enum".into(), texts.into());
    } else if !texts.is_empty() {
        // A number stays a number, as the API may send one that is not listed.
        let listed = format!("Documented values: `{}`.", texts.join("`, `"));
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{}\n\n{listed}", description.trim_end());
        schema.insert("description".into(), description.trim_start().into());
        return !textual;
    }
    true
}

/// Whether every value has letters or digits to name a variant by, and no two make the same name.
fn have_names(texts: &[String]) -> bool {
    let name = |text: &String| {
        text.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let names: BTreeSet<String> = texts.iter().map(name).filter(|name| !name.is_empty()).collect();
    !texts.is_empty() && names.len() == texts.len()
}

/// A value as text, as it would be written in the enum of a string.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::changed;

    #[test]
    fn enums_of_strings_hold_strings_and_other_enums_are_documentation() {
        for (schema, expected) in [
            (
                json!({"type": "string", "enum": ["W-2", 1099, 1099, true]}),
                json!({"type": "string", "enum": ["W-2", "1099", "true"]}),
            ),
            (
                json!({"type": "string", "enum": ["a", null]}),
                json!({"type": "string", "enum": ["a"], "nullable": true}),
            ),
            (json!({"enum": ["a"]}), json!({"type": "string", "enum": ["a"]})),
            (json!({"const": "a"}), json!({"type": "string", "enum": ["a"]})),
            (
                json!({"type": "number", "enum": [0.5, 1]}),
                json!({"type": "number", "description": "Documented values: `0.5`, `1`."}),
            ),
            (
                json!({"type": "integer", "enum": [1], "description": "A."}),
                json!({"type": "integer", "description": "A.\n\nDocumented values: `1`."}),
            ),
            (json!({"type": "string", "enum": []}), json!({"type": "string"})),
            (json!({"type": "string", "enum": "a"}), json!({"type": "string"})),
            (
                json!({"type": "string", "enum": ["+1", "-1"]}),
                json!({"type": "string", "description": "Documented values: `+1`, `-1`."}),
            ),
        ] {
            assert_eq!(changed(keep_strings, &schema), expected, "{schema}");
        }
    }
}
