//! Visits the schemas of responses or of requests. Responses are read leniently; requests are checked, and their
//! properties can be cleared.

use serde_json::{Map, Value};

use super::{Document, pointer};

impl Document {
    /// Calls `change` with every schema in responses, and with its pointer.
    pub fn visit_received_schemas(
        &mut self,
        change: &mut dyn FnMut(&str, &mut Map<String, Value>),
    ) {
        self.visit_schemas_below(&["responses"], change);
    }

    /// Calls `change` with every schema in parameters and request bodies.
    pub fn visit_sent_schemas(&mut self, change: &mut dyn FnMut(&mut Map<String, Value>)) {
        self.visit_schemas_below(&["parameters", "requestBody"], &mut |_, schema| change(schema));
    }

    fn visit_schemas_below(
        &mut self,
        parts: &[&str],
        change: &mut dyn FnMut(&str, &mut Map<String, Value>),
    ) {
        let keys = self.operation_keys();
        let operations = keys.iter().filter_map(|key| self.operation(key));
        let below = operations.flat_map(|operation| parts.iter().map(|part| &operation[part]));
        let reached = self.reachable_schemas(below);
        self.visit_schemas(&mut |place, schema| {
            let steps: Vec<&str> = place.splitn(6, '/').skip(1).collect();
            let is_below = match steps.as_slice() {
                ["paths", _, _, part, ..] => parts.contains(part),
                ["components", "schemas", name, ..] => reached.contains(&pointer::unescape(name)),
                _ => false,
            };
            if is_below {
                change(place, schema);
            }
        });
    }
}
