//! Depth: types that stand in each other deeper than the compiler of a program follows them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::order::positions;
use crate::document::references::schema_name;
use crate::document::walk::{Node, schemas};
use crate::document::{Document, pointer};
use crate::report::Report;

/// How deep the types of a program may stand in each other, in steps of the compiler. It follows 128, for example to
/// learn whether a value may go to another thread, and some of them belong to the program around the client.
const LIMIT: usize = 72;

/// The steps that the compiler makes from what has a value to the value: through a list, and through a map or a union.
const THROUGH_LIST: usize = 3;
const THROUGH_MAP: usize = 5;
const THROUGH_PROPERTY: usize = 2;

/// Handles documents with schemas deep inside of others: what stands too deep is any JSON.
pub fn cut_what_is_too_deep(document: &mut Document, report: &mut Report) {
    let components = document.schemas_mut().map(std::mem::take).unwrap_or_default();
    let mut search = Search { schemas: components, ..Search::default() };
    // What a type consists of is looked at before the type, and a type that stands in itself is followed once.
    let graph = search.schemas.clone();
    let within = |name| {
        let inner = graph.get(name).map(|it| schemas(it, Node::Schema)).unwrap_or_default();
        inner.into_iter().filter_map(schema_name).collect()
    };
    let positions = positions(graph.keys().map(String::as_str), within);
    let mut order: Vec<&str> = positions.keys().copied().collect();
    order.sort_by_key(|name| positions[name]);
    order.into_iter().for_each(|name| search.component(name));
    for key in document.operation_keys() {
        if let Some(operation) = document.operation_mut(&key) {
            for part in ["parameters", "requestBody", "responses"] {
                if let Some(part_value) = operation.get_mut(part) {
                    search.objects(part_value, &format!("{}/{part}", key.pointer()));
                }
            }
        }
    }
    if let Some(schemas) = document.schemas_mut() {
        *schemas = search.schemas;
    }
    report.warnings.extend(search.cut.into_iter().map(|place| {
        document.diagnostic(
            &place,
            "what stands here is any JSON in the client, because it stands deeper in other schemas than a compiler \
             follows types",
            "make it flatter in overlay.yaml if you need its type",
        )
    }));
}

#[derive(Default)]
struct Search {
    /// The components.
    schemas: Map<String, Value>,
    /// How deep types stand in each component that was looked at.
    depths: BTreeMap<String, usize>,
    /// The places of what was cut.
    cut: Vec<String>,
}

impl Search {
    fn component(&mut self, name: &str) {
        if let Some(mut schema) = self.schemas.get_mut(name).map(std::mem::take) {
            let place = pointer::join("", ["components", "schemas", name]);
            let depth = self.schema(&mut schema, &place);
            self.depths.insert(name.to_owned(), depth);
            self.schemas.insert(name.to_owned(), schema);
        }
    }

    /// How deep types stand in a schema.
    fn schema(&mut self, schema: &mut Value, place: &str) -> usize {
        if let Some(name) = schema_name(schema) {
            return self.depths.get(name).copied().unwrap_or_default();
        }
        let mut deepest = 0;
        for (key, member) in schema.as_object_mut().into_iter().flatten() {
            let steps = match key.as_str() {
                "items" => THROUGH_LIST,
                "additionalProperties" | "oneOf" => THROUGH_MAP,
                "properties" | "allOf" => THROUGH_PROPERTY,
                _ => continue,
            };
            let inner: Vec<(String, &mut Value)> = match member {
                Value::Object(members) if key == "properties" => {
                    members.iter_mut().map(|(name, it)| (name.clone(), it)).collect()
                }
                Value::Array(parts) => parts
                    .iter_mut()
                    .enumerate()
                    .map(|(index, it)| (index.to_string(), it))
                    .collect(),
                member => vec![(String::new(), member)],
            };
            for (name, inner) in inner {
                let steps_to =
                    [key.as_str(), name.as_str()].into_iter().filter(|it| !it.is_empty());
                let place = pointer::join(place, steps_to);
                let depth = steps + self.schema(inner, &place);
                if depth > LIMIT {
                    *inner = Value::Object(Map::new());
                    self.cut.push(place);
                } else {
                    deepest = deepest.max(depth);
                }
            }
        }
        deepest
    }

    /// Looks at the schemas of an operation.
    fn objects(&mut self, value: &mut Value, place: &str) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let place = pointer::join(place, [key.as_str()]);
                    if key == "schema" {
                        self.schema(member, &place);
                    } else {
                        self.objects(member, &place);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.objects(item, &format!("{place}/{index}"));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::Rule;

    /// What is said of a chain of so many components; the last leads back to the first if they are a ring.
    fn said(count: usize, ring: bool) -> Vec<String> {
        let reference = |index: usize| json!({"$ref": format!("#/components/schemas/D{index}")});
        let last = if ring { 0 } else { count };
        let links = (0..count).map(|index| {
            let next = if index + 1 == count { last } else { index + 1 };
            (format!("D{index}"), json!({"properties": {"next": reference(next)}}))
        });
        let mut schemas: Map<String, Value> = links.collect();
        schemas.entry(format!("D{last}")).or_insert(json!({"type": "string"}));
        let mut document = Document::with_operation(json!({}), schemas.into());
        let report = Rule::Document(cut_what_is_too_deep).reported(&mut document);
        assert_eq!(
            document.root["components"]["schemas"].as_object().unwrap().len(),
            count.max(last + 1)
        );
        report.warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_a_compiler_follows_is_kept_and_the_rest_is_cut_and_named() {
        assert!(said(30, false).is_empty() && said(30, true).is_empty());
        for ring in [false, true] {
            let said = said(400, ring);
            assert!((1..20).contains(&said.len()), "{said:#?}");
            assert!(
                said[0].contains("/properties/next") && said[0].contains("any JSON"),
                "{said:#?}"
            );
        }
    }

    #[test]
    fn an_inline_schema_is_cut_too() {
        let deep = (0..60).fold(json!({"type": "string"}), |inner, _| json!({"items": inner}));
        let body = json!({"content": {"application/json": {"schema": deep}}});
        let mut document = Document::with_operation(json!({"requestBody": body}), json!({}));
        let report = Rule::Document(cut_what_is_too_deep).reported(&mut document);
        assert!(report.warnings.len() > 1, "{:#?}", report.warnings);
    }
}
