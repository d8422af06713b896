//! References to parts: a schema that is referred to and is no component becomes one.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

use crate::document::Document;
use crate::document::pointer::{self, steps};
use crate::document::references::{reference, schema_name, to_schema};
use crate::document::walk::{Node, visit};
use crate::report::Report;

/// The steps of a pointer that are words of OpenAPI, and name nothing.
const STRUCTURE: [&str; 10] = [
    "components",
    "content",
    "paths",
    "properties",
    "responses",
    "schema",
    "schemas",
    "allOf",
    "anyOf",
    "oneOf",
];

/// Handles documents with references to a part of a component or of an operation. Where the part is a schema, it
/// becomes a component of its own; anything else of an operation is put where it is used, before other rules
/// change what an operation has where.
pub fn name_referenced_parts(document: &mut Document, _: &mut Report) {
    let mut names = BTreeMap::new();
    // A part inside of another one goes first, as the other one then refers to it.
    let mut found = parts(document);
    found.retain(|reference| is_part(document, reference));
    found.sort_by_key(|reference| std::cmp::Reverse(reference.len()));
    for reference in found {
        let name = component(&reference).or_else(|| {
            let part = document.target(&reference).filter(|it| it.is_object())?.clone();
            let schemas = document.schemas_mut()?;
            let name = free_name(&reference, |name| schemas.contains_key(name));
            schemas.insert(name.clone(), part);
            *document.target_mut(&reference)? = to_schema(&name);
            Some(name)
        });
        names.extend(name.map(|name| (reference, name)));
    }
    document.visit_schemas(&mut |_, schema| {
        if let Some(name) = reference(schema).and_then(|it| names.get(it)) {
            schema["$ref"] = to_schema(name)["$ref"].clone();
        }
    });
    put_operation_parts_in_place(document);
}

/// Every reference of a schema that is not written as one to a component. Those that lead nowhere are looked at by a
/// rule of their own.
fn parts(document: &mut Document) -> Vec<String> {
    let mut found = Vec::new();
    document.visit_schemas(&mut |_, schema| {
        let unusual = schema_name(schema).is_none_or(|name| name.contains(['/', '%', '~']));
        found.extend(reference(schema).filter(|_| unusual).map(str::to_owned));
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a reference leads to a schema, or to what OpenAPI has no word for: all paths are no schema, and stay where
/// they are.
fn is_part(document: &mut Document, reference: &str) -> bool {
    let place = pointer::join("", steps(reference).iter().map(String::as_str));
    let (mut is_schema, mut is_known) = (false, false);
    visit(&mut document.root, Node::Object, "", &mut |pointer, node, _| {
        is_schema |= node == Node::Schema && pointer == place;
        is_known |= pointer.starts_with(&place);
    });
    is_schema || !is_known
}

/// The name of the component that a reference leads to, however it is written.
fn component(reference: &str) -> Option<String> {
    match steps(reference.strip_prefix('#')?).as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(name.clone())
        }
        _ => None,
    }
}

/// `#/components/schemas/Account/properties/bank/items` → `AccountBankItem`.
fn free_name(reference: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let steps = steps(reference.trim_start_matches('#'));
    let words = steps.iter().filter(|step| !STRUCTURE.contains(&step.as_str()));
    let words = words.map(|step| match step.as_str() {
        "items" => "item".to_owned(),
        step => step.replace(|letter: char| !letter.is_alphanumeric(), "-"),
    });
    let name = words.collect::<Vec<_>>().join("-").to_upper_camel_case();
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !name.is_empty() && !is_taken(name)).unwrap_or(name)
}

