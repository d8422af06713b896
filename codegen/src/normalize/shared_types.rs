//! Types that operations of one path share: one thing is one type, named after the thing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::operation_names::{is_version, singular};
use super::type_names::{free_name, pascal, without_prose};
use crate::document::Document;
use crate::document::references::to_schema;
use crate::report::Report;

/// Where an operation describes the thing that it is about: in its answer, and in the pages of a list.
const PLACES: [&str; 4] = [
    "/responses/2XX/content/application~1json/schema/properties/results/items",
    "/requestBody/content/application~1json/schema",
    "/requestBody/content/application~1x-www-form-urlencoded/schema",
    "/responses/2XX/content/application~1json/schema",
];

/// Handles documents that describe one thing again for every operation of a path: equal descriptions become one
/// component.
pub fn name_shared(document: &mut Document, _: &mut Report) {
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    visit_things(document, &mut |thing, schema| {
        *found.entry(content(thing, schema)).or_default() += 1;
    });
    found.retain(|_, count| *count > 1);
    let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut shared = document.schemas_mut().cloned().unwrap_or_default();
    visit_things(document, &mut |thing, schema| {
        let content = content(thing, schema);
        if !found.contains_key(&content) {
            return;
        }
        let nullable = schema.as_object_mut().and_then(|it| it.remove("nullable"));
        let name = names.entry(content).or_insert_with(|| {
            let is_taken = |name: &str| shared.keys().any(|known| pascal(known) == name);
            let name = free_name(thing.name(), is_taken);
            shared.insert(name.clone(), schema.clone());
            name
        });
        *schema = match nullable {
            Some(nullable) => json!({"allOf": [to_schema(name)], "nullable": nullable}),
            None => to_schema(name),
        };
    });
    if let Some(schemas) = document.schemas_mut() {
        *schemas = shared;
    }
}

/// Calls `change` with every object that describes what an operation is about, the inner ones first.
fn visit_things(document: &mut Document, change: &mut dyn FnMut(&Thing, &mut Value)) {
    for key in document.operation_keys() {
        for place in PLACES {
            let schema = document.root.pointer_mut(&format!("{}{place}", key.pointer()));
            if let Some(schema) = schema.filter(|schema| schema.get("properties").is_some()) {
                let is_sent = place.starts_with("/requestBody");
                change(&Thing { path: &key.path, is_sent }, schema);
            }
        }
    }
}

/// What tells a thing from others: where it is, and what it is.
fn content(thing: &Thing<'_>, schema: &Value) -> (String, String) {
    let mut plain = without_prose(schema);
    plain.as_object_mut().and_then(|it| it.remove("nullable"));
    (thing.collection().to_owned(), plain.to_string())
}

/// What an operation is about.
struct Thing<'a> {
    path: &'a str,
    is_sent: bool,
}

impl Thing<'_> {
    /// `/v2/item-filters` of `/v2/item-filters/{id}`.
    fn collection(&self) -> &str {
        match self.path.rsplit_once('/') {
            Some((collection, item)) if item.starts_with('{') => collection,
            _ => self.path,
        }
    }

    /// `ItemFilter` of `/v2/item-filters/{id}`, or `ItemFilterBody` where it is sent.
    fn name(&self) -> String {
        let steps = self.collection().split('/');
        let mut nouns =
            steps.filter(|it| !it.is_empty() && !it.starts_with('{') && !is_version(it));
        let name = pascal(&singular(nouns.next_back().unwrap_or("thing")));
        if self.is_sent { name + "Body" } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::reported;

    #[test]
    fn equal_descriptions_of_one_path_are_one_type() {
        let thing = |about: &str| json!({"type": "object", "description": about, "properties": {"a": {"type": "string"}}});
        let other = json!({"type": "object", "properties": {"b": {"type": "string"}}});
        let answer = |schema: Value| json!({"responses": {"2XX": {"content": {"application/json": {"schema": schema}}}}});
        let page = |item: Value| json!({"type": "object", "properties": {"results": {"type": "array", "items": item}}});
        let mut document = Document::of_one_file(json!({"paths": {
            "/v2/item-filters": {"get": answer(page(thing("a"))), "post": answer(thing("b"))},
            "/v2/item-filters/{id}": {"get": answer(thing("c")), "put": answer(other.clone())},
            "/v2/others": {"get": answer(thing("d"))},
        }, "components": {"schemas": {"itemFilter": {"type": "string"}}}}));
        reported(name_shared, &mut document);
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
