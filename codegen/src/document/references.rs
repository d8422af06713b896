//! References: `$ref`, its target, and the schemas reachable through it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::walk::{Node, schemas};
use super::{Document, pointer};

/// The prefix of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Maximum length of a chain of references.
const CHAIN: usize = 1024;

/// Returns the `$ref` of a value. A `$ref` that is no string counts as empty, and has no target.
pub fn reference(value: &Value) -> Option<&str> {
    Some(value.get("$ref")?.as_str().unwrap_or_default())
}

/// Returns the name of the schema that a value refers to.
pub fn schema_name(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix(SCHEMAS)
}

/// Creates a reference to the schema of this name.
pub fn to_schema(name: &str) -> Value {
    json!({"$ref": format!("{SCHEMAS}{name}")})
}

impl Document {
    /// Returns the target of a `$ref`. Returns `None` if it is missing or in another file.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        let steps = pointer::steps(reference.strip_prefix('#')?);
        self.root.pointer(&pointer::join("", steps.iter().map(String::as_str)))
    }

    /// Follows the references of a value. Fails with the `$ref` that has no target.
    pub fn resolve<'a>(&'a self, mut value: &'a Value) -> Result<&'a Value, String> {
        for _ in 0..CHAIN {
            match reference(value) {
                Some(reference) => value = self.target(reference).ok_or(reference)?,
                None => return Ok(value),
            }
        }
        Err(reference(value).unwrap_or_default().to_owned())
    }

    /// Returns the names of the schemas that `values` refer to, directly or through other schemas. The values are no
    /// schemas themselves.
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

    /// Removes the schemas that no operation uses, because their types would be unused.
    pub fn drop_unused_schemas(&mut self) {
        // A path may also hold what is no operation, with schemas that no rule prepares for progenitor.
        let keys = self.operation_keys();
        let used = self.reachable_schemas(keys.iter().filter_map(|key| self.operation(key)));
        if let Some(schemas) = self.schemas_mut() {
            schemas.retain(|name, _| used.contains(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_schemas_that_an_operation_uses_become_types() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let operation = json!({"responses": {"2XX": {"content": {"application/json": {"schema": reference("A")}}}}});
        let schemas =
            json!({"A": {"properties": {"default": reference("B")}}, "B": {}, "C": reference("A")});
        let mut document = Document::with_operation(operation, schemas);
        let other = json!({"responses": {"2XX": {"content": {"application/json": {"schema": reference("C")}}}}});
        document.root["paths"]["/v2/things/{id}"]["GET"] = other;
        document.drop_unused_schemas();
        let left: Vec<&String> =
            document.root["components"]["schemas"].as_object().unwrap().keys().collect();
        assert_eq!(left, ["A", "B"]);
    }
}
