//! Composition: merges composed objects into one object with all properties.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::type_names::without_prose;
use crate::document::Document;
use crate::document::references::schema_name;
use crate::report::Report;

/// The keys that describe an object as a whole.
const WHOLE: [&str; 5] = ["deprecated", "description", "nullable", "readOnly", "writeOnly"];

/// Handles documents that compose objects (`allOf`), or list alternatives beside the properties of an object. The
/// merge_component
/// object has the properties of all parts. Properties of alternatives are optional.
pub fn merge_objects(document: &mut Document, report: &mut Report) {
    let unchanged = document.clone();
    let mut reduced = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        let mut object = Object::default();
        if is_composed(&unchanged, schema) && object.add(&unchanged, schema, false).is_some() {
            if object.is_reduced {
                reduced.push(place.to_owned());
            }
            schema.retain(|key, _| WHOLE.contains(&key.as_str()));
            object.write_into(schema);
        }
    });
    let problem = "the properties of its alternatives are optional, and properties with different types in its parts \
                   are any JSON";
    report.warn_places(document, &reduced, problem);
}

/// Returns whether a schema has parts, or alternatives beside its properties. A single reference in `allOf` counts only
/// if the schema adds or requires properties.
fn is_composed(document: &Document, schema: &Map<String, Value>) -> bool {
    let has_properties = schema.contains_key("properties");
    match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) if schema_name(only).is_some() => {
            let known = document.resolve(only).ok();
            let known = known.and_then(|component| component["required"].as_array());
            let is_known = |name: &Value| known.is_some_and(|known| known.contains(name));
            let required = schema.get("required").and_then(Value::as_array);
            has_properties || required.is_some_and(|required| !required.iter().all(is_known))
        }
        Some(_) => true,
        None => has_properties && schema.contains_key("oneOf"),
    }
}

/// The merge_component object.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<Value>,
    additional: Option<Value>,
    /// True if the object describes less than the schemas.
    is_reduced: bool,
    /// The components that are parts, and whether each is optional. Without them, components that each have the next one as
    /// a part twice would take time without end.
    added: BTreeSet<(String, bool)>,
}

impl Object {
    /// Adds a schema. Returns `None` if it is not an object. `is_optional` applies to alternatives.
    fn add(
        &mut self,
        document: &Document,
        schema: &Map<String, Value>,
        is_optional: bool,
    ) -> Option<()> {
        let is_object = schema.get("type").is_none_or(|name| name == "object");
        if !is_object || schema.contains_key("enum") || schema.contains_key("items") {
            return None;
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        self.is_reduced |= is_optional && properties.is_some();
        for (name, property) in properties.into_iter().flatten() {
            match self.properties.get_mut(name) {
                None => drop(self.properties.insert(name.clone(), property.clone())),
                Some(known) if without_prose(known) == without_prose(property) => {}
                Some(known) if is_optional && !are_alike(known, property) => *known = json!({}),
                Some(known) => self.is_reduced |= !narrow(known, property),
            }
        }
        let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        self.required.extend(list("required").filter(|_| !is_optional).cloned());
        let additional = schema.get("additionalProperties").filter(|value| **value != false);
        self.additional = self.additional.take().or_else(|| additional.cloned());
        for key in ["allOf", "oneOf"] {
            let is_optional = is_optional || key == "oneOf";
            for part in list(key) {
                let name = schema_name(part);
                if name.is_none_or(|name| self.added.insert((name.to_owned(), is_optional))) {
                    let part = document.resolve(part).ok()?.as_object()?;
                    self.add(document, part, is_optional)?;
                }
            }
        }
        Some(())
    }

    fn write_into(self, schema: &mut Map<String, Value>) {
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), self.properties.into());
        if !self.required.is_empty() {
            schema.insert("required".into(), self.required.into());
        }
        schema.extend(self.additional.map(|value| ("additionalProperties".to_owned(), value)));
    }
}

/// Returns whether two schemas have the same type of their own, and no reference or composition.
fn are_alike(one: &Value, other: &Value) -> bool {
    let numbers = ["number", "integer"];
    let is_number = |schema: &Value| numbers.iter().any(|number| schema["type"] == *number);
    let is_same = one["type"] == other["type"] || is_number(one) && is_number(other);
    is_same && !is_named(one) && !is_named(other)
}

