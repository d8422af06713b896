//! Alternatives: a value of one of several types says itself of which it is, or it is any JSON.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::document::references::{reference, schema_name};
use crate::document::{Document, pointer};
use crate::report::Report;
use crate::vocabulary::CLOSED;

/// How many references lead to one another, and how deep alternatives stand in others.
const DEPTH: usize = 16;

/// The types in the order in which they are tried: a number takes an integer, and serde reads a list as an object.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// An object of a union: where it stands, itself, and its name.
struct Object<'a> {
    place: String,
    schema: &'a Value,
    name: Option<&'a str>,
}

/// Handles documents with alternatives (`oneOf`), of which typify's enum takes the first that fits. The property that
/// tells objects apart, named by a `discriminator` or different in each, becomes a required and closed enum. Received
/// alternatives that nothing tells apart are any JSON.
pub fn tell_apart(document: &mut Document, report: &mut Report) {
    let mut tags: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let untagged = document.clone();
    document.visit_schemas(&mut |place, schema| {
        for (object, property, values) in tags_of(&untagged, place, schema) {
            tags.entry((object, property)).or_default().extend(values);
        }
    });
    for ((object, property), values) in tags {
        if let Some(Value::Object(object)) = document.root.pointer_mut(&object) {
            close(object, &property, values);
        }
    }
    let tagged = document.clone();
    let keys = tagged.operation_keys();
    let operations = keys.iter().filter_map(|key| tagged.operation(key));
    let received = tagged.reachable_schemas(operations.map(|operation| &operation["responses"]));
    let mut mixed = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        let Value::Object(schema) = schema else {
            return;
        };
        schema.remove("discriminator");
        let component = pointer::steps(place).into_iter().nth(2).unwrap_or_default();
        let is_received = place.contains("/responses/") || received.contains(&component);
        if is_received && !order(&tagged, schema) {
            schema
                .retain(|key, _| matches!(key.as_str(), "deprecated" | "description" | "nullable"));
            mixed.push(place.to_owned());
        }
    });
    report.warnings.extend(mixed.iter().map(|place| {
        let problem = "it is any JSON, because nothing tells its alternatives apart";
        document.diagnostic(place, problem, "describe a `discriminator` in overlay.yaml")
    }));
}

/// What tells the objects of a union apart: the place of each, the property, and its values there.
fn tags_of(
    document: &Document,
    place: &str,
    union: &Value,
) -> Vec<(String, String, BTreeSet<String>)> {
    let alternatives = union["oneOf"].as_array().into_iter().flatten().enumerate();
    let objects = alternatives.map(|(index, alternative)| {
        let (place, schema) = followed(document, format!("{place}/oneOf/{index}"), alternative);
        Object { place, schema, name: schema_name(alternative) }
    });
    let objects: Vec<Object<'_>> =
        objects.filter(|object| object.schema["properties"].is_object()).collect();
    let named = union["discriminator"]["propertyName"].as_str();
    let listed = objects.first().and_then(|object| object.schema["properties"].as_object());
    let listed = listed.filter(|_| objects.len() > 1).into_iter().flat_map(Map::keys);
    let properties = named.into_iter().chain(listed.map(String::as_str));
    let tags = properties.map(|property| -> Vec<_> {
        let tag = |object: &Object<'_>| {
            let values = values(document, &union["discriminator"], object, property);
            (object.place.clone(), property.to_owned(), values)
        };
        objects.iter().map(tag).collect()
    });
    let differ = |tags: &Vec<(String, String, BTreeSet<String>)>| {
        let mut seen = BTreeSet::new();
        tags.iter().all(|(_, _, values)| {
            !values.is_empty() && values.iter().all(|value| seen.insert(value.as_str()))
        })
    };
    tags.into_iter().find(differ).unwrap_or_default()
}

/// The values that a property has in an object: those that it lists and those that a discriminator maps to it, or else
/// the name of the object.
fn values(
    document: &Document,
    discriminator: &Value,
    object: &Object<'_>,
    property: &str,
) -> BTreeSet<String> {
    let (_, described) = followed(document, String::new(), &object.schema["properties"][property]);
    let listed = described["enum"].as_array().into_iter().flatten();
    let mut values: BTreeSet<String> =
        listed.filter_map(Value::as_str).map(str::to_owned).collect();
    if discriminator["propertyName"] == property && described["type"] == "string" {
        let mapping = discriminator["mapping"].as_object().into_iter().flatten();
        let mapped = mapping.filter(|(_, target)| {
            target.as_str().and_then(|target| target.rsplit('/').next()) == object.name
        });
        values.extend(mapped.map(|(value, _)| value.clone()));
        if values.is_empty() {
            values.extend(object.name.map(str::to_owned));
        }
    }
    values
}

/// Makes a property a required enum of these values and no others.
fn close(object: &mut Map<String, Value>, property: &str, values: BTreeSet<String>) {
    let required = object.entry("required").or_insert_with(|| Vec::<Value>::new().into());
    if let Some(required) = required.as_array_mut()
        && !required.iter().any(|name| name == property)
    {
        required.push(property.into());
    }
    let described =
        object.get_mut("properties").and_then(|properties| properties.get_mut(property));
    if let Some(described) = described {
        let description = described.get("description").cloned();
        *described = json!({"type": "string", "enum": values, CLOSED: true});
        if let Some(description) = description {
            described["description"] = description;
        }
    }
}