/// Puts parameters, bodies and responses of one operation, which another one refers to, where they are used.
fn put_operation_parts_in_place(document: &mut Document) {
    let unchanged = document.clone();
    visit(&mut document.root, Node::Object, "", &mut |place, node, value| {
        let is_part =
            |it: &str| it.starts_with("#/paths/") && pointer::kind(it) == pointer::kind(place);
        if node == Node::Object
            && reference(value).is_some_and(is_part)
            && let Ok(meant) = unchanged.resolve(value)
        {
            *value = meant.clone();
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::Rule;

    #[test]
    fn a_part_that_is_referred_to_becomes_a_component() {
        let schemas = json!({
            "A": {"properties": {"b": {"type": "array", "items": {"properties": {"c": {"type": "string"}}}}}},
            "B": {"$ref": "#/components/schemas/A/properties/b"},
            "C": {"$ref": "#/components/schemas/A/properties/b/items"},
            "D": {"$ref": "#/components/schemas/%41"},
            "E": {"$ref": "#/components/schemas/Gone/properties/b"},
            "F": {"$ref": "#/paths/~1v2~1things~1%7Bid%7D/post/requestBody/content/application~1json/schema"},
        });
        let text = json!({"type": "string"});
        let body = json!({"content": {"application/json": {"schema": text}}});
        let mut document = Document::with_operation(json!({"requestBody": body}), schemas.clone());
        Rule::Document(name_referenced_parts).reported(&mut document);
        let named = &document.root["components"]["schemas"];
        for (name, expected) in [
            ("B", "#/components/schemas/AB"),
            ("C", "#/components/schemas/ABItem"),
            ("D", "#/components/schemas/A"),
            ("E", "#/components/schemas/Gone/properties/b"),
            ("F", "#/components/schemas/V2ThingsIdPostRequestBodyApplicationJson"),
        ] {
            assert_eq!(named[name], json!({"$ref": expected}));
        }
        assert_eq!(named["ABItem"], schemas["A"]["properties"]["b"]["items"]);
        assert_eq!(named["A"]["properties"]["b"], json!({"$ref": "#/components/schemas/AB"}));
        assert_eq!(named["AB"]["items"], json!({"$ref": "#/components/schemas/ABItem"}));
        assert_eq!(named["V2ThingsIdPostRequestBodyApplicationJson"], text);
    }

    #[test]
    fn what_is_no_schema_stays_where_it_is() {
        for reference in [
            "#",
            "#/paths",
            "#/paths/~1v2~1things~1%7Bid%7D",
            "#/paths/~1v2~1things~1%7Bid%7D/post",
            "#/components",
            "#/components/schemas",
            "#/components/schemas/A/properties",
        ] {
            let schemas = json!({"A": {"properties": {"b": {"$ref": reference}}}});
            let mut document = Document::with_operation(json!({"responses": {}}), schemas);
            let before = document.root.clone();
            Rule::Document(name_referenced_parts).reported(&mut document);
            assert_eq!(document.root, before, "{reference}");
        }
    }

    #[test]
    fn what_an_operation_takes_from_another_one_is_put_in_its_place() {
        let parameter = json!({"in": "query", "name": "a"});
        let mut document = Document::of_one_file(json!({"paths": {
            "/v2/x": {"get": {"parameters": [parameter], "responses": {"200": {"description": "x"}}}},
            "/v2/y": {"get": {
                "parameters": [{"$ref": "#/paths/~1v2~1x/get/parameters/0"}],
                "responses": {"200": {"$ref": "#/paths/~1v2~1x/get/responses/200"}},
            }},
        }}));
        Rule::Document(name_referenced_parts).reported(&mut document);
        assert_eq!(document.root["paths"]["/v2/x"], document.root["paths"]["/v2/y"]);
    }

    #[test]
    fn a_part_that_refers_to_itself_ends() {
        let reference = "#/components/schemas/A/properties/b";
        let schemas = json!({"A": {"properties": {"b": {"$ref": reference}}}});
        let mut document = Document::with_operation(json!({}), schemas);
        Rule::Document(name_referenced_parts).reported(&mut document);
        let itself = json!({"$ref": "#/components/schemas/AB"});
        assert_eq!(document.root["components"]["schemas"]["AB"], itself);
    }
}
