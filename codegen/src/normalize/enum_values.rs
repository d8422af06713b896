//! Enums: enums of strings become types, and values of other enums become documentation.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::report::Report;

/// Handles documents with numbers in an enum of strings, with enums of numbers, and with null or duplicates in an enum.
/// Without a `type`, an enum of numbers and strings becomes a union.
pub fn keep_string_enums(document: &mut Document, report: &mut Report) {
    let mut lost = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        if !keep_or_describe(schema) {
            lost.push(place.to_owned());
        }
    });
    let problem = "it is a `String`, because its values do not result in different variant names";
    report.warn_places(document, &lost, problem);
}

/// Keeps the values of an enum of strings, and adds the values of any other enum to the description. Returns false if
/// an
/// enum of strings becomes a `String`.
fn keep_or_describe(schema: &mut Map<String, Value>) -> bool {
    let constant = schema.remove("const").map(|value| Value::Array(vec![value]));
    let Some(Value::Array(values)) = schema.remove("enum").or(constant) else {
        return true;
    };
    if values.contains(&Value::Null) {
        schema.insert("nullable".into(), Value::Bool(true));
    }
    let mut texts: Vec<String> = Vec::new();
    for text in values.iter().filter_map(read_text) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let kind = schema.get("type").and_then(Value::as_str);
    let (numbers, rest): (Vec<_>, Vec<_>) = values.iter().partition(|value| value.is_number());
    if kind.is_none() && !numbers.is_empty() && rest.iter().any(|value| value.is_string()) {
        let number = if numbers.iter().any(|value| value.is_f64()) { "number" } else { "integer" };
        // Numbers come first, because the lenient decoding of strings accepts them too.
        let parts =
            [json!({"type": number, "enum": numbers}), json!({"type": "string", "enum": rest})];
        schema.insert("oneOf".into(), parts.to_vec().into());
        return true;
    }
    let textual = kind.map_or(values.iter().any(Value::is_string), |kind| kind == "string");
    if textual && have_names(&texts) {
        schema.insert("type".into(), "string".into());
        // A format would replace the enum by another type.
        schema.remove("format");
        schema.insert("enum".into(), texts.into());
    } else if !texts.is_empty() {
        // The API may send an unlisted number, so the type stays a number.
        let listed = format!("Documented values: `{}`.", texts.join("`, `"));
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{}\n\n{listed}", description.trim_end());
        schema.insert("description".into(), description.trim_start().into());
        return !textual;
    }
    true
}

/// Returns whether every value results in a variant name of its own. Only letters and digits count.
fn have_names(texts: &[String]) -> bool {
    let name = |text: &String| {
        text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let names: BTreeSet<String> = texts.iter().map(name).filter(|name| !name.is_empty()).collect();
    !texts.is_empty() && names.len() == texts.len()
}

/// Returns a value as it is written in an enum of strings.
fn read_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_to_schema;

    #[test]
    fn enums_of_strings_stay_and_other_enums_become_documentation() {
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
            assert_eq!(apply_to_schema(keep_string_enums, &schema), expected, "{schema}");
        }
    }
}