/// Returns whether a schema takes its type from other schemas.
fn is_named(schema: &Value) -> bool {
    ["$ref", "allOf", "oneOf"].iter().any(|key| schema.get(key).is_some())
}

/// Merges another description of a property into the known one. Objects get the properties of both. For other
/// keywords, the later one is kept, because either accepts every value that both accept. Returns false if the types
/// contradict each other.
fn narrow(known: &mut Value, further: &Value) -> bool {
    let is_object =
        |schema: &Value| schema["properties"].is_object() && schema.get("allOf").is_none();
    let has_type = |schema: &Value| schema.get("type").is_some();
    if is_object(known) && is_object(further) {
        *known = json!({"allOf": [known, further]});
    } else if is_named(further) || is_named(known) && has_type(further) {
        *known = further.clone();
    } else if has_type(known) && has_type(further) && !are_alike(known, further) {
        *known = json!({});
        return false;
    } else if let (Value::Object(known), Value::Object(further)) = (known, further) {
        known.extend(further.clone());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_rule;

    /// Merges the component `A`, and returns it with the warnings.
    fn merge_component(schema: Value) -> (Value, Vec<String>) {
        let schemas = json!({
            "A": schema,
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
            "More": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"m": {"type": "string"}}}]},
            "Text": {"type": "string"},
        });
        let mut document = Document::with_operation(json!({}), schemas);
        let report = apply_rule(merge_objects, &mut document);
        let warnings = report.warnings.iter().map(ToString::to_string).collect();
        (document.root["components"]["schemas"]["A"].clone(), warnings)
    }

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn composed_objects_become_one_object_with_all_properties() {
        let id = json!({"type": "string", "format": "uuid"});
        let text = json!({"type": "string"});
        for (schema, expected) in [
            (
                json!({"description": "d", "allOf": [reference("More"), {"required": ["x"], "properties": {"x": text}}]}),
                json!({"type": "object", "description": "d", "required": ["id", "x"], "properties": {"id": id, "m": text, "x": text}}),
            ),
            (
                json!({"properties": {"a": text, "b": text}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
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
            assert_eq!(merge_component(schema.clone()), (expected, vec![]), "{schema}");
        }
    }

    #[test]
    fn an_object_that_is_part_of_itself_has_its_other_parts() {
        let other = json!({"properties": {"a": {"type": "string"}}});
        let (schema, warnings) = merge_component(json!({"allOf": [reference("A"), other]}));
        let expected = json!({"type": "object", "properties": other["properties"]});
        assert_eq!((schema, warnings), (expected, vec![]));
    }

    #[test]
    fn alternatives_beside_properties_become_optional_with_a_warning() {
        let text = json!({"type": "string"});
        let (schema, warnings) =
            merge_component(json!({"properties": {"a": text}, "oneOf": [reference("Base")]}));
        assert_eq!((schema["required"].is_null(), warnings.len()), (true, 1));
        assert!(
            schema["properties"]["id"].is_object()
                && warnings[0].contains("its alternatives are optional"),
            "{warnings:?}"
        );
        let alternatives = json!([
            {"properties": {"a": text, "b": text}},
            {"properties": {"a": {"type": "integer"}, "b": text}},
        ]);
        let (schema, _) =
            merge_component(json!({"properties": {"c": text}, "oneOf": alternatives}));
        assert_eq!(schema["properties"], json!({"c": text, "a": {}, "b": text}));
    }

    #[test]
    fn the_last_description_of_a_property_counts() {
        let parts = |one: Value, other: Value| json!({"allOf": [{"properties": {"a": one}}, {"properties": {"a": other}}]});
        let text = json!({"type": "string", "enum": ["a"]});
        let number = json!({"type": "integer"});
        let described = json!({"description": "d"});
        let object = |name: &str| json!({"properties": {name: number}});
        for (one, other, expected) in [
            (text.clone(), number.clone(), json!({})),
            (json!({"type": "number"}), number.clone(), number.clone()),
            (text.clone(), described, json!({"type": "string", "enum": ["a"], "description": "d"})),
            (text, reference("Text"), reference("Text")),
            (reference("Text"), number.clone(), number.clone()),
            (
                object("x"),
                object("y"),
                json!({"type": "object", "properties": {"x": number, "y": number}}),
            ),
        ] {
            assert_eq!(merge_component(parts(one, other)).0["properties"]["a"], expected);
        }
    }
}
