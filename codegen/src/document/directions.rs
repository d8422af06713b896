//! The schemas of what the API sends, which are read leniently, and of what it is sent, which is checked and can be
//! cleared.

use serde_json::{Map, Value};

use super::Document;
use super::walk::{Node, visit};

impl Document {
    /// Calls `change` with every schema of what operations receive, wherever it stands.
    pub fn visit_received_schemas(&mut self, change: &mut dyn FnMut(&mut Map<String, Value>)) {
        self.visit_schemas_below(&["responses"], change);
    }

    /// Calls `change` with every schema of what operations send, wherever it stands.
    pub fn visit_sent_schemas(&mut self, change: &mut dyn FnMut(&mut Map<String, Value>)) {
        self.visit_schemas_below(&["parameters", "requestBody"], change);
    }

    fn visit_schemas_below(
        &mut self,
        parts: &[&str],
        change: &mut dyn FnMut(&mut Map<String, Value>),
    ) {
        let mut change = |_: &str, node, value: &mut Value| {
            if let (Node::Schema, Value::Object(schema)) = (node, value) {
                change(schema);
            }
        };
        let keys = self.operation_keys();
        let below = keys.iter().filter_map(|key| self.operation(key));
        let below = below.flat_map(|operation| parts.iter().map(|part| &operation[part]));
        let reached = self.reachable_schemas(below);
        for key in keys {
            for part in parts {
                if let Some(below) = self.operation_mut(&key).and_then(|it| it.get_mut(*part)) {
                    let node = if *part == "requestBody" { Node::Object } else { Node::Objects };
                    visit(below, node, "", &mut change);
                }
            }
        }
        for (name, schema) in self.schemas_mut().into_iter().flatten() {
            if reached.contains(name) {
                visit(schema, Node::Schema, "", &mut change);
            }
        }
    }
}
