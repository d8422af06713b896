//! The names of the properties that hold a secret, for the code that reads error bodies.

use std::collections::BTreeSet;

use serde_json::Value;
use syn::{Item, parse_quote};

use crate::document::Document;
use crate::formats::USER_TOKEN;

/// The constant with the names.
pub fn properties(document: &mut Document) -> Item {
    let mut names = BTreeSet::new();
    document.visit_schemas(&mut |_, schema| {
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let secrets = properties.filter(|(_, property)| property["format"] == USER_TOKEN);
        names.extend(secrets.map(|(name, _)| name.clone()));
    });
    parse_quote! {
        /// Properties whose value is a secret wherever it is met.
        pub(crate) const SECRET_PROPERTIES: &[&str] = &[#(#names),*];
    }
}
