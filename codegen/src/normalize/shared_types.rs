//! Shared types: equal schemas in operations of one path become one type, named after the path.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operation_names::{is_version, singular};
use super::type_names::{pascal, unused_name, without_prose};
use crate::document::Document;
use crate::document::references::to_schema;
use crate::report::Report;

/// The schemas of an operation that describe its resource.
const PLACES: [&str; 4] = [
    "/responses/2XX/content/application~1json/schema/properties/results/items",
    "/requestBody/content/application~1json/schema",
    "/requestBody/content/application~1x-www-form-urlencoded/schema",
    "/responses/2XX/content/application~1json/schema",
];

/// Handles documents that repeat the schema of a resource in every operation of a path. Equal schemas become one
/// component.
pub fn name_shared_types(document: &mut Document, _: &mut Report) {
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for key in document.operation_keys() {
        for place in PLACES.map(|place| format!("{}{place}", key.pointer())) {
            let schema = document.root.pointer(&place).filter(|schema| is_shareable(schema));
            if let Some(schema) = schema {
                let content = without_prose(schema).to_string();
                found.entry((collection(&key.path).to_owned(), content)).or_default().push(place);
            }
        }
    }
    for ((collection, _), places) in found.into_iter().filter(|(_, places)| places.len() > 1) {
        let schema = document.root.pointer(&places[0]).cloned();
        let (Some(schema), Some(schemas)) = (schema, document.schemas_mut()) else {
            continue;
        };
        let is_taken = |name: &str| schemas.keys().any(|known| pascal(known) == name);
        let name = unused_name(name_resource(&collection, &places[0]), is_taken);
        schemas.insert(name.clone(), schema);
        for schema in places {
            if let Some(schema) = document.root.pointer_mut(&schema) {
                *schema = to_schema(&name);
            }
        }
    }
}

/// Returns whether a schema is an object and not nullable.
fn is_shareable(schema: &Value) -> bool {
    schema.get("properties").is_some() && schema.get("nullable").is_none()
}

/// Returns `/v2/item-filters` for `/v2/item-filters/{id}`.
fn collection(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((collection, item)) if item.starts_with('{') => collection,
        _ => path,
    }
}

/// Returns `ItemFilter` for `/v2/item-filters`, or `ItemFilterBody` for a request body.
fn name_resource(collection: &str, place: &str) -> String {
    let steps = collection.split('/');
    let mut nouns =
        steps.filter(|step| !step.is_empty() && !step.starts_with('{') && !is_version(step));
    let name = pascal(&singular(nouns.next_back().unwrap_or("thing")));
    if place.contains("/requestBody/") { name + "Body" } else { name }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::apply_rule;

    #[test]
    fn equal_schemas_of_one_path_become_one_type() {
        let thing = |about: &str| json!({"type": "object", "description": about, "properties": {"a": {"type": "string"}}});
        let other = json!({"type": "object", "properties": {"b": {"type": "string"}}});
        let answer = |schema: Value| json!({"responses": {"2XX": {"content": {"application/json": {"schema": schema}}}}});
        let page = |item: Value| json!({"type": "object", "properties": {"results": {"type": "array", "items": item}}});
        let mut document = Document::from_root(json!({"paths": {
            "/v2/item-filters": {"get": answer(page(thing("a"))), "post": answer(thing("b"))},
            "/v2/item-filters/{id}": {"get": answer(thing("c")), "put": answer(other.clone())},
            "/v2/others": {"get": answer(thing("d"))},
        }, "components": {"schemas": {"itemFilter": {"type": "string"}}}}));
        apply_rule(name_shared_types, &mut document);
        let reference = json!({"$ref": "#/components/schemas/ItemFilter2"});
        let paths = &document.root["paths"];
        assert_eq!(
            paths["/v2/item-filters"],
            json!({"get": answer(page(reference.clone())), "post": answer(reference.clone())})
        );
        assert_eq!(
            paths["/v2/item-filters/{id}"],
            json!({"get": answer(reference), "put": answer(other)})
        );
        assert_eq!(paths["/v2/others"]["get"], answer(thing("d")));
        let named = &document.root["components"]["schemas"]["ItemFilter2"];
        assert_eq!(without_prose(named), without_prose(&thing("")));
    }
}
