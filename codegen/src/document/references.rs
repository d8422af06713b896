//! References: `$ref`, what it leads to, and what is reached through it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::walk::{Node, schemas};
use super::{Document, pointer};

/// What every reference to a schema starts with.
const SCHEMAS: &str = "#/components/schemas/";

/// How many references may lead to one another.
const CHAIN: usize = 1024;

/// The `$ref` of a value. One that is no text leads nowhere, as an empty one does.
pub fn reference(value: &Value) -> Option<&str> {
    Some(value.get("$ref")?.as_str().unwrap_or_default())
}

/// The name of the schema that a value refers to.
pub fn schema_name(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix(SCHEMAS)
}

/// A reference to the schema of this name.
pub fn to_schema(name: &str) -> Value {
    json!({"$ref": format!("{SCHEMAS}{name}")})
}

impl Document {
    /// What stands at a `$ref` of this document; none for one that leads nowhere or out of it.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        let steps = pointer::steps(reference.strip_prefix('#')?);
        self.root.pointer(&pointer::join("", steps.iter().map(String::as_str)))
    }

    /// What a value stands for: itself, or what its references lead to. Fails with the one that leads nowhere.
    pub fn resolve<'a>(&'a self, mut value: &'a Value) -> Result<&'a Value, String> {
        for _ in 0..CHAIN {
            match reference(value) {
                Some(reference) => value = self.target(reference).ok_or(reference)?,
                None => return Ok(value),
            }
        }
        Err(reference(value).unwrap_or_default().to_owned())
    }

    /// The names of the schemas that `value` reaches, which is no schema itself.
    pub fn reachable_schemas(&self, value: &Value) -> BTreeSet<String> {
        let reached = self.follow(value).into_iter().filter(|(_, target)| target.is_some());
        reached.filter_map(|(it, _)| it.strip_prefix(SCHEMAS)).map(str::to_owned).collect()
    }

    /// A reference that `value` reaches, and that leads to no schema.
    pub fn dangling_reference<'a>(&'a self, value: &'a Value) -> Option<&'a str> {
        self.follow(value).into_iter().find_map(|(reference, target)| match target {
            None => Some(reference),
            Some(_) => None,
        })
    }

    /// The schema at a `$ref`, if it is one by itself and not a part of another.
    pub fn schema(&self, reference: &str) -> Option<&Value> {
        self.root["components"]["schemas"].get(reference.strip_prefix(SCHEMAS)?)
    }

    /// Every reference that the schemas in `value` reach, with its schema.
    fn follow<'a>(&'a self, value: &'a Value) -> BTreeMap<&'a str, Option<&'a Value>> {
        let mut reached = BTreeMap::new();
        let mut open = schemas(value, Node::Object);
        while let Some(schema) = open.pop() {
            let Some(reference) = reference(schema) else {
                continue;
            };
            if !reached.contains_key(reference) {
                let target = self.schema(reference);
                reached.insert(reference, target);
                open.extend(target.into_iter().flat_map(|it| schemas(it, Node::Schema)));
            }
        }
        reached
    }
}
