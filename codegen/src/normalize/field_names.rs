//! Field names: properties whose names differ only in characters that Rust does not allow.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value};

use crate::document::{Document, pointer};
use crate::report::Report;

/// The field for additional properties.
const ADDITIONAL: &str = "extra";

/// Handles schemas with properties such as `id` and `@id`, which result in the same field. The first is kept, and the
/// others are skipped.
pub fn skip_duplicates(document: &mut Document, report: &mut Report) {
    let mut dropped = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        let names = drop_duplicates(schema).into_iter();
        dropped.extend(names.map(|name| pointer::join(place, ["properties", &name])));
    });
    let problem = "it is skipped: another property has the same field name in Rust";
    report.warn_places(document, &dropped, problem);
}

/// Removes the properties without a field of their own, and returns their names.
fn drop_duplicates(schema: &mut Map<String, Value>) -> Vec<String> {
    let is_open = schema.contains_key("additionalProperties");
    let mut taken: BTreeSet<String> = is_open.then(|| ADDITIONAL.to_owned()).into_iter().collect();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return Vec::new();
    };
    // Properties that already have a Rust name come first.
    let mut names: Vec<String> = properties.keys().cloned().collect();
    names.sort_by_key(|name| field_name(name) != *name);
    names.retain(|name| !taken.insert(field_name(name)));
    properties.retain(|name, _| !names.contains(name));
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|property| !names.iter().any(|name| property == name));
    }
    names
}

/// Returns the field name of a property.
fn field_name(name: &str) -> String {
    name.replace(|letter: char| !letter.is_alphanumeric(), "-").to_snake_case()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_simplest_of_properties_with_one_field_name_is_kept() {
        let properties =
            json!({"@id": {}, "id": {}, "fooBar": {}, "foo_bar": {}, "extra": {}, "a": {}});
        for (open, expected) in
            [(true, vec!["extra", "@id", "fooBar"]), (false, vec!["@id", "fooBar"])]
        {
            let mut schema = Map::from_iter([("properties".to_owned(), properties.clone())]);
            schema.extend(open.then(|| ("additionalProperties".to_owned(), json!({}))));
            let mut dropped = drop_duplicates(&mut schema);
            dropped.sort_by_key(|name| expected.iter().position(|other| other == name));
            assert_eq!(dropped, expected);
            let left = &schema["properties"];
            assert!(left["id"].is_object() && left["foo_bar"].is_object());
        }
    }
}
