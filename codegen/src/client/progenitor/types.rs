//! Removes JSON schemas and bare names from typify's documentation.

use syn::{Attribute, Item};

use crate::client::documentation::{document, documentation};

/// Keeps the descriptions of the document, and drops the rest.
pub fn keep_descriptions(types: &mut [Item]) {
    for item in types {
        match item {
            Item::Struct(item) => {
                keep_description(&mut item.attrs, &item.ident.to_string());
                item.fields.iter_mut().for_each(|field| keep_description(&mut field.attrs, ""));
            }
            Item::Enum(item) => {
                keep_description(&mut item.attrs, &item.ident.to_string());
                item.variants
                    .iter_mut()
                    .for_each(|variant| keep_description(&mut variant.attrs, ""));
            }
            _ => {}
        }
    }
}

fn keep_description(attributes: &mut Vec<Attribute>, name: &str) {
    if let Some(text) = documentation(attributes) {
        let description = without_schema(&text);
        let is_name = description == format!("`{name}`");
        document(attributes, if is_name { "" } else { &description });
    }
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
