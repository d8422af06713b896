//! Replacement: an operation that a program's document defines replaces that of the crate, whole. So a program can bring
//! Argyle's own page of an operation that the crate describes, or a newer one.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::references::reference;
use crate::document::{Document, OperationKey, operation_keys_of, pointer};

/// A component, by kind and name.
type Component = (String, String);

/// Removes the operations from `vendored` that a document of the program defines, and the components that nothing else
/// needs: nothing of them can collide with the program's.
pub fn remove_replaced(vendored: &mut [Document], program: &[Document]) {
    let defined: BTreeSet<OperationKey> =
        program.iter().flat_map(Document::operation_keys).collect();
    // A page may use the components of the crate's documents.
    let lacking: Vec<Component> =
        program.iter().flat_map(|page| components_in(&page.root)).collect();
    let lacking = lacking.into_iter().filter(|(kind, name)| {
        program.iter().all(|page| page.root["components"][kind][name].is_null())
    });
    let lacking: Vec<Component> = lacking.collect();
    for document in vendored {
        let keys = document.operation_keys().into_iter();
        let replaced: Vec<OperationKey> = keys.filter(|key| defined.contains(key)).collect();
        if !replaced.is_empty() {
            replaced.iter().for_each(|key| document.remove(key));
            remove_empty_paths(document);
            remove_unused_components(document, &lacking);
        }
    }
}

/// Removes paths without an operation, as their parameters are those of nothing.
fn remove_empty_paths(document: &mut Document) {
    if let Some(paths) = document.root.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|path, item| !operation_keys_of(path, item).is_empty());
    }
}

/// Removes the components of every kind that neither an operation nor one of `needed` reaches.
fn remove_unused_components(document: &mut Document, needed: &[Component]) {
    let mut open = [needed, &components_in(&document.root["paths"])].concat();
    let mut used = BTreeSet::new();
    while let Some((kind, name)) = open.pop() {
        if used.insert((kind.clone(), name.clone())) {
            open.extend(components_in(&document.root["components"][kind][name]));
        }
    }
    let components = document.root.get_mut("components").and_then(Value::as_object_mut);
    for (kind, members) in components.into_iter().flatten() {
        if let Some(members) = members.as_object_mut() {
            members.retain(|name, _| used.contains(&(kind.clone(), name.clone())));
        }
    }
}

/// The components that a value refers to.
fn components_in(value: &Value) -> Vec<Component> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let mapping = value["mapping"].as_object().into_iter().flatten();
        let mapped = mapping.filter_map(|(_, target)| target.as_str());
        for reference in reference(value).into_iter().chain(mapped) {
            let steps = pointer::steps(reference.strip_prefix('#').unwrap_or_default());
            match steps.as_slice() {
                [root, kind, name, ..] if root == "components" => {
                    found.push((kind.clone(), name.clone()));
                }
                // A discriminator may name a schema without the path to it.
                _ => found.push(("schemas".to_owned(), reference.to_owned())),
            }
        }
        let schemes = value["security"].as_array().into_iter().flatten();
        let schemes = schemes.filter_map(Value::as_object).flat_map(|names| names.keys());
        found.extend(schemes.map(|name| ("securitySchemes".to_owned(), name.clone())));
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_components_of_other_operations_stay() {
        let reference =
            |kind: &str, name: &str| json!({"$ref": format!("#/components/{kind}/{name}")});
        let mut vendored = [Document::from_root(json!({
            "paths": {
                "/v2/a": {
                    "get": {"security": [{"mine": []}], "parameters": [reference("parameters", "Kept")]},
                    "post": {"security": [{"other": []}], "requestBody": reference("requestBodies", "Gone")},
                },
                "/v2/b": {"parameters": [reference("parameters", "Gone")], "post": {}},
            },
            "components": {
                "parameters": {"Kept": {"schema": reference("schemas", "Kept/properties/a")}, "Gone": {}},
                "requestBodies": {"Gone": {"schema": reference("schemas", "Gone")}},
                "schemas": {
                    "Kept": {"discriminator": {"mapping": {"a": "Bare", "b": "#/components/schemas/Whole"}}},
                    "Bare": {}, "Whole": {}, "Asked": {}, "Both": {}, "Gone": reference("schemas", "Kept"),
                },
                "securitySchemes": {"mine": {}, "other": {}},
            },
        }))];
        let program = Document::from_root(json!({
            "paths": {"/v2/a": {"post": reference("schemas", "Asked")}, "/v2/b": {"post": {}, "get": {}}},
            "components": {"schemas": {"Both": {"items": reference("schemas", "Both")}}},
        }));
        remove_replaced(&mut vendored, &[program]);
        let [vendored] = vendored;
        let titles = vendored.operation_keys().into_iter().map(|key| key.title());
        assert_eq!(titles.collect::<Vec<_>>(), ["GET /v2/a"]);
        assert_eq!(vendored.root["paths"].as_object().unwrap().len(), 1);
        for (kind, expected) in [
            ("parameters", &["Kept"][..]),
            ("requestBodies", &[]),
            ("schemas", &["Asked", "Bare", "Kept", "Whole"]),
            ("securitySchemes", &["mine"]),
        ] {
            let members = vendored.root["components"][kind].as_object().unwrap();
            assert_eq!(members.keys().collect::<Vec<_>>(), expected, "{kind}");
        }
    }
}
