//! Circles: names that stand for one another, and compositions that lead back to themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::order::positions;
use crate::document::references::{schema_name, to_schema};
use crate::document::{Document, pointer};
use crate::report::Report;

/// The keys of what a schema is composed of.
const COMPOSED: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Handles documents in which a component is no more than another name of a component: what is meant is used
/// instead. Names that stand for one another in a circle lead nowhere.
pub fn replace_other_names(document: &mut Document, _: &mut Report) {
    let mut others = BTreeMap::new();
    if let Some(schemas) = document.schemas_mut() {
        for (name, schema) in schemas.iter() {
            others.extend(schema_name(schema).map(|meant| (name.clone(), meant.to_owned())));
        }
        schemas.retain(|name, _| !others.contains_key(name));
    }
    document.visit_schemas(&mut |_, schema| {
        let named = schema_name(schema).filter(|name| others.contains_key(*name));
        if let Some(meant) = named.and_then(|name| meant(&others, name)) {
            schema["$ref"] = to_schema(meant)["$ref"].clone();
        }
        let mapping = schema.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut);
        for value in mapping.into_iter().flat_map(|it| it.values_mut()) {
            let name = value.as_str().and_then(|it| it.rsplit('/').next()).unwrap_or_default();
            if let Some(meant) = others.get(name).and_then(|name| meant(&others, name)) {
                *value = to_schema(meant)["$ref"].clone();
            }
        }
    });
}

/// What a name stands for in the end; none where that is a circle.
fn meant<'a>(others: &'a BTreeMap<String, String>, name: &'a str) -> Option<&'a str> {
    let mut name = name;
    // A way that is longer than there are names has been somewhere twice.
    for _ in 0..=others.len() {
        match others.get(name) {
            Some(meant) => name = meant,
            None => return Some(name),
        }
    }
    None
}

/// Handles documents with components that are composed of themselves, which says nothing and has no end.
pub fn drop_parts_that_lead_back(document: &mut Document, report: &mut Report) {
    let schemas = document.root["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let parts = |name| schemas.get(name).map(parts).unwrap_or_default();
    let positions = positions(schemas.keys().map(String::as_str), parts);
    let leading_back = schemas.keys().flat_map(|name| {
        let back =
            parts(name).into_iter().filter(|part| positions[*part] >= positions[name.as_str()]);
        back.map(move |part| (name, part))
    });
    for (name, part) in leading_back {
        if let Some(schema) = document.schemas_mut().and_then(|it| it.get_mut(name)) {
            drop_part(schema, part);
        }
        report.warnings.push(document.diagnostic(
            &pointer::join("", ["components", "schemas", name]),
            format!("the schema `{name}` is composed of `{part}`, which leads back to it"),
            "what leads back is left out; describe it in another way in overlay.yaml if it means something",
        ));
    }
}

/// The components that a schema is composed of.
fn parts(schema: &Value) -> Vec<&str> {
    let mut found = BTreeSet::new();
    collect_parts(schema, &mut found);
    found.into_iter().collect()
}

fn collect_parts<'a>(schema: &'a Value, found: &mut BTreeSet<&'a str>) {
    for part in COMPOSED.iter().filter_map(|key| schema[key].as_array()).flatten() {
        found.extend(schema_name(part));
        collect_parts(part, found);
    }
}

/// Takes a component out of what a schema is composed of.
fn drop_part(schema: &mut Value, name: &str) {
    for key in COMPOSED {
        if let Some(Value::Array(parts)) = schema.get_mut(key) {
            parts.retain(|part| schema_name(part) != Some(name));
            parts.iter_mut().for_each(|part| drop_part(part, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::normalize::Rule;

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn other_names_are_replaced_by_what_they_stand_for() {
        let chain: Map<String, Value> =
            (0..400).map(|it| (format!("C{it}"), reference(&format!("C{}", it + 1)))).collect();
        let mut schemas = json!({
            "C400": {"type": "string"},
            "User": {"properties": {"a": reference("C0"), "b": reference("Round")}},
            "Round": reference("About"),
            "About": reference("Round"),
        });
        schemas.as_object_mut().unwrap().extend(chain);
        let mut document = Document::with_operation(json!({}), schemas);
        Rule::Document(replace_other_names).reported(&mut document);
        let schemas = &document.root["components"]["schemas"];
        assert_eq!(schemas.as_object().unwrap().len(), 2);
        let expected = json!({"a": reference("C400"), "b": reference("Round")});
        assert_eq!(schemas["User"]["properties"], expected);
    }

    #[test]
    fn parts_that_lead_back_are_dropped_and_that_is_said() {
        let text = json!({"type": "string"});
        let schemas = json!({
            "Itself": {"allOf": [reference("Itself"), {"properties": {"a": reference("Itself")}}]},
            "One": {"oneOf": [reference("Other"), text]},
            "Other": {"anyOf": [{"allOf": [reference("One")]}, text]},
        });
        let mut document = Document::with_operation(json!({}), schemas);
        let report = Rule::Document(drop_parts_that_lead_back).reported(&mut document);
        let schemas = &document.root["components"]["schemas"];
        let kept = json!({"allOf": [{"properties": {"a": reference("Itself")}}]});
        assert_eq!(schemas["Itself"], kept);
        assert_eq!(schemas["Other"], json!({"anyOf": [{"allOf": []}, text]}));
        assert_eq!(schemas["One"], json!({"oneOf": [reference("Other"), text]}));
        assert_eq!(report.warnings.len(), 2);
        assert!(report.warnings[0].to_string().contains("`Itself` is composed of `Itself`"));
    }
}
