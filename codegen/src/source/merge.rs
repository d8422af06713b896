//! Merges documents. Equal definitions under one name are accepted; different ones are an error. Prose and examples are
//! not compared, and the first is kept. An operation of a program replaces that of the crate.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Sources, openapi, replace};
use crate::diagnostic::{Diagnostic, collect, fail_on_any};
use crate::document::{Document, pointer};

/// The objects that are merged two levels deep: to methods and to components.
const MERGED: [&str; 2] = ["paths", "components"];

/// The lists that are merged. Other top-level keys describe only their own document.
const LISTS: [&str; 2] = ["servers", "tags"];

/// The keys of prose and examples, which define nothing.
const PROSE: [&str; 6] = ["description", "example", "examples", "externalDocs", "summary", "title"];

/// Merges the documents of the crate and of a program.
pub fn merge(sources: &Sources) -> Result<Document, Vec<Diagnostic>> {
    let read = collect(sources.all_documents().map(openapi::read))?;
    let mut documents: Vec<Document> = read.into_iter().map(with_local_security).collect();
    let (vendored, program) = documents.split_at_mut(sources.documents.len());
    replace::remove_replaced(vendored, program);
    let mut merger = Merger::default();
    let mut root = Map::new();
    for (file, document) in sources.all_documents().zip(documents) {
        merger.file = &file.name;
        let Value::Object(mut document) = document.root else {
            continue;
        };
        // No title or description of a single document fits the merged one.
        document.retain(|key, _| [MERGED, LISTS].concat().contains(&key.as_str()));
        document.insert("info".into(), json!({"title": "Argyle's API", "version": "2.0"}));
        for (key, value) in document {
            let levels = if MERGED.contains(&key.as_str()) { 2 } else { 0 };
            merger.add(&mut root, "", key, value, levels);
        }
    }
    fail_on_any(merger.diagnostics)?;
    Ok(Document::new(Value::Object(root), merger.origins))
}

/// Copies the document's `security` to each of its operations, because merging would lose it.
fn with_local_security(root: Value) -> Document {
    let mut document = Document::new(root, BTreeMap::new());
    let security = document.root.as_object_mut().and_then(|root| root.remove("security"));
    if let Some(security) = security {
        document.visit_operations(&mut |_, operation| {
            operation.entry("security").or_insert_with(|| security.clone());
        });
    }
    document
}

/// The state of merging.
#[derive(Default)]
struct Merger<'a> {
    /// The file of the current document.
    file: &'a str,
    /// The file that first defined each part.
    origins: BTreeMap<String, String>,
    diagnostics: Vec<Diagnostic>,
}

impl Merger<'_> {
    /// Adds `value` under `key` of the object at `parent`. Merges `levels` of objects, and compares values below.
    fn add(
        &mut self,
        target: &mut Map<String, Value>,
        parent: &str,
        key: String,
        value: Value,
        levels: usize,
    ) {
        let pointer = pointer::join(parent, [key.as_str()]);
        if levels > 0 && value.is_object() {
            target.entry(&key).or_insert_with(|| json!({}));
        }
        match (target.get_mut(&key), value) {
            (Some(Value::Object(present)), Value::Object(members)) if levels > 0 => {
                for (key, value) in members {
                    self.add(present, &pointer, key, value, levels - 1);
                }
            }
            (None, value) => {
                target.insert(key, value);
                self.origins.insert(pointer, self.file.to_owned());
            }
            (Some(Value::Array(present)), Value::Array(items)) if parent.is_empty() => {
                for item in items {
                    if !present.contains(&item) {
                        let place = format!("{pointer}/{}", present.len());
                        self.origins.insert(place, self.file.to_owned());
                        present.push(item);
                    }
                }
            }
            (Some(present), value) => {
                if let Some(difference) = find_difference(present, &value, &pointer) {
                    let first =
                        self.origins.get(&pointer).map_or("another document", String::as_str);
                    self.diagnostics.push(Diagnostic::new(
                        format!("{}#{difference}", self.file),
                        format!("{pointer} differs from its definition in {first}"),
                        "download both again on the same day, or rename or remove yours",
                    ));
                }
            }
        }
    }
}

/// Finds the pointer of the first difference between two definitions.
fn find_difference(left: &Value, right: &Value, pointer: &str) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            // Below `properties`, `description` is the name of a property.
            let named = pointer.ends_with("/properties");
            let keys = left.keys().chain(right.keys());
            let defining = keys.filter(|key| named || !PROSE.contains(&key.as_str()));
            defining.into_iter().find_map(|key| {
                let pointer = pointer::join(pointer, [key.as_str()]);
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => find_difference(left, right, &pointer),
                    _ => Some(pointer),
                }
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(index, (left, right))| {
                find_difference(left, right, &format!("{pointer}/{index}"))
            })
        }
        (left, right) => (left != right).then(|| pointer.to_owned()),
    }
}
