//! Gives every nested schema a type name of its own.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::document::references::to_schema;
use crate::report::Report;
use crate::vocabulary::CLOSED;

/// Handles documents with two schemas whose types would have one name, such as `status` of an object `connection` and
/// a property `connection_status` beside it. typify would use the first type for both. The second gets a number.
pub fn name_types(document: &mut Document, _: &mut Report) {
    let named = document.schemas_mut().map(std::mem::take).unwrap_or_default();
    let mut types = Types::default();
    for (name, schema) in &named {
        types.components.insert(pascal(name), name.clone());
        types.taken.insert(pascal(name), without_prose(schema));
    }
    for (name, mut schema) in named {
        types.name_nested(&mut schema, &pascal(&name));
        types.schemas.entry(name).or_insert(schema);
    }
    document.visit_operations(&mut |_, operation| {
        let name = operation.get("operationId").and_then(Value::as_str).map(pascal);
        let name = name.unwrap_or_default();
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let ending = parameter["name"].as_str().map(pascal).unwrap_or_default();
            let schema = &mut parameter["schema"];
            let is_object = schema.get("properties").is_some();
            types.assign_name(schema, format!("{name}{ending}"), is_object);
        }
        if let Some(schema) = operation.get_mut("requestBody").and_then(schema_of) {
            types.assign_name(schema, format!("{name}Body"), false);
        }
        let response =
            operation.get_mut("responses").and_then(|responses| responses.get_mut("2XX"));
        if let Some(schema) = response.and_then(schema_of) {
            types.assign_name(schema, format!("{name}Response"), false);
        }
    });
    if let Some(schemas) = document.schemas_mut() {
        *schemas = types.schemas;
    }
}

/// Returns the schema of the only media type of a body.
fn schema_of(body: &mut Value) -> Option<&mut Value> {
    body.get_mut("content")?.as_object_mut()?.values_mut().next()?.get_mut("schema")
}

/// Returns whether typify generates a named type for a schema or its parts.
fn makes_type(schema: &Value) -> bool {
    let parts = schema["allOf"].as_array().map_or(&[][..], Vec::as_slice);
    ["properties", "enum", "oneOf"].iter().any(|key| schema.get(key).is_some())
        || parts.iter().any(makes_type)
        || parts.iter().filter(|part| part.get("$ref").is_some()).count() > 1
}

/// The used names of types.
#[derive(Default)]
struct Types {
    /// The schema of each name.
    taken: BTreeMap<String, Value>,
    /// The component of each type name.
    components: BTreeMap<String, String>,
    /// The schemas of `components`.
    schemas: Map<String, Value>,
}

impl Types {
    /// Gives the types of `schema` and of the schemas inside it unique names. A schema becomes a component if it stands
    /// apart or its name is used.
    fn assign_name(&mut self, schema: &mut Value, name: String, stands_apart: bool) {
        // A later stage finds a closed enum by its component.
        let stands_apart = stands_apart || schema.get(CLOSED).is_some();
        if !makes_type(schema) && !stands_apart {
            return self.name_nested(schema, &name);
        }
        let content = without_prose(schema);
        let taken = self.taken.get(&name);
        let same = taken == Some(&content);
        if let Some(component) = self.components.get(&name).filter(|_| same) {
            *schema = to_schema(component);
            return;
        }
        if !stands_apart && (same || taken.is_none()) {
            self.taken.insert(name.clone(), content);
            return self.name_nested(schema, &name);
        }
        let is_named = same && self.schemas.contains_key(&name);
        let name = unused_name(name, |name| !is_named && self.taken.contains_key(name));
        self.taken.insert(name.clone(), content);
        let mut moved = std::mem::replace(schema, to_schema(&name));
        // Uses of a component may be null, and the component itself is not.
        if let Some(true) =
            moved.as_object_mut().and_then(|schema| schema.remove("nullable")?.as_bool())
        {
            *schema = json!({"allOf": [schema], "nullable": true});
        }
        self.name_nested(&mut moved, &name);
        self.schemas.insert(name, moved);
    }