/// Orders the alternatives of a union so that none takes the values of a later one; false where no order does.
fn order(document: &Document, union: &mut Map<String, Value>) -> bool {
    let Some(Value::Array(alternatives)) = union.get_mut("oneOf") else {
        return true;
    };
    alternatives.sort_by_cached_key(|alternative| {
        types(document, alternative, DEPTH).into_iter().map(rank).max()
    });
    let all: Vec<Vec<&Value>> =
        alternatives.iter().map(|alternative| types(document, alternative, DEPTH)).collect();
    let takes = |one: &[&Value], other: &[&Value]| {
        one.iter().any(|one| other.iter().any(|other| takes(document, one, other, DEPTH)))
    };
    let mut rest = &all[..];
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| takes(first, other)) {
            return false;
        }
        rest = others;
    }
    true
}

/// The place of a type, in the order in which types are tried: of objects, one that requires more goes first.
fn rank(schema: &Value) -> (usize, Reverse<usize>) {
    let position = TYPES.iter().position(|name| schema["type"] == *name);
    let required = schema["required"].as_array().map_or(0, Vec::len);
    (position.unwrap_or(TYPES.len()), Reverse(required))
}

/// Whether what reads values of the type `one` takes those of the type `other`. Text stays as it came in any of its types.
fn takes(document: &Document, one: &Value, other: &Value, depth: usize) -> bool {
    match (one["type"].as_str(), other["type"].as_str()) {
        (None, _) | (Some("object"), Some("array")) => true,
        (Some("array"), Some("array")) => {
            let items = |list: &Value| followed(document, String::new(), &list["items"]).1.clone();
            depth == 0 || takes(document, &items(one), &items(other), depth - 1)
        }
        (Some("object"), Some("object")) => {
            let required =
                one["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let takes_property = |name: &str| {
                let (mine, its) = (&one["properties"][name], &other["properties"][name]);
                let is_other = |value: &Value| {
                    mine["enum"].as_array().is_some_and(|mine| !mine.contains(value))
                };
                let differs = mine.get(CLOSED).is_some()
                    && its["enum"].as_array().is_some_and(|its| its.iter().all(is_other));
                its.is_object() && !differs
            };
            required.into_iter().all(takes_property)
        }
        _ => false,
    }
}

/// The types of a schema: itself, or those of its alternatives.
fn types<'a>(document: &'a Document, schema: &'a Value, depth: usize) -> Vec<&'a Value> {
    let (_, schema) = followed(document, String::new(), schema);
    match schema["oneOf"].as_array().filter(|_| depth > 0) {
        Some(alternatives) => {
            alternatives.iter().flat_map(|inner| types(document, inner, depth - 1)).collect()
        }
        None => vec![schema],
    }
}

/// What a schema refers to, by itself or as its only part, and the place of that.
fn followed<'a>(document: &'a Document, place: String, schema: &'a Value) -> (String, &'a Value) {
    let (mut place, mut schema) = (place, schema);
    for _ in 0..DEPTH {
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
    use crate::normalize::Rule;

    /// The schemas `A`, `B` and `C` after the rule, where `POST` answers with one of `A` and `B`, and what `C` holds.
    fn after(schemas: Value) -> (Value, usize) {
        let received =
            json!({"2XX": {"content": {"application/json": {"schema": to_schema("Union")}}}});
        let mut document = Document::with_operation(json!({"responses": received}), schemas);
        let report = Rule::Document(tell_apart).reported(&mut document);
        (document.root["components"]["schemas"].clone(), report.warnings.len())
    }

    fn object(properties: Value, required: &[&str]) -> Value {
        json!({"type": "object", "properties": properties, "required": required})
    }

    #[test]
    fn what_tells_objects_apart_becomes_a_closed_enum() {
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
            let (schemas, warnings) = after(json!({"A": a, "B": b, "Union": union}));
            for (name, values) in ["A", "B"].iter().zip(values) {
                let closed = json!({"type": "string", "enum": values, CLOSED: true});
                assert_eq!(schemas[name], object(json!({"kind": closed}), &["kind"]));
            }
            let union = json!({"oneOf": [to_schema("A"), to_schema("B")]});
            assert_eq!((&schemas["Union"], warnings), (&union, 0));
        }
    }

    #[test]
    fn a_union_is_ordered_or_any_json() {
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
            (list(&object(a.clone(), &[])), list(&object(b, &[])), None),
            (list(&object(a, &[])), list(&number), Some(false)),
            (number, integer, Some(true)),
            (json!({"type": "string", "enum": ["a"]}), json!({"type": "string"}), Some(false)),
            (json!({}), json!({"type": "string"}), Some(true)),
        ] {
            let union = json!({"oneOf": [one, other], "nullable": true});
            let (schemas, warnings) = after(json!({"Union": union}));
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
