//! Visits the objects and schemas of a document, by the structure of OpenAPI.

use serde_json::{Map, Value};

use super::{Document, OperationKey, pointer};

/// The kind of a value in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// An object whose keys OpenAPI defines, or another value.
    Object,
    /// A schema.
    Schema,
    /// A map of objects under names that the API chooses, or a list of objects.
    Objects,
    /// A map of schemas under names that the API chooses, or a list of schemas.
    Schemas,
}

/// The keys of data, which stays unchanged.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// The keys of [`Node::Object`] whose values are [`Node::Objects`].
const OBJECTS: [&str; 11] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "links",
    "parameters",
    "paths",
    "requestBodies",
    "responses",
    "securitySchemes",
    "variables",
];

impl Node {
    /// Returns the kind of the value under a key. Returns `None` for data and extensions.
    fn below(self, key: &str, value: &Value) -> Option<Self> {
        match (self, key) {
            (Self::Objects, _) => Some(Self::Object),
            (Self::Schemas, _) => Some(Self::Schema),
            (Self::Schema, "properties" | "patternProperties") if value.is_object() => {
                Some(Self::Schemas)
            }
            (Self::Schema, "allOf" | "anyOf" | "oneOf") if value.is_array() => Some(Self::Schemas),
            (Self::Schema, "items" | "not" | "additionalProperties") if value.is_object() => {
                Some(Self::Schema)
            }
            (Self::Schema, _) => None,
            (Self::Object, "schema") => Some(Self::Schema),
            (Self::Object, "schemas") => Some(Self::Schemas),
            (Self::Object, key) if DATA.contains(&key) || key.starts_with("x-") => None,
            (Self::Object, key) if OBJECTS.contains(&key) => Some(Self::Objects),
            (Self::Object, _) => Some(Self::Object),
        }
    }

    /// Returns the steps to the parts inside a value, and their kinds.
    fn inner(self, value: &Value) -> Vec<(String, Self)> {
        match value {
            Value::Object(members) => {
                let inner = members.iter().map(|(key, member)| (key, self.below(key, member)));
                inner.filter_map(|(key, node)| Some((key.clone(), node?))).collect()
            }
            Value::Array(items) if self != Self::Schema => {
                let node = if self == Self::Schemas { Self::Schema } else { Self::Object };
                (0..items.len()).map(|index| (index.to_string(), node)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Calls `change` with every object and schema of `value`, and with its pointer. Outer values come before inner ones.
pub fn visit(
    value: &mut Value,
    node: Node,
    pointer: &str,
    change: &mut dyn FnMut(&str, Node, &mut Value),
) {
    if matches!(node, Node::Object | Node::Schema) {
        change(pointer, node, value);
    }
    for (step, inner) in node.inner(value) {
        let step = pointer::join("", [step.as_str()]);
        if let Some(member) = value.pointer_mut(&step) {
            visit(member, inner, &format!("{pointer}{step}"), change);
        }
    }
}

/// Returns every schema in `value`, outer schemas first.
pub fn schemas(value: &Value, node: Node) -> Vec<&Value> {
    let mut found = if node == Node::Schema { vec![value] } else { Vec::new() };
    for (step, inner) in node.inner(value) {
        let member = value.pointer(&pointer::join("", [step.as_str()]));
        found.extend(member.into_iter().flat_map(|member| schemas(member, inner)));
    }
    found
}

impl Document {
    /// Calls `change` with every schema and its pointer, outer schemas first.
    pub fn visit_schemas(&mut self, change: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
        visit(&mut self.root, Node::Object, "", &mut |pointer, node, value| {
            if let (Node::Schema, Value::Object(schema)) = (node, value) {
                change(pointer, schema);
            }
        });
    }

    /// Calls `change` with every operation.
    pub fn visit_operations(
        &mut self,
        change: &mut dyn FnMut(&OperationKey, &mut Map<String, Value>),
    ) {
        for key in self.operation_keys() {
            if let Some(operation) = self.operation_mut(&key) {
                change(&key, operation);
            }
        }
    }
}