    /// Names the schemas inside a schema as typify does.
    fn name_nested(&mut self, schema: &mut Value, name: &str) {
        let Value::Object(schema) = schema else {
            return;
        };
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for (property, schema) in properties {
                self.assign_name(schema, format!("{name}{}", pascal(property)), false);
            }
        }
        for (key, ending) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner @ Value::Object(_)) = schema.get_mut(key) {
                self.assign_name(inner, format!("{name}{ending}"), false);
            }
        }
        let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for (index, variant) in variants.into_iter().flatten().enumerate() {
            // An object in a union becomes a struct of its own.
            let is_object = variant.get("properties").is_some();
            self.assign_name(variant, format!("{name}Variant{index}"), is_object);
        }
        // A composition becomes one type, and its parts have no names.
        let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
        for part in parts.into_iter().flatten() {
            self.name_nested(part, name);
        }
    }
}

/// Returns the name, with a number appended if it is taken.
pub fn unused_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or(name)
}

/// Removes prose from a schema, because prose does not affect its type.
pub fn without_prose(schema: &Value) -> Value {
    match schema {
        Value::Object(schema) => {
            let is_prose = |key: &str, value: &Value| match key {
                "description" => value.is_string(),
                "deprecated" => value.is_boolean(),
                _ => false,
            };
            let kept = schema.iter().filter(|(key, value)| !is_prose(key, value));
            kept.map(|(key, value)| (key.clone(), without_prose(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_prose).collect(),
        value => value.clone(),
    }
}

/// Returns the type name of a schema with this name.
pub fn pascal(name: &str) -> String {
    name.replace(|letter: char| !letter.is_alphanumeric(), "-").to_upper_camel_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(schemas: Value) -> Value {
        let mut document =
            Document::with_operation(json!({"operationId": "create_thing"}), schemas);
        name_types(&mut document, &mut Report::default());
        document.root["components"]["schemas"].clone()
    }

    #[test]
    fn the_second_type_with_a_name_gets_a_number() {
        let values = |values: [&str; 2]| json!({"type": "string", "enum": values});
        let mut second = values(["c", "d"]);
        second["nullable"] = json!(true);
        let schemas = named(json!({"Account": {"properties": {
            "connection": {"properties": {"status": values(["a", "b"])}},
            "connection_status": second,
        }}}));
        let properties = &schemas["Account"]["properties"];
        assert_eq!(properties["connection"]["properties"]["status"], values(["a", "b"]));
        let reference = json!({"$ref": "#/components/schemas/AccountConnectionStatus2"});
        assert_eq!(
            properties["connection_status"],
            json!({"allOf": [reference], "nullable": true})
        );
        assert_eq!(schemas["AccountConnectionStatus2"], values(["c", "d"]));
    }

    #[test]
    fn equal_types_and_types_with_different_names_stay_inline() {
        let status = json!({"type": "string", "enum": ["a"]});
        for schemas in [
            json!({"A": {"properties": {"b": {"properties": {"c": status}}, "b_c": status}}}),
            json!({"A": {"properties": {"b": status}}, "B": {"properties": {"b": status}}}),
        ] {
            assert_eq!(named(schemas.clone()), schemas);
        }
    }

    #[test]
    fn inline_types_never_take_names_of_components() {
        let inline = json!({"properties": {"x": {"type": "string"}}});
        let schemas = named(json!({
            "Account": {"properties": {"connection": inline}},
            "AccountConnection": {"properties": {"y": {"type": "string"}}},
        }));
        assert_eq!(
            schemas["Account"]["properties"]["connection"]["$ref"],
            "#/components/schemas/AccountConnection2"
        );
        assert_eq!(schemas["AccountConnection2"], inline);
    }

    #[test]
    fn a_composition_that_contains_a_type_is_a_type() {
        let values = |value: &str| json!({"type": "string", "enum": [value]});
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        for parts in [
            json!([values("a")]),
            json!([{"type": "string"}, values("a")]),
            json!([{"allOf": [values("a")]}]),
            json!([reference("One"), reference("Two")]),
        ] {
            let schemas = named(json!({
                "Payer": {"properties": {"method": {"allOf": parts}}},
                "PayerMethod": {"properties": {"bank": {"type": "string"}}},
                "One": values("a"),
                "Two": values("a"),
            }));
            let method = &schemas["Payer"]["properties"]["method"];
            assert_eq!(*method, reference("PayerMethod2"), "{parts}");
            assert_eq!(schemas["PayerMethod2"], json!({"allOf": parts}));
        }
        let alone = json!({"Payer": {"properties": {"method": {"allOf": [reference("One")]}}}, "One": values("a")});
        assert_eq!(named(alone.clone()), alone);
    }
}
