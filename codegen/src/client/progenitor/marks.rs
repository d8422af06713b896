//! Marks: what a document says of a property and progenitor does not pass on is carried through it, as signs in front
//! of the description that becomes the documentation of a field.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use serde_json::{Map, Value};
use syn::{Attribute, Item};

use crate::client::documentation::{document as document_with, documentation};
use crate::document::Document;
use crate::vocabulary::UPLOAD;

/// What is said of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Deprecated,
    /// It is sent, and can be left out, and null or an empty list says something else than nothing.
    Clearable,
}

/// The signs of the marks, which are of no alphabet, and in no description that is meant to be read.
const SIGNS: [(Mark, char); 2] = [(Mark::Deprecated, '\u{f8f0}'), (Mark::Clearable, '\u{f8f1}')];

/// The marks of fields, by the names of type and field.
#[derive(Default)]
pub struct Marks(BTreeMap<(String, String), BTreeSet<Mark>>);

impl Marks {
    /// Whether a field has a mark.
    pub fn has(&self, owner: &Ident, field: &Ident, mark: Mark) -> bool {
        let key = (owner.to_string(), field.to_string());
        self.0.get(&key).is_some_and(|marks| marks.contains(&mark))
    }
}

/// Writes the marks into the descriptions of properties.
pub fn write(document: &mut Document) {
    document.visit_sent_schemas(&mut |schema| {
        let required = schema.get("required").and_then(Value::as_array).cloned();
        let required = required.unwrap_or_default();
        for (name, property) in properties(schema) {
            let is_list = property["type"] == "array";
            let is_map = property["type"] == "object" && property.get("properties").is_none();
            // A file is sent, or it is not.
            let is_file = property["format"] == UPLOAD;
            let says_something = !is_file && (property["nullable"] == true || is_list || is_map);
            if says_something && !required.iter().any(|it| it == name) {
                mark(property, Mark::Clearable);
            }
        }
    });
    document.visit_schemas(&mut |_, schema| {
        for (_, property) in properties(schema) {
            if property["deprecated"] == true {
                mark(property, Mark::Deprecated);
            }
        }
    });
}

fn properties(schema: &mut Map<String, Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flatten().filter(|(_, it)| it.get("$ref").is_none() && it.is_object())
}

fn mark(property: &mut Value, mark: Mark) {
    let sign = SIGNS.iter().filter(|it| it.0 == mark).map(|it| it.1);
    let description = property["description"].as_str().unwrap_or_default();
    let marked: String = sign.chain(description.chars()).collect();
    property["description"] = marked.into();
}

/// Takes the marks out of the documentation of types.
pub fn take(types: &mut [Item]) -> Marks {
    let mut marks = Marks::default();
    for item in types {
        if let Item::Struct(item) = item {
            let owner = item.ident.to_string();
            for field in &mut item.fields {
                let found = take_from(&mut field.attrs);
                if let Some(name) = field.ident.as_ref().filter(|_| !found.is_empty()) {
                    marks.0.insert((owner.clone(), name.to_string()), found);
                }
            }
            take_from(&mut item.attrs);
        } else if let Item::Enum(item) = item {
            take_from(&mut item.attrs);
        }
    }
    marks
}

/// The marks in the documentation of an item, which loses them.
fn take_from(attributes: &mut Vec<Attribute>) -> BTreeSet<Mark> {
    let text = documentation(attributes).unwrap_or_default();
    let found: BTreeSet<Mark> =
        SIGNS.iter().filter(|it| text.contains(it.1)).map(|it| it.0).collect();
    if !found.is_empty() {
        document_with(attributes, text.replace(SIGNS.map(|it| it.1), "").trim());
    }
    found
}
