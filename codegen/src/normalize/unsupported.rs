//! Schemas that become no type: operations that reach one are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Document;
use crate::document::references::schema_name;
use crate::document::walk::{Node, schemas};
use crate::report::Report;

/// How deep types may be nested, in steps of the compiler. It follows 128, for example to learn whether a value may
/// move to another thread, and the program around the client needs some of them.
const LIMIT: usize = 72;

/// Maximum length of a chain of components that is followed, as the stack ends too.
const CHAIN: usize = 256;

/// Handles documents with schemas that are composed of themselves, for which the generator recurses without end, and
/// with schemas that are nested deeper than the compiler follows types.
pub fn leave_out_operations(document: &mut Document, report: &mut Report) {
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
            "its schemas are nested deeper than the compiler follows types".to_owned()
        } else {
            continue;
        };
        report.leave_out(document, &key, &reason);
    }
}

/// Measures how deep types are nested in a schema, which `chain` references lead to. A component that is nested in itself
/// counts once; `depths` are those of components.
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
        // The steps from what holds a value to the value.
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

/// Whether what a component is composed of, and what is composed inside of it, leads back to it.
fn is_composed_of_itself(document: &Document, name: &str) -> bool {
    let components = &document.root["components"]["schemas"];
    let mut seen = BTreeSet::new();
    let mut open = merged(&components[name]);
    while let Some(part) = open.pop() {
        if seen.insert(part) {
            open.extend(merged(&components[part]));
        }
    }
    seen.contains(name)
}

/// The components that are put in the place of a reference when a component is merged: its parts, and those of objects
/// inside of it.
fn merged(component: &Value) -> Vec<&str> {
    let is_merged = |schema: &&Value| {
        let parts = schema["allOf"].as_array().map(Vec::as_slice);
        let is_reference = match parts {
            Some([only]) => schema_name(only).is_some(),
            parts => parts.is_none(),
        };
        !is_reference || ["properties", "required"].iter().any(|key| schema.get(key).is_some())
    };
    let inner = schemas(component, Node::Schema).into_iter().filter(is_merged);
    parts(component).into_iter().chain(inner.flat_map(parts)).collect()
}

/// The components that a schema is composed of.
fn parts(schema: &Value) -> Vec<&str> {
    let composed = ["allOf", "anyOf", "oneOf"].into_iter();
    let parts = composed.filter_map(|key| schema[key].as_array()).flatten();
    parts
        .flat_map(|part| schema_name(part).map_or_else(|| self::parts(part), |name| vec![name]))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::normalize::reported;

    fn reference_to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// Why the operation that sends a schema is left out, if it is.
    fn reason(sent: Value, schemas: Value) -> Option<String> {
        let body = json!({"content": {"application/json": {"schema": sent}}});
        let mut document = Document::with_operation(json!({"requestBody": body}), schemas);
        let said = reported(leave_out_operations, &mut document).warnings;
        assert_eq!(document.only_operation().is_none(), said.len() == 1);
        said.first().map(ToString::to_string)
    }

    #[test]
    fn a_schema_composed_of_itself_costs_the_operation() {
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
            let reason = reason(holder, schemas.clone()).unwrap_or_default();
            assert!(reason.contains("is composed of itself"), "{name}: {reason}");
        }
        assert_eq!(reason(reference_to("Tree"), schemas), None);
    }

    #[test]
    fn types_too_deep_for_a_compiler_cost_the_operation() {
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
            let reason = reason(reference_to("D0"), schemas.into());
            assert_eq!(reason.is_none(), is_kept, "{count} {ring}: {reason:?}");
        }
        let deep = (0..60).fold(json!({"type": "string"}), |inner, _| json!({"items": inner}));
        assert!(reason(deep, json!({})).is_some_and(|reason| reason.contains("nested deeper")));
    }
}
