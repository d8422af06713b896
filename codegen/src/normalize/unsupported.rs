//! Unsupported schemas: skips operations with recursive compositions or too deeply nested types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Document;
use crate::document::references::schema_name;
use crate::document::walk::{Node, schemas};
use crate::report::Report;

/// Maximum depth of types, in steps of rustc. Its recursion limit is 128, for example to decide whether a type is
/// `Send`, and the surrounding program uses some of these steps.
const LIMIT: usize = 72;

/// Maximum length of a chain of components, because the stack is limited too.
const CHAIN: usize = 256;

/// Handles documents with schemas that are composed of themselves, on which progenitor recurses forever, and with
/// schemas
/// that exceed rustc's recursion limit.
pub fn skip_operations(document: &mut Document, report: &mut Report) {
    let mut depths = BTreeMap::new();
    for key in document.operation_keys() {
        let Some(operation) = document.operation(&key) else {
            continue;
        };
        let reached = document.reachable_schemas([operation]);
        let circle = reached.iter().find(|name| is_composed_of_itself(document, name));
        let schemas = schemas(operation, Node::Object).into_iter();
        let depth = schemas.map(|schema| measure_depth(document, schema, &mut depths, 0)).max();
        let reason = if let Some(name) = circle {
            format!("the schema `{name}` is composed of itself")
        } else if depth > Some(LIMIT) {
            "its schemas are nested deeper than rustc's recursion limit allows".to_owned()
        } else {
            continue;
        };
        report.skip(document, &key, &reason);
    }
}

/// Measures the depth of types in a schema, which is `chain` references away. A component inside itself counts once.
/// `depths` caches the depths of components.
fn measure_depth(
    document: &Document,
    schema: &Value,
    depths: &mut BTreeMap<String, usize>,
    chain: usize,
) -> usize {
    if let Some(name) = schema_name(schema) {
        if let Some(depth) = depths.get(name) {
            return *depth;
        }
        if chain == CHAIN {
            return LIMIT;
        }
        depths.insert(name.to_owned(), 0);
        let component = &document.root["components"]["schemas"][name];
        let depth = measure_depth(document, component, depths, chain + 1);
        depths.insert(name.to_owned(), depth);
        return depth;
    }
    let mut deepest = 0;
    for (key, member) in schema.as_object().into_iter().flatten() {
        // The steps from the container to the value.
        let (steps, inner): (usize, Vec<&Value>) = match (key.as_str(), member) {
            ("properties", Value::Object(properties)) => (2, properties.values().collect()),
            ("items", item) => (3, vec![item]),
            ("additionalProperties", value) => (5, vec![value]),
            ("oneOf" | "anyOf", Value::Array(parts)) => (5, parts.iter().collect()),
            ("allOf", Value::Array(parts)) => (0, parts.iter().collect()),
            _ => continue,
        };
        for schema in inner {
            deepest = deepest.max(steps + measure_depth(document, schema, depths, chain));
        }
    }
    deepest
}

/// Returns whether a component is composed of itself, directly or through compositions inside it.
fn is_composed_of_itself(document: &Document, name: &str) -> bool {
    let components = &document.root["components"]["schemas"];
    let mut seen = BTreeSet::new();
    let mut open = merged_components(&components[name]);
    while let Some(part) = open.pop() {
        if seen.insert(part) {
            open.extend(merged_components(&components[part]));
        }
    }
    seen.contains(name)
}

/// Returns the components that merging a component inlines: its parts, and the parts of objects inside it.
fn merged_components(component: &Value) -> Vec<&str> {
    let is_merged = |schema: &&Value| {
        let parts = schema["allOf"].as_array().map(Vec::as_slice);
        let is_reference = match parts {
            Some([only]) => schema_name(only).is_some(),
            parts => parts.is_none(),
        };
        !is_reference || ["properties", "required"].iter().any(|key| schema.get(key).is_some())
    };
    let inner = schemas(component, Node::Schema).into_iter().filter(is_merged);
    composed_parts(component).into_iter().chain(inner.flat_map(composed_parts)).collect()
}

/// Returns the components that a schema is composed of.
fn composed_parts(schema: &Value) -> Vec<&str> {
    let composed = ["allOf", "anyOf", "oneOf"].into_iter();
    let parts = composed.filter_map(|key| schema[key].as_array()).flatten();
    parts
        .flat_map(|part| schema_name(part).map_or_else(|| composed_parts(part), |name| vec![name]))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::normalize::apply_rule;

    fn reference_to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// Returns the reason why an operation that sends a schema is skipped.
    fn skip_reason(sent: Value, schemas: Value) -> Option<String> {
        let body = json!({"content": {"application/json": {"schema": sent}}});
        let mut document = Document::with_operation(json!({"requestBody": body}), schemas);
        let warnings = apply_rule(skip_operations, &mut document).warnings;
        assert_eq!(document.only_operation().is_none(), warnings.len() == 1);
        warnings.first().map(ToString::to_string)
    }

    #[test]
    fn an_operation_with_a_schema_composed_of_itself_is_skipped() {
        let text = json!({"type": "string"});
        let schemas = json!({
            "Itself": {"allOf": [reference_to("Itself"), {"properties": {"a": text}}]},
            "One": {"oneOf": [reference_to("Other"), text]},
            "Other": {"anyOf": [{"allOf": [reference_to("One")]}, text]},
            "Tree": {"properties": {"next": reference_to("Tree")}, "allOf": [reference_to("Plain")]},
            "Plain": {"properties": {
                "tree": reference_to("Tree"), "either": {"oneOf": [reference_to("Tree"), text]},
            }},
            "Nested": {"properties": {"a": {"allOf": [{"allOf": [reference_to("Nested")]}]}}},
            "Inside": {"properties": {"a": {"allOf": [reference_to("Inside"), {"properties": {}}]}}},
        });
        for name in ["Itself", "One", "Other", "Nested", "Inside"] {
            let holder = json!({"properties": {"a": reference_to(name)}});
            let reason = skip_reason(holder, schemas.clone()).unwrap_or_default();
            assert!(reason.contains("is composed of itself"), "{name}: {reason}");
        }
        assert_eq!(skip_reason(reference_to("Tree"), schemas), None);
    }

    #[test]
    fn an_operation_with_too_deep_types_is_skipped() {
        for (count, ring, is_kept) in
            [(30, false, true), (30, true, true), (400, false, false), (400, true, false)]
        {
            let next = |index: usize| if ring { (index + 1) % count } else { index + 1 };
            let links = (0..count).map(|index| {
                let next = reference_to(&format!("D{}", next(index)));
                (format!("D{index}"), json!({"properties": {"next": next}}))
            });
            let mut schemas: Map<String, Value> = links.collect();
            schemas.entry(format!("D{count}")).or_insert(json!({"type": "string"}));
            let reason = skip_reason(reference_to("D0"), schemas.into());
            assert_eq!(reason.is_none(), is_kept, "{count} {ring}: {reason:?}");
        }
        let deep = (0..60).fold(json!({"type": "string"}), |inner, _| json!({"items": inner}));
        assert!(
            skip_reason(deep, json!({})).is_some_and(|reason| reason.contains("nested deeper"))
        );
    }
}
