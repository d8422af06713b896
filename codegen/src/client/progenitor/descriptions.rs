//! Descriptions of types and properties. Marks properties with signs in their descriptions, because progenitor drops
//! other annotations. Reads the signs from progenitor's output, and removes the JSON schemas and bare names that typify
//! adds.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use serde_json::{Map, Value};
use syn::{Attribute, Item, parse_quote};

use crate::client::documentation::{document as document_with, documentation};
use crate::document::Document;
use crate::vocabulary::UPLOAD;

/// Marks a deprecated property. The signs are private-use characters, which no readable description contains.
const DEPRECATED: char = '\u{f8f0}';
/// Marks an optional property of a request for which null or an empty list differs from absence.
const CLEARABLE: char = '\u{f8f1}';

/// Clearable properties, as names of type and field.
pub type Clearable = BTreeSet<(String, String)>;

/// Marks clearable and deprecated properties in their descriptions.
pub fn mark_properties(document: &mut Document) {
    document.visit_sent_schemas(&mut |schema| {
        let required = schema.get("required").and_then(Value::as_array).cloned();
        let required = required.unwrap_or_default();
        for (name, property) in properties_mut(schema) {
            let is_list = property["type"] == "array";
            let is_map = property["type"] == "object" && property.get("properties").is_none();
            // An upload cannot be null or empty.
            let is_file = property["format"] == UPLOAD;
            let is_clearable = !is_file && (property["nullable"] == true || is_list || is_map);
            if is_clearable && !required.iter().any(|required| required == name) {
                add_sign(property, CLEARABLE);
            }
        }
    });
    document.visit_schemas(&mut |_, schema| {
        let deprecated =
            properties_mut(schema).filter(|(_, property)| property["deprecated"] == true);
        deprecated.for_each(|(_, property)| add_sign(property, DEPRECATED));
    });
}

fn properties_mut(schema: &mut Map<String, Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    let properties = properties.into_iter().flatten();
    properties.filter(|(_, property)| property.get("$ref").is_none() && property.is_object())
}

fn add_sign(property: &mut Value, sign: char) {
    let description = property["description"].as_str().unwrap_or_default();
    property["description"] = format!("{sign}{description}").into();
}

/// Keeps only the descriptions of the document, marks deprecated fields, and returns the clearable properties.
pub fn read_marks(types: &mut [Item]) -> Clearable {
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

/// Documents an item with only its description, and returns the description with its marks.
fn keep_description(attributes: &mut Vec<Attribute>, name: &Ident) -> String {
    let marked = without_schema(&documentation(attributes).unwrap_or_default());
    let description = marked.replace([DEPRECATED, CLEARABLE], "");
    let is_name = description == format!("`{name}`");
    document_with(attributes, if is_name { "" } else { description.trim() });
    marked
}

/// Removes the JSON schema that typify appends to the documentation of a type.
fn without_schema(text: &str) -> String {
    const END: &str = "</details>";
    match (text.find("<details><summary>JSON schema"), text.rfind(END)) {
        (Some(start), Some(end)) => {
            format!("{}{}", &text[..start], &text[end + END.len()..]).trim().to_owned()
        }
        _ => text.to_owned(),
    }
}
