//! The names of the properties that hold a secret, for the code that reads error bodies.

use std::collections::BTreeSet;

use serde_json::Value;
use syn::{Item, parse_quote};

use crate::document::Document;
use crate::formats::USER_TOKEN;

/// The constant with the names.
pub fn properties(document: &Document) -> Item {
    let mut names = BTreeSet::new();
    for value in document.root.values() {
        collect(value, &mut names);
    }
    parse_quote! {
        /// Properties whose value is a secret wherever it is met.
        pub(crate) const SECRET_PROPERTIES: &[&str] = &[#(#names),*];
    }
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, property) in
                object.get("properties").and_then(Value::as_object).into_iter().flatten()
            {
                if property.get("format").and_then(Value::as_str) == Some(USER_TOKEN) {
                    names.insert(name.clone());
                }
            }
            object.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}
