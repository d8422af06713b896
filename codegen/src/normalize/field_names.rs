//! Names of fields: properties whose names differ only in what Rust cannot write.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::{Map, Value};

use crate::document::{Document, pointer};
use crate::report::Report;

/// The field for properties that no document lists.
const ADDITIONAL: &str = "extra";

/// Handles schemas with properties such as `id` and `@id`, which would be one field: the first keeps it,
/// and the others are read like properties that no document lists.
pub fn leave_out_duplicates(document: &mut Document, report: &mut Report) {
    let mut dropped = Vec::new();
    document.visit_schemas(&mut |schema_pointer, schema| {
        let open = schema.contains_key("additionalProperties");
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            return;
        };
        let names = drop_duplicates(properties, open);
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|it| !names.iter().any(|(name, _)| it == name));
        }
        dropped.extend(names.into_iter().map(|(name, other)| {
            (pointer::join(schema_pointer, ["properties", &name]), name, other)
        }));
    });
    report.warnings.extend(dropped.into_iter().map(|(pointer, name, other)| {
        let problem = format!(
            "the property `{name}` has no field of its own: the field of `{other}` has its name"
        );
        let remedy = format!(
            "read it from `extra`, or remove `{other}` in overlay.yaml if you need this one"
        );
        document.diagnostic(&pointer, problem, remedy)
    }));
}

/// Removes the properties that cannot have a field, and returns their names, each with what has its field.
fn drop_duplicates(properties: &mut Map<String, Value>, open: bool) -> Vec<(String, String)> {
    let additional = (ADDITIONAL.to_owned(), "additionalProperties".to_owned());
    let mut taken: BTreeMap<String, String> = open.then_some(additional).into_iter().collect();
    // A name that Rust can write as it is goes first.
    let mut names: Vec<String> = properties.keys().cloned().collect();
    names.sort_by_key(|name| field(name) != *name);
    let mut dropped = Vec::new();
    for name in names {
        if let Some(other) = taken.get(&field(&name)) {
            properties.remove(&name);
            dropped.push((name, other.clone()));
        } else {
            taken.insert(field(&name), name);
        }
    }
    dropped
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
            let mut dropped = drop_duplicates(&mut properties, open);
            dropped.sort_by_key(|(name, _)| expected.iter().position(|it| it == name));
            let names: Vec<&str> = dropped.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, expected);
            assert!(properties.contains_key("id") && properties.contains_key("foo_bar"));
        }
    }
}
