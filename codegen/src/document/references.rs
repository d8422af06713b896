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

    /// The same, to be changed.
    pub fn target_mut(&mut self, reference: &str) -> Option<&mut Value> {
        let steps = pointer::steps(reference.strip_prefix('#')?);
        self.root.pointer_mut(&pointer::join("", steps.iter().map(String::as_str)))
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

    /// The names of the schemas that any of `values` reaches, which are no schemas themselves.
    pub fn reachable_schemas<'a>(
        &'a self,
        values: impl IntoIterator<Item = &'a Value>,
    ) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Value> = Vec::new();
        for value in values {
            open.extend(schemas(value, Node::Object));
        }
        while let Some(schema) = open.pop() {
            if let Some(name) = schema_name(schema)
                && let Some(target) = self.root["components"]["schemas"].get(name)
                && reached.insert(name.to_owned())
            {
                open.extend(schemas(target, Node::Schema));
            }
        }
        reached
    }

    /// The schemas in `components` that lead to others which do not exist, and the references that do.
    pub fn leading_nowhere(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let components = self.root["components"]["schemas"].as_object();
        let mut leading: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut open = Vec::new();
        let mut used_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, schema) in components.into_iter().flatten() {
            for reference in schemas(schema, Node::Schema).into_iter().filter_map(reference) {
                match reference.strip_prefix(SCHEMAS).filter(|_| self.schema(reference).is_some()) {
                    Some(target) => used_by.entry(target).or_default().push(name),
                    None => open.push((name.as_str(), reference)),
                }
            }
        }
        while let Some((name, lost)) = open.pop() {
            if leading.entry(name).or_default().insert(lost) {
                open.extend(used_by.get(name).into_iter().flatten().map(|user| (*user, lost)));
            }
        }
        leading
    }

    /// The schema at a `$ref`, if it is one by itself and not a part of another.
    pub fn schema(&self, reference: &str) -> Option<&Value> {
        self.root["components"]["schemas"].get(reference.strip_prefix(SCHEMAS)?)
    }
}
