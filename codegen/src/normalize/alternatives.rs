//! Alternatives: a received union whose types serde can distinguish is kept; any other becomes any JSON.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::document::references::{reference, schema_name};
use crate::report::Report;
use crate::vocabulary::CLOSED;

/// Maximum length of a chain of references.
const CHAIN: usize = 16;

/// The types, in the order in which serde tries them. A number also accepts an integer, and serde reads an object from
/// a
/// list.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// The values of a property that identify an object of a union. `object` is the pointer of the object.
struct Tag {
    object: String,
    property: String,
    values: BTreeSet<String>,
}

/// Handles documents with alternatives (`oneOf`), of which typify's enum decodes the first that fits. The property that
/// distinguishes objects becomes a required and closed enum; a `discriminator` names it, or its values differ. Received
/// alternatives that nothing distinguishes become any JSON.
pub fn distinguish_alternatives(document: &mut Document, report: &mut Report) {
    let mut closed: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let original = document.clone();
    document.visit_schemas(&mut |place, schema| {
        schema.remove("discriminator");
        for Tag { object, property, values } in find_tags(&original, place) {
            closed.entry((object, property)).or_default().extend(values);
        }
    });
    for ((object, property), values) in closed {
        if let Some(Value::Object(object)) = document.root.pointer_mut(&object) {
            close_property(object, &property, values);
        }
    }
    let tagged = document.clone();
    let mut mixed = Vec::new();
    document.visit_received_schemas(&mut |place, schema| {
        if !order_alternatives(&tagged, schema) {
            schema
                .retain(|key, _| matches!(key.as_str(), "deprecated" | "description" | "nullable"));
            mixed.push(place.to_owned());
        }
    });
    let problem =
        "it is any JSON, because nothing distinguishes its alternatives, such as a `discriminator`";
    report.warn_places(document, &mixed, problem);
}

/// Finds the property that distinguishes the objects of the union at a place. All of them have it, and no two share a
/// value.
fn find_tags(document: &Document, place: &str) -> Vec<Tag> {
    let union = document.root.pointer(place).unwrap_or(&Value::Null);
    let alternatives = union["oneOf"].as_array().into_iter().flatten().enumerate();
    let objects: Vec<(String, &Value, &Value)> = alternatives
        .map(|(index, alternative)| {
            let (place, object) = follow(document, format!("{place}/oneOf/{index}"), alternative);
            (place, object, alternative)
        })
        .filter(|(_, object, _)| object["properties"].is_object())
        .collect();
    let first = objects.first().filter(|_| objects.len() > 1);
    let listed = first.and_then(|(_, object, _)| object["properties"].as_object());
    let discriminator = &union["discriminator"];
    let properties = discriminator["propertyName"].as_str().into_iter();
    let mut properties =
        properties.chain(listed.into_iter().flat_map(Map::keys).map(String::as_str));
    let found = properties.find_map(|property| {
        let mut seen = BTreeSet::new();
        let tag = |(place, object, alternative): &(String, &Value, &Value)| {
            let described = resolve(document, &object["properties"][property]);
            let is_named = discriminator["propertyName"] == property;
            let mapping = discriminator.get("mapping").filter(|_| is_named);
            let values =
                collect_values(described, mapping, schema_name(alternative).filter(|_| is_named));
            let is_new = values.iter().all(|value| seen.insert(value.clone()));
            let tag = Tag { object: place.clone(), property: property.to_owned(), values };
            (is_new && !tag.values.is_empty()).then_some(tag)
        };
        objects.iter().map(tag).collect::<Option<Vec<Tag>>>()
    });
    found.unwrap_or_default()
}

/// Collects the values of a property: values that a discriminator maps to the object of this name, and listed values.
/// Without either, the value is the name.
fn collect_values(
    property: &Value,
    mapping: Option<&Value>,
    name: Option<&str>,
) -> BTreeSet<String> {
    let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
    let is_target =
        |target: &Value| target.as_str().and_then(|target| target.rsplit('/').next()) == name;
    let mapped = mapping.filter(|(_, target)| is_target(target)).map(|(value, _)| value.as_str());
    let listed = property["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let values: BTreeSet<String> = mapped.chain(listed).map(str::to_owned).collect();
    if values.is_empty() && property["type"] == "string" {
        return name.map(str::to_owned).into_iter().collect();
    }
    values
}

/// Makes a property a required and closed enum of these values.
fn close_property(object: &mut Map<String, Value>, property: &str, values: BTreeSet<String>) {
    let Some(described) = object.get_mut("properties").and_then(|listed| listed.get_mut(property))
    else {
        return;
    };
    let description = described.get("description").cloned();
    *described = json!({"type": "string", "enum": values, CLOSED: true});
    if let Some(description) = description {
        described["description"] = description;
    }
    let required = object.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required
        && !required.iter().any(|name| name == property)
    {
        required.push(property.into());
    }
}

/// Orders the alternatives of a union so that none accepts the values of a later one. Returns false if no order does.
fn order_alternatives(document: &Document, union: &mut Map<String, Value>) -> bool {
    let Some(Value::Array(alternatives)) = union.get_mut("oneOf") else {
        return true;
    };
    alternatives.sort_by_cached_key(|alternative| rank(resolve(document, alternative)));
    let types: Vec<&Value> =
        alternatives.iter().map(|alternative| resolve(document, alternative)).collect();
    let mut indexed = types.iter().enumerate();
    indexed.all(|(index, one)| !types[index + 1..].iter().any(|other| accepts(one, other)))
}

/// Ranks a type in the order of decoding. Objects with more required properties come first.
fn rank(schema: &Value) -> (usize, Reverse<usize>) {
    let position = TYPES.iter().position(|name| schema["type"] == *name);
    let required = schema["required"].as_array().map_or(0, Vec::len);
    (position.unwrap_or(TYPES.len()), Reverse(required))
}

/// Returns whether decoding `one` accepts values of `other`. All string types keep the text unchanged, so their order
/// does not matter.
fn accepts(one: &Value, other: &Value) -> bool {
    match (one["type"].as_str(), other["type"].as_str()) {
        (Some("object"), Some("object")) => {
            let mut required = one["required"].as_array().into_iter().flatten();
            required.all(|name| {
                let name = name.as_str().unwrap_or_default();
                let (property, others) = (&one["properties"][name], &other["properties"][name]);
                let is_tag = property.get(CLOSED).is_some() && property["enum"] != others["enum"];
                others.is_object() && !is_tag
            })
        }
        (Some("array"), Some("array")) | (Some("object"), Some("array")) | (None, _) => true,
        _ => false,
    }
}

/// Follows the references of a schema, and an `allOf` with a single part.
fn resolve<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    follow(document, String::new(), schema).1
}

