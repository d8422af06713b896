//! What the document says about operations that progenitor does not carry into the code.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::document::Document;
use crate::formats::{MULTIPART, USER_TOKEN};

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// One operation, by the name of its method.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Whether sending the request twice does no harm, although its method is not idempotent.
    pub safe_to_repeat: bool,
    /// The method in lower case.
    pub method: String,
    /// Whether the body is sent as a form with files.
    pub multipart: bool,
    /// The description of each parameter, by the name of its setter.
    pub parameters: BTreeMap<String, String>,
}

/// Every operation of the document, by its name.
pub fn read(document: &Document) -> BTreeMap<String, Operation> {
    let sites = document.sites();
    let operations = sites.iter().filter_map(|site| {
        let operation = document.operation(site)?;
        let name = operation.get("operationId")?.as_str()?.to_snake_case();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten().filter_map(|parameter| {
            let name = parameter.get("name")?.as_str()?.to_snake_case();
            Some((name, parameter.get("description")?.as_str()?.to_owned()))
        });
        let marked = |extension| operation.get(extension) == Some(&Value::Bool(true));
        let facts = Operation {
            safe_to_repeat: marked(SAFE_TO_REPEAT),
            method: site.method.clone(),
            multipart: marked(MULTIPART),
            parameters: parameters.collect(),
        };
        Some((name, facts))
    });
    operations.collect()
}

/// The names of the properties that hold a secret, for the code that reads error bodies.
pub fn secret_properties(document: &Document) -> Item {
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
