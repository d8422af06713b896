//! Gives every nested schema a type name of its own.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::document::references::to_schema;
use crate::report::Report;
use crate::vocabulary::CLOSED;

/// Handles documents in which two schemas would make types of one name, such as the `status` of an object
/// `connection` and a property `connection_status` beside it: typify takes the first for both. Here the
/// second gets a name with a number.
pub fn name_every_type(document: &mut Document, _: &mut Report) {
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
            types.name(schema, format!("{name}{ending}"), is_object);
        }
        if let Some(schema) = operation.get_mut("requestBody").and_then(schema_of) {
            types.name(schema, format!("{name}Body"), false);
        }
        let response =
            operation.get_mut("responses").and_then(|responses| responses.get_mut("2XX"));
        if let Some(schema) = response.and_then(schema_of) {
            types.name(schema, format!("{name}Response"), false);
        }
    });
    if let Some(schemas) = document.schemas_mut() {
        *schemas = types.schemas;
    }
}

/// The schema of the one media type of a body.
fn schema_of(body: &mut Value) -> Option<&mut Value> {
    body.get_mut("content")?.as_object_mut()?.values_mut().next()?.get_mut("schema")
}

/// Whether typify makes a type of a schema, by itself or of what it is composed of.
fn makes_type(schema: &Value) -> bool {
    let parts = schema["allOf"].as_array().map_or(&[][..], Vec::as_slice);
    ["properties", "enum", "oneOf"].iter().any(|key| schema.get(key).is_some())
        || parts.iter().any(makes_type)
        || parts.iter().filter(|part| part.get("$ref").is_some()).count() > 1
}

/// The names of types.
#[derive(Default)]
struct Types {
    /// What each name stands for.
    taken: BTreeMap<String, Value>,
    /// The names of the components that types are named after.
    components: BTreeMap<String, String>,
    /// The schemas that stand in `components`.
    schemas: Map<String, Value>,
}

impl Types {
    /// Gives the type of `schema` a name of its own, if it makes one, and those of the schemas inside it. A schema that
    /// stands apart becomes a component, and so does one whose name is taken.
    fn name(&mut self, schema: &mut Value, name: String, stands_apart: bool) {
        // A closed enum is found by its name.
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
        let name = free_name(name, |name| !is_named && self.taken.contains_key(name));
        self.taken.insert(name.clone(), content);
        let mut moved = std::mem::replace(schema, to_schema(&name));
        // Whatever stands apart may be null where it is used, and not by itself.
        if let Some(true) =
            moved.as_object_mut().and_then(|schema| schema.remove("nullable")?.as_bool())
        {
            *schema = json!({"allOf": [schema], "nullable": true});
        }
        self.name_nested(&mut moved, &name);
        self.schemas.insert(name, moved);
    }

    /// Goes through the schemas inside of one whose type has a name, as typify names them.
    fn name_nested(&mut self, schema: &mut Value, name: &str) {
        let Value::Object(schema) = schema else {
            return;
        };
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for (property, schema) in properties {
                self.name(schema, format!("{name}{}", pascal(property)), false);
            }
        }
        for (key, ending) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner @ Value::Object(_)) = schema.get_mut(key) {
                self.name(inner, format!("{name}{ending}"), false);
            }
        }
        let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for (index, variant) in variants.into_iter().flatten().enumerate() {
            // An object among several alternatives becomes a type like every other object.
            let is_object = variant.get("properties").is_some();
            self.name(variant, format!("{name}Variant{index}"), is_object);
        }
        // What is composed becomes one type, and its parts have no names.
        let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
        for part in parts.into_iter().flatten() {
            self.name_nested(part, name);
        }
    }
}

/// The name, or the first that is not taken of those with a number behind it.
pub fn free_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or(name)
}

/// A schema without its prose, which makes no other type of it.
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

/// The name of the type that is made of a schema with this name.
pub fn pascal(name: &str) -> String {
    name.replace(|letter: char| !letter.is_alphanumeric(), "-").to_upper_camel_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(schemas: Value) -> Value {
        let mut document =
            Document::with_operation(json!({"operationId": "create_thing"}), schemas);
        name_every_type(&mut document, &mut Report::default());
        document.root["components"]["schemas"].clone()
    }

    #[test]
    fn the_second_of_two_types_with_one_name_gets_a_number() {
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
    fn the_same_type_twice_and_types_with_other_names_stay_where_they_are() {
        let status = json!({"type": "string", "enum": ["a"]});
        for schemas in [
            json!({"A": {"properties": {"b": {"properties": {"c": status}}, "b_c": status}}}),
            json!({"A": {"properties": {"b": status}}, "B": {"properties": {"b": status}}}),
        ] {
            assert_eq!(named(schemas.clone()), schemas);
        }
    }

    #[test]
    fn an_inline_type_does_not_take_the_name_of_a_component() {
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
    fn whatever_is_composed_of_a_type_is_one() {
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