/// Follows them, and also returns the place of the result.
fn follow<'a>(
    document: &'a Document,
    mut place: String,
    mut schema: &'a Value,
) -> (String, &'a Value) {
    for _ in 0..CHAIN {
        if let Some(target) = reference(schema) {
            place = target.trim_start_matches('#').to_owned();
            schema = document.target(target).unwrap_or(&Value::Null);
        } else if let Some([part]) = schema["allOf"].as_array().map(Vec::as_slice) {
            place.push_str("/allOf/0");
            schema = part;
        }
    }
    (place, schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::references::to_schema;
    use crate::normalize::apply_rule;

    /// Applies the rule to schemas with a received `Union`. Returns the schemas and the number of warnings.
    fn apply_rule_to(schemas: Value) -> (Value, usize) {
        let received =
            json!({"2XX": {"content": {"application/json": {"schema": to_schema("Union")}}}});
        let mut document = Document::with_operation(json!({"responses": received}), schemas);
        let report = apply_rule(distinguish_alternatives, &mut document);
        (document.root["components"]["schemas"].clone(), report.warnings.len())
    }

    fn object(properties: Value, required: &[&str]) -> Value {
        json!({"type": "object", "properties": properties, "required": required})
    }

    #[test]
    fn a_property_that_distinguishes_objects_becomes_a_closed_enum() {
        let text = json!({"type": "string"});
        let listed = |values: &[&str]| json!({"type": "string", "enum": values});
        let mapping =
            json!({"propertyName": "kind", "mapping": {"a": "#/components/schemas/A", "b": "B"}});
        for (kinds, discriminator, values) in [
            ([text.clone(), text.clone()], mapping, [vec!["a"], vec!["b"]]),
            ([text.clone(), text], json!({"propertyName": "kind"}), [vec!["A"], vec!["B"]]),
            ([listed(&["x", "y"]), listed(&["z"])], Value::Null, [vec!["x", "y"], vec!["z"]]),
        ] {
            let [a, b] = kinds.map(|kind| object(json!({"kind": kind}), &[]));
            let union =
                json!({"oneOf": [to_schema("A"), to_schema("B")], "discriminator": discriminator});
            let (schemas, warnings) = apply_rule_to(json!({"A": a, "B": b, "Union": union}));
            for (name, values) in ["A", "B"].iter().zip(values) {
                let closed = json!({"type": "string", "enum": values, CLOSED: true});
                assert_eq!(schemas[name], object(json!({"kind": closed}), &["kind"]));
            }
            let union = json!({"oneOf": [to_schema("A"), to_schema("B")]});
            assert_eq!((&schemas["Union"], warnings), (&union, 0));
        }
    }

    #[test]
    fn a_union_is_ordered_or_becomes_any_json() {
        let (a, b) = (json!({"a": {"type": "string"}}), json!({"b": {"type": "string"}}));
        let both = json!({"a": {"type": "string"}, "b": {"type": "string"}});
        let list = |item: &Value| json!({"type": "array", "items": item});
        let number = json!({"type": "number"});
        let integer = json!({"type": "integer"});
        let status = |values: &[&str]| json!({"status": {"type": "string", "enum": values}});
        for (one, other, expected) in [
            (object(a.clone(), &[]), object(b.clone(), &[]), None),
            (object(a.clone(), &["a"]), object(b.clone(), &[]), Some(false)),
            (object(a.clone(), &["a"]), object(both.clone(), &["a", "b"]), Some(true)),
            (object(a.clone(), &["a"]), object(both, &["a"]), None),
            (object(status(&["x", "y"]), &[]), object(status(&["y"]), &[]), None),
            (object(a.clone(), &[]), list(&number), Some(true)),
            (list(&object(a, &[])), list(&object(b, &[])), None),
            (number, integer, Some(true)),
            (json!({"type": "string", "enum": ["a"]}), json!({"type": "string"}), Some(false)),
            (json!({}), json!({"type": "string"}), Some(true)),
        ] {
            let union = json!({"oneOf": [one, other], "nullable": true});
            let (schemas, warnings) = apply_rule_to(json!({"Union": union}));
            let parts = match expected {
                Some(true) => json!({"oneOf": [other, one], "nullable": true}),
                Some(false) => union,
                None => json!({"nullable": true}),
            };
            assert_eq!(schemas["Union"], parts);
            assert_eq!(warnings, usize::from(expected.is_none()), "{parts}");
        }
    }
}
