//! Composition: what is composed of objects is one object, with everything that is said of its properties.

use serde_json::{Map, Value, json};

use crate::document::order::positions;
use crate::document::references::schema_name;
use crate::document::walk::{Node, schemas, visit};
use crate::document::{Document, pointer};
use crate::report::Report;

/// How deep objects are composed of others inside of each other, and properties of properties.
const DEPTH: usize = 32;

/// The keys of an alternative that is no type of its own, but a condition on the properties beside it.
const CONDITIONS: [&str; 5] = ["description", "maxProperties", "minProperties", "not", "required"];

/// Handles documents that compose objects of others (`allOf`), or put alternatives beside the properties of one:
/// what all parts say is said of one object, and the properties of alternatives can be left out.
pub fn merge_objects(document: &mut Document, report: &mut Report) {
    let components =
        document.root["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let parts = |name: &str| -> Vec<&str> {
        let inner = components.get(name).map(|it| schemas(it, Node::Schema)).unwrap_or_default();
        inner.into_iter().filter_map(schema_name).collect()
    };
    let positions = positions(components.keys().map(String::as_str), parts);
    let mut order: Vec<&String> = components.keys().collect();
    order.sort_by_key(|name| positions[name.as_str()]);
    let mut merger = Merger { components: components.clone(), reduced: Vec::new() };
    for name in order {
        let mut schema = merger.components.get(name).cloned().unwrap_or_default();
        merger.everywhere(
            &mut schema,
            Node::Schema,
            &pointer::join("", ["components", "schemas", name]),
        );
        merger.components.insert(name.clone(), schema);
    }
    if let Some(schemas) = document.schemas_mut() {
        *schemas = merger.components.clone();
    }
    if let Some(paths) = document.root.get_mut("paths") {
        merger.everywhere(paths, Node::Objects, "/paths");
    }
    report.warnings.extend(merger.reduced.into_iter().map(|(place, problem)| {
        document.diagnostic(
            &place,
            problem,
            "describe it in another way in overlay.yaml if you need more",
        )
    }));
}

struct Merger {
    /// The components; those that others are composed of are merged first.
    components: Map<String, Value>,
    /// The places where less than was meant is left, and what that is.
    reduced: Vec<(String, String)>,
}

impl Merger {
    /// Merges what is composed in a value, from outside to inside.
    fn everywhere(&mut self, value: &mut Value, node: Node, place: &str) {
        visit(value, node, place, &mut |place, node, schema| {
            if node == Node::Schema
                && let Some(merged) = self.merged(schema, place, DEPTH)
            {
                *schema = merged;
            }
        });
    }

    /// A schema as one object, if it is composed of objects.
    fn merged(&mut self, schema: &Value, place: &str, depth: usize) -> Option<Value> {
        let members = schema.as_object()?;
        let has =
            |key: &str| members.get(key).and_then(Value::as_array).is_some_and(|it| !it.is_empty());
        let beside = members.get("properties").is_some_and(Value::is_object);
        let alternatives = ["oneOf", "anyOf"].into_iter().any(has);
        // A reference alone in `allOf` is a reference, with something said beside it.
        let single = members
            .get("allOf")
            .and_then(Value::as_array)
            .is_some_and(|it| matches!(it.as_slice(), [only] if schema_name(only).is_some()));
        if depth == 0
            || !(has("allOf") && !(single && !beside && !alternatives) || beside && alternatives)
        {
            return None;
        }
        let mut object = Object::default();
        let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let nullable = !beside && has("allOf") && parts.into_iter().all(|it| self.is_nullable(it));
        let added = self.add(&mut object, schema, place, depth, false);
        added.then(|| object.finish(members, nullable))
    }

    fn is_nullable(&self, part: &Value) -> bool {
        let part = schema_name(part).and_then(|name| self.components.get(name)).unwrap_or(part);
        part["nullable"] == true
    }

    /// Adds what a schema says of an object; false where it is none.
    fn add(
        &mut self,
        object: &mut Object,
        schema: &Value,
        place: &str,
        depth: usize,
        optional: bool,
    ) -> bool {
        if depth == 0 {
            return false;
        }
        if let Some(name) = schema_name(schema) {
            let part = self.components.get(name).cloned().unwrap_or_default();
            return self.add(object, &part, place, depth - 1, optional);
        }
        let Some(members) = schema.as_object() else {
            return false;
        };
        let is_object = members
            .get("type")
            .is_none_or(|it| *it == "object" || *it == json!(["object", "null"]));
        if !is_object || members.contains_key("enum") || members.contains_key("items") {
            return false;
        }
        for (name, property) in
            members.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let place = pointer::join(place, ["properties", name.as_str()]);
            self.add_property(object, name, property, &place, depth);
        }
        if !optional {
            object.required.extend(
                members.get("required").and_then(Value::as_array).into_iter().flatten().cloned(),
            );
        }
        if let Some(additional) = members.get("additionalProperties").filter(|it| **it != false) {
            object.additional.get_or_insert_with(|| additional.clone());
        }
        let parts = members.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            if !self.add(object, part, place, depth - 1, optional) {
                return false;
            }
        }
        for key in ["oneOf", "anyOf"] {
            let alternatives = members.get(key).and_then(Value::as_array).into_iter().flatten();
            let is_condition = |it: &&Value| {
                it.as_object()
                    .is_some_and(|it| it.keys().all(|key| CONDITIONS.contains(&key.as_str())))
            };
            let alternatives: Vec<&Value> = alternatives.filter(|it| !is_condition(it)).collect();
            if !alternatives.is_empty() {
                let problem = "its alternatives are read as properties that can be left out";
                self.reduced.push((place.to_owned(), problem.to_owned()));
            }
            for alternative in alternatives {
                if !self.add(object, alternative, place, depth - 1, true) {
                    return false;
                }
            }
        }
        true
    }

    fn add_property(
        &mut self,
        object: &mut Object,
        name: &str,
        property: &Value,
        place: &str,
        depth: usize,
    ) {
        let Some(known) = object.properties.get(name) else {
            object.properties.insert(name.to_owned(), property.clone());
            return;
        };
        if known == property {
            return;
        }
        let both = json!({"allOf": [known, property]});
        let merged = self.merged(&both, place, depth - 1).or_else(|| narrowed(known, property));
        let merged = merged.unwrap_or_else(|| {
            let problem = "it is any JSON, because the parts that it is composed of describe it in other ways";
            self.reduced.push((place.to_owned(), problem.to_owned()));
            json!({})
        });
        object.properties.insert(name.to_owned(), merged);
    }
}

