//! Names of fields: properties whose names differ only in what Rust cannot write.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value};

use super::super::document::Document;
use super::Findings;

/// The field for what a document does not list.
const UNKNOWN: &str = "extra";

/// Serves schemas with properties such as `id` and `@id`, which would be one field: the first keeps it,
/// and the others are read like properties that no document lists.
pub fn settle_names(document: &mut Document, findings: &mut Findings) {
    let mut dropped = Vec::new();
    document.visit_schemas(&mut |pointer, schema| {
        let open = schema.get("additionalProperties").is_some();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let names = settle(properties, open);
            dropped.extend(
                names.into_iter().map(|name| (format!("{pointer}/properties/{name}"), name)),
            );
        }
    });
    for (pointer, name) in dropped {
        findings.warnings.push(document.diagnostic(
            &pointer,
            format!(
                "the property `{name}` has no field of its own, because another one has its name"
            ),
            "read it from `extra`, or rename it in spec/overlay.yaml",
        ));
    }
}

/// Removes the properties that cannot have a field, and returns their names.
fn settle(properties: &mut Map<String, Value>, open: bool) -> Vec<String> {
    let mut taken = BTreeSet::new();
    if open {
        taken.insert(UNKNOWN.to_owned());
    }
    // A name that Rust can write as it is goes first.
    let mut names: Vec<String> = properties.keys().cloned().collect();
    names.sort_by_key(|name| field(name) != *name);
    names.retain(|name| !taken.insert(field(name)));
    names.iter().for_each(|name| drop(properties.remove(name)));
    names
}

/// The field of a property.
fn field(name: &str) -> String {
    name.replace(|letter: char| !letter.is_alphanumeric(), "-").to_snake_case()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_properties_that_would_be_one_field_the_plainest_keeps_it() {
        let properties =
            json!({"@id": {}, "id": {}, "fooBar": {}, "foo_bar": {}, "extra": {}, "a": {}});
        for (open, expected) in
            [(true, vec!["extra", "@id", "fooBar"]), (false, vec!["@id", "fooBar"])]
        {
            let mut properties = properties.as_object().cloned().unwrap();
            let mut dropped = settle(&mut properties, open);
            dropped.sort_by_key(|name| expected.iter().position(|it| it == name));
            assert_eq!(dropped, expected);
            assert!(properties.contains_key("id") && properties.contains_key("foo_bar"));
        }
    }
}
