//! A walk over every schema of a document, wherever OpenAPI lets one stand.

use serde_json::{Map, Value};

use super::document::{DATA, escape};

/// The keys of a schema whose members are schemas under names of the API's choice.
const NAMED: [&str; 2] = ["properties", "patternProperties"];

/// The keys of a schema whose value is a list of schemas.
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// The keys of a schema whose value is a schema.
const SINGLE: [&str; 3] = ["items", "not", "additionalProperties"];

/// Calls `rule` with every schema below `value`, which is not a schema itself, and with its pointer.
/// A schema comes before the schemas inside it.
pub fn visit(value: &mut Value, pointer: &str, rule: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::Object(object) => {
            for (key, child) in object.iter_mut().filter(|(key, _)| !is_data(key)) {
                let pointer = format!("{pointer}/{}", escape(key));
                match (key.as_str(), child) {
                    ("schema", child) => visit_schema(child, &pointer, rule),
                    ("schemas", Value::Object(schemas)) => visit_named(schemas, &pointer, rule),
                    (_, child) => visit(child, &pointer, rule),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                visit(item, &format!("{pointer}/{index}"), rule);
            }
        }
        _ => {}
    }
}

/// Calls `rule` with `schema` and every schema inside it.
pub fn visit_schema(schema: &mut Value, pointer: &str, rule: &mut dyn FnMut(&str, &mut Value)) {
    rule(pointer, schema);
    let Value::Object(object) = schema else {
        return;
    };
    for (key, child) in object.iter_mut() {
        let pointer = format!("{pointer}/{key}");
        match (key.as_str(), child) {
            (key, Value::Object(schemas)) if NAMED.contains(&key) => {
                visit_named(schemas, &pointer, rule);
            }
            (key, Value::Array(schemas)) if LISTS.contains(&key) => {
                for (index, schema) in schemas.iter_mut().enumerate() {
                    visit_schema(schema, &format!("{pointer}/{index}"), rule);
                }
            }
            (key, schema @ Value::Object(_)) if SINGLE.contains(&key) => {
                visit_schema(schema, &pointer, rule);
            }
            _ => {}
        }
    }
}

fn visit_named(
    schemas: &mut Map<String, Value>,
    pointer: &str,
    rule: &mut dyn FnMut(&str, &mut Value),
) {
    for (name, schema) in schemas.iter_mut() {
        visit_schema(schema, &format!("{pointer}/{}", escape(name)), rule);
    }
}

/// Whether what stands under `key` is data, and not a part of the document.
fn is_data(key: &str) -> bool {
    DATA.contains(&key) || key.starts_with("x-")
}

/// The `$ref`s to schemas in `value`.
pub fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get("$ref") {
                found.push(target.clone());
            }
            for (key, child) in object {
                match child {
                    Value::Object(named) if NAMED.contains(&key.as_str()) => {
                        named.values().for_each(|schema| collect(schema, found));
                    }
                    child if !is_data(key) => collect(child, found),
                    _ => {}
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