/// What two descriptions of one value say together; none where they exclude each other.
fn narrowed(one: &Value, other: &Value) -> Option<Value> {
    let (Value::Object(one), Value::Object(other)) = (one, other) else {
        return None;
    };
    let mut both = one.clone();
    for (key, value) in other {
        match (key.as_str(), both.get(key)) {
            (_, None) => drop(both.insert(key.clone(), value.clone())),
            (_, Some(known)) if known == value => {}
            ("type", Some(known)) => {
                let numbers = [json!("number"), json!("integer")];
                if !(numbers.contains(known) && numbers.contains(value)) {
                    return None;
                }
                both.insert(key.clone(), "integer".into());
            }
            ("enum", Some(Value::Array(known))) => {
                let values = value.as_array()?;
                let common: Vec<Value> =
                    known.iter().filter(|it| values.contains(it)).cloned().collect();
                if common.is_empty() {
                    return None;
                }
                both.insert(key.clone(), common.into());
            }
            // The values may be null if both say so.
            ("nullable", _) => drop(both.insert(key.clone(), false.into())),
            ("$ref" | "items" | "properties" | "allOf" | "oneOf" | "anyOf", _) => return None,
            _ => {}
        }
    }
    Some(both.into())
}

/// What is said of an object so far.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<Value>,
    additional: Option<Value>,
}

impl Object {
    /// The object, with what is said of the whole.
    fn finish(mut self, members: &Map<String, Value>, nullable: bool) -> Value {
        self.required.dedup();
        let mut object = json!({"type": "object", "properties": self.properties});
        if nullable {
            object["nullable"] = true.into();
        }
        for key in ["description", "title", "nullable", "deprecated", "readOnly", "writeOnly"] {
            if let Some(value) = members.get(key) {
                object[key] = value.clone();
            }
        }
        if !self.required.is_empty() {
            object["required"] = self.required.into();
        }
        if let Some(additional) = self.additional {
            object["additionalProperties"] = additional;
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Rule;

    /// What becomes of the component `A`, and what is said.
    fn merged(schema: Value) -> (Value, Vec<String>) {
        let schemas = json!({
            "A": schema,
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
            "More": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"m": {"type": "string"}}}]},
            "Text": {"type": "string"},
        });
        let mut document = Document::with_operation(json!({}), schemas);
        let report = Rule::Document(merge_objects).reported(&mut document);
        let said = report.warnings.iter().map(ToString::to_string).collect();
        (document.root["components"]["schemas"]["A"].clone(), said)
    }

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn objects_are_one_object_with_all_that_is_said_of_their_properties() {
        let id = json!({"type": "string", "format": "uuid"});
        let text = json!({"type": "string"});
        for (schema, expected) in [
            (
                json!({"description": "d", "allOf": [reference("More"), {"required": ["x"], "properties": {"x": text}}]}),
                json!({"type": "object", "description": "d", "required": ["id", "x"], "properties": {"id": id, "m": text, "x": text}}),
            ),
            (
                json!({"properties": {"a": text, "b": text}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
                json!({"type": "object", "properties": {"a": text, "b": text}}),
            ),
            (
                json!({"allOf": [{"properties": {"n": {"type": "number"}}}, {"properties": {"n": {"type": "integer"}}}]}),
                json!({"type": "object", "properties": {"n": {"type": "integer"}}}),
            ),
            (
                json!({"oneOf": [{"allOf": [reference("Base"), {"properties": {"x": text}}]}, text]}),
                json!({"oneOf": [{"type": "object", "required": ["id"], "properties": {"id": id, "x": text}}, text]}),
            ),
            (
                json!({"allOf": [reference("Base")], "nullable": true}),
                json!({"allOf": [reference("Base")], "nullable": true}),
            ),
            (
                json!({"allOf": [reference("Text"), text]}),
                json!({"allOf": [reference("Text"), text]}),
            ),
        ] {
            assert_eq!(merged(schema.clone()), (expected, vec![]), "{schema}");
        }
    }

    #[test]
    fn alternatives_beside_properties_and_contradictions_are_named() {
        let text = json!({"type": "string"});
        let (schema, said) =
            merged(json!({"properties": {"a": text}, "oneOf": [reference("Base")]}));
        assert_eq!((schema["required"].is_null(), said.len()), (true, 1));
        assert!(
            schema["properties"]["id"].is_object() && said[0].contains("can be left out"),
            "{said:?}"
        );
        let clash = json!({"allOf": [{"properties": {"a": text}}, {"properties": {"a": {"type": "integer"}}}]});
        let (schema, said) = merged(clash);
        assert_eq!(schema["properties"]["a"], json!({}));
        assert!(said[0].contains("/properties/a: it is any JSON"), "{said:?}");
    }
}
