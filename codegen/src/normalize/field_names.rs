//! Names of fields: properties whose names differ only in what Rust cannot write.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::{Map, Value};

use crate::document::{Document, pointer};
use crate::report::Report;

/// The field for additional properties.
const ADDITIONAL: &str = "extra";

/// Handles schemas with properties such as `id` and `@id`, which would be one field: the first keeps it,
/// and the others are left out.
pub fn leave_out_duplicates(document: &mut Document, report: &mut Report) {
    let mut dropped = Vec::new();
    document.visit_schemas(&mut |place, schema| {
        for (name, other) in drop_duplicates(schema) {
            dropped.push((pointer::join(place, ["properties", &name]), name, other));
        }
    });
    report.warnings.extend(dropped.into_iter().map(|(pointer, name, other)| {
        let problem = format!(
            "the property `{name}` has no field of its own: the field of `{other}` has its name"
        );
        let remedy = format!("remove `{other}` in overlay.yaml if you need this one");
        document.diagnostic(&pointer, problem, remedy)
    }));
}

/// Removes the properties that cannot have a field, and returns their names, each with what has its field.
fn drop_duplicates(schema: &mut Map<String, Value>) -> Vec<(String, String)> {
    let is_open = schema.contains_key("additionalProperties");
    let additional = (ADDITIONAL.to_owned(), "additionalProperties".to_owned());
    let mut taken: BTreeMap<String, String> = is_open.then_some(additional).into_iter().collect();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return Vec::new();
    };
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
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|it| !dropped.iter().any(|(name, _)| it == name));
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
            let mut schema = Map::from_iter([("properties".to_owned(), properties.clone())]);
            schema.extend(open.then(|| ("additionalProperties".to_owned(), json!({}))));
            let mut dropped = drop_duplicates(&mut schema);
            dropped.sort_by_key(|(name, _)| expected.iter().position(|it| it == name));
            let names: Vec<&str> = dropped.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, expected);
            let left = &schema["properties"];
            assert!(left["id"].is_object() && left["foo_bar"].is_object());
        }
    }
}
