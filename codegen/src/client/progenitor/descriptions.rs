//! Descriptions of types and properties. Marks what progenitor does not pass on, as signs in front of a description; reads
//! the signs in its output, and removes the JSON schemas and bare names that typify adds.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use serde_json::{Map, Value};
use syn::{Attribute, Item, parse_quote};

use crate::client::documentation::{document as document_with, documentation};
use crate::document::Document;
use crate::vocabulary::UPLOAD;

/// Marks a deprecated property. The signs are of no alphabet, and in no description that is meant to be read.
const DEPRECATED: char = '\u{f8f0}';
/// Marks an optional property of a request where null or an empty list says something else than its absence.
const CLEARABLE: char = '\u{f8f1}';

/// The names of type and field of each clearable property.
pub type Clearable = BTreeSet<(String, String)>;

/// Marks properties in their descriptions.
pub fn mark(document: &mut Document) {
    document.visit_sent_schemas(&mut |schema| {
        let required = schema.get("required").and_then(Value::as_array).cloned();
        let required = required.unwrap_or_default();
        for (name, property) in properties(schema) {
            let is_list = property["type"] == "array";
            let is_map = property["type"] == "object" && property.get("properties").is_none();
            // A file is sent, or it is not.
            let is_file = property["format"] == UPLOAD;
            let says_something = !is_file && (property["nullable"] == true || is_list || is_map);
            if says_something && !required.iter().any(|required| required == name) {
                add_sign(property, CLEARABLE);
            }
        }
    });
    document.visit_schemas(&mut |_, schema| {
        let deprecated = properties(schema).filter(|(_, property)| property["deprecated"] == true);
        deprecated.for_each(|(_, property)| add_sign(property, DEPRECATED));
    });
}

fn properties(schema: &mut Map<String, Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    let properties = properties.into_iter().flatten();
    properties.filter(|(_, property)| property.get("$ref").is_none() && property.is_object())
}

fn add_sign(property: &mut Value, sign: char) {
    let description = property["description"].as_str().unwrap_or_default();
    property["description"] = format!("{sign}{description}").into();
}

/// Keeps the descriptions of the document alone, marks deprecated fields, and returns the clearable properties.
pub fn read(types: &mut [Item]) -> Clearable {
    let mut clearable = Clearable::new();
    for item in types {
        match item {
            Item::Struct(item) => {
                keep_description(&mut item.attrs, &item.ident);
                for field in &mut item.fields {
                    let Some(name) = &field.ident else { continue };
                    let marked = keep_description(&mut field.attrs, name);
                    if marked.contains(DEPRECATED) {
                        field.attrs.push(parse_quote!(#[deprecated]));
                    }
                    if marked.contains(CLEARABLE) {
                        clearable.insert((item.ident.to_string(), name.to_string()));
                    }
                }
            }
            Item::Enum(item) => {
                keep_description(&mut item.attrs, &item.ident);
                for variant in &mut item.variants {
                    keep_description(&mut variant.attrs, &variant.ident);
                }
            }
            _ => {}
        }
    }
    clearable
}

/// Documents an item with its description alone, and returns the description with its marks.
fn keep_description(attributes: &mut Vec<Attribute>, name: &Ident) -> String {
    let marked = without_schema(&documentation(attributes).unwrap_or_default());
    let description = marked.replace([DEPRECATED, CLEARABLE], "");
    let is_name = description == format!("`{name}`");
    document_with(attributes, if is_name { "" } else { description.trim() });
    marked
}

/// The text without the JSON schema that the type was made of: the type says the same.
fn without_schema(text: &str) -> String {
    const END: &str = "</details>";
    match (text.find("<details><summary>JSON schema"), text.rfind(END)) {
        (Some(start), Some(end)) => {
            format!("{}{}", &text[..start], &text[end + END.len()..]).trim().to_owned()
        }
        _ => text.to_owned(),
    }
}
