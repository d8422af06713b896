//! The schemas of what the API sends, which are read more leniently than those of what it is sent.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Document;
use super::walk::{Node, visit};

impl Document {
    /// Calls `change` with every schema of what operations receive, wherever it stands.
    pub fn visit_received_schemas(&mut self, change: &mut dyn FnMut(&mut Map<String, Value>)) {
        let mut change = |_: &str, node, value: &mut Value| {
            if let (Node::Schema, Value::Object(schema)) = (node, value) {
                change(schema);
            }
        };
        let mut received = BTreeSet::new();
        for key in self.operation_keys() {
            let responses = self.operation(&key).map(|operation| &operation["responses"]);
            received.extend(responses.map(|it| self.reachable_schemas(it)).unwrap_or_default());
            if let Some(responses) = self.operation_mut(&key).and_then(|it| it.get_mut("responses"))
            {
                visit(responses, Node::Objects, "", &mut change);
            }
        }
        for (name, schema) in self.schemas_mut().into_iter().flatten() {
            if received.contains(name) {
                visit(schema, Node::Schema, "", &mut change);
            }
        }
    }
}
