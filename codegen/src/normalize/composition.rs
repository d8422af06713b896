//! Composition: what is composed of objects is one object, with everything that is said of its properties.

use serde_json::{Map, Value, json};

use super::type_names::without_prose;
use crate::document::Document;
use crate::document::references::schema_name;
use crate::report::Report;

/// The keys that say something of an object as a whole.
const WHOLE: [&str; 5] = ["deprecated", "description", "nullable", "readOnly", "writeOnly"];

/// Handles documents that compose objects of others (`allOf`), or put alternatives beside the properties of one:
/// one object has the properties of all parts, and those of alternatives are optional.
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
            object.write(schema);
        }
    });
    let problem = "the properties of its alternatives are optional, and those that its parts describe as different \
                   types are any JSON";
    report.warn(document, &reduced, problem);
}

/// Whether a schema has parts, or alternatives beside its properties. A reference alone in `allOf` is a reference, unless
/// more is said of its properties.
fn is_composed(document: &Document, schema: &Map<String, Value>) -> bool {
    let has_properties = schema.contains_key("properties");
    match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) if schema_name(only).is_some() => {
            let known = document.resolve(only).ok().and_then(|it| it["required"].as_array());
            let is_known = |name: &Value| known.is_some_and(|known| known.contains(name));
            let required = schema.get("required").and_then(Value::as_array);
            has_properties || required.is_some_and(|required| !required.iter().all(is_known))
        }
        Some(_) => true,
        None => has_properties && schema.contains_key("oneOf"),
    }
}

/// What is said of an object so far.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<Value>,
    additional: Option<Value>,
    /// Whether the object says less than the schemas.
    is_reduced: bool,
}

impl Object {
    /// Adds what a schema says; `None` where it is no object. What only some objects have is optional.
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
            for part in list(key) {
                let part = document.resolve(part).ok()?.as_object()?;
                self.add(document, part, is_optional || key == "oneOf")?;
            }
        }
        Some(())
    }

    fn write(self, schema: &mut Map<String, Value>) {
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), self.properties.into());
        if !self.required.is_empty() {
            schema.insert("required".into(), self.required.into());
        }
        schema.extend(self.additional.map(|value| ("additionalProperties".to_owned(), value)));
    }
}

/// Whether two schemas are of one type, which neither has from others.
fn are_alike(one: &Value, other: &Value) -> bool {
    let numbers = ["number", "integer"];
    let is_number = |schema: &Value| numbers.iter().any(|number| schema["type"] == *number);
    let is_same = one["type"] == other["type"] || is_number(one) && is_number(other);
    is_same && !is_named(one) && !is_named(other)
}

/// Whether a schema has its type from others.
fn is_named(schema: &Value) -> bool {
    ["$ref", "allOf", "oneOf"].iter().any(|key| schema.get(key).is_some())
}

/// Adds a further description of a property to what is known of it. Objects have the properties of both; of anything
/// else that both say, the further one is kept, as either permits every value that has to fit both. Returns whether any
/// value can.
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
    use crate::normalize::reported;

    /// What becomes of the component `A`, and what is said.
    fn merged(schema: Value) -> (Value, Vec<String>) {
        let schemas = json!({
            "A": schema,
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
            "More": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"m": {"type": "string"}}}]},
            "Text": {"type": "string"},
        });
        let mut document = Document::with_operation(json!({}), schemas);
        let report = reported(merge_objects, &mut document);
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
            assert_eq!(merged(schema.clone()), (expected, vec![]), "{schema}");
        }
    }

    #[test]
    fn alternatives_beside_properties_are_optional_and_a_warning() {
        let text = json!({"type": "string"});
        let (schema, said) =
            merged(json!({"properties": {"a": text}, "oneOf": [reference("Base")]}));
        assert_eq!((schema["required"].is_null(), said.len()), (true, 1));
        assert!(
            schema["properties"]["id"].is_object()
                && said[0].contains("its alternatives are optional"),
            "{said:?}"
        );
        let alternatives = json!([
            {"properties": {"a": text, "b": text}},
            {"properties": {"a": {"type": "integer"}, "b": text}},
        ]);
        let (schema, _) = merged(json!({"properties": {"c": text}, "oneOf": alternatives}));
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
            assert_eq!(merged(parts(one, other)).0["properties"]["a"], expected);
        }
    }
}
