//! Names of types that schemas inside of schemas get: each has its own.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::super::document::Document;
use super::Findings;

/// Serves documents in which two schemas would make types of one name, such as the `status` of an object
/// `connection` and a property `connection_status` beside it: typify takes the first for both. Here the
/// second gets a name with a number.
pub fn settle_type_names(document: &mut Document, _: &mut Findings) {
    let mut types = Types::default();
    let components = document.root.get("components").and_then(|it| it.get("schemas"));
    let named = components.and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, schema) in &named {
        types.taken.insert(pascal(name), plain(schema));
    }
    for (name, mut schema) in named {
        types.inside(&mut schema, &pascal(&name));
        types.moved.entry(name).or_insert(schema);
    }
    for site in document.sites() {
        let Some(operation) = document.name(&site).map(pascal) else {
            continue;
        };
        let Some(content) = document.operation_mut(&site) else {
            continue;
        };
        for parameter in
            content.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
        {
            let name =
                parameter.get("name").and_then(Value::as_str).map(pascal).unwrap_or_default();
            if let Some(schema) = parameter.get_mut("schema") {
                types.settle(schema, format!("{operation}{name}"));
            }
        }
        for (part, ending) in [("requestBody", "Body"), ("responses", "Response")] {
            let mut media = content.get_mut(part).map(Value::take).unwrap_or_default();
            let schema = match part {
                "responses" => media.pointer_mut("/2XX/content/application~1json/schema"),
                _ => media.get_mut("content").and_then(first).and_then(|it| it.get_mut("schema")),
            };
            if let Some(schema) = schema {
                types.settle(schema, format!("{operation}{ending}"));
            }
            if !media.is_null() {
                content.insert(part.to_owned(), media);
            }
        }
    }
    if !types.moved.is_empty() {
        let components = document.root.entry("components").or_insert_with(|| json!({}));
        components["schemas"] = Value::Object(types.moved);
    }
}

/// The names that are taken, and the schemas that stand under names.
#[derive(Default)]
struct Types {
    taken: BTreeMap<String, Value>,
    moved: Map<String, Value>,
}

impl Types {
    /// Gives the type of `schema` a name of its own, if it makes one, and goes on inside it.
    fn settle(&mut self, schema: &mut Value, name: String) {
        if !makes_type(schema) {
            self.inside(schema, &name);
            return;
        }
        let content = plain(schema);
        match self.taken.get(&name) {
            Some(other) if *other != content => {
                let free = (2..)
                    .map(|number| format!("{name}{number}"))
                    .find(|name| !self.taken.contains_key(name));
                let free = free.unwrap_or(name);
                self.taken.insert(free.clone(), content);
                let mut moved = std::mem::take(schema);
                let nullable = moved.get("nullable") == Some(&Value::Bool(true));
                let reference = json!({"$ref": format!("#/components/schemas/{free}")});
                *schema = if nullable {
                    json!({"allOf": [reference], "nullable": true})
                } else {
                    reference
                };
                if let Value::Object(moved) = &mut moved {
                    moved.remove("nullable");
                }
                self.inside(&mut moved, &free);
                self.moved.insert(free, moved);
            }
            _ => {
                self.taken.insert(name.clone(), content);
                self.inside(schema, &name);
            }
        }
    }

    /// Gives an object among several alternatives a type outside of the union, like every other object.
    fn settle_variant(&mut self, schema: &mut Value, name: String) {
        if schema.get("properties").is_none() {
            return self.settle(schema, name);
        }
        let content = plain(schema);
        let known = self.taken.get(&name) == Some(&content) && self.moved.contains_key(&name);
        let free = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.clone()).chain(free);
        let free = names.find(|it| known || !self.taken.contains_key(it)).unwrap_or(name);
        let mut moved =
            std::mem::replace(schema, json!({"$ref": format!("#/components/schemas/{free}")}));
        self.taken.insert(free.clone(), content);
        self.inside(&mut moved, &free);
        self.moved.insert(free, moved);
    }

    /// Goes through the schemas inside of one whose type has a name, as typify names them.
    fn inside(&mut self, schema: &mut Value, name: &str) {
        let Value::Object(schema) = schema else {
            return;
        };
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for (property, schema) in properties {
                self.settle(schema, format!("{name}{}", pascal(property)));
            }
        }
        for (key, ending) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner @ Value::Object(_)) = schema.get_mut(key) {
                self.settle(inner, format!("{name}{ending}"));
            }
        }
        for (index, part) in
            schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten().enumerate()
        {
            self.settle_variant(part, format!("{name}Variant{index}"));
        }
        // What is composed becomes one type, and its parts have no names.
        for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
            self.inside(part, name);
        }
    }
}

/// Whether a schema becomes a type with a name.
fn makes_type(schema: &Value) -> bool {
    ["properties", "enum", "oneOf"].iter().any(|key| schema.get(key).is_some())
}

/// A schema without its prose, which makes no other type of it.
fn plain(schema: &Value) -> Value {
    match schema {
        Value::Object(schema) => {
            let kept = schema.iter().filter(|(key, it)| *key != "description" || !it.is_string());
            Value::Object(kept.map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        value => value.clone(),
    }
}

fn pascal(name: &str) -> String {
    name.replace(|letter: char| !letter.is_alphanumeric(), "-").to_upper_camel_case()
}

fn first(content: &mut Value) -> Option<&mut Value> {
    content.as_object_mut()?.values_mut().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(schemas: Value) -> Value {
        let mut document =
            Document::with_operation(json!({"operationId": "create_thing"}), schemas);
        settle_type_names(&mut document, &mut Findings::default());
        document.root["components"]["schemas"].clone()
    }

    #[test]
    fn the_second_of_two_types_with_one_name_gets_a_number() {
        let values = |values: [&str; 2]| json!({"type": "string", "enum": values});
        let mut second = values(["c", "d"]);
        second["nullable"] = json!(true);
        let schemas = settled(json!({"Account": {"properties": {
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
            assert_eq!(settled(schemas.clone()), schemas);
        }
    }

    #[test]
    fn an_inline_type_does_not_take_the_name_of_a_component() {
        let inline = json!({"properties": {"x": {"type": "string"}}});
        let schemas = settled(json!({
            "Account": {"properties": {"connection": inline}},
            "AccountConnection": {"properties": {"y": {"type": "string"}}},
        }));
        assert_eq!(
            schemas["Account"]["properties"]["connection"]["$ref"],
            "#/components/schemas/AccountConnection2"
        );
        assert_eq!(schemas["AccountConnection2"], inline);
    }
}
