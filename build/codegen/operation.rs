//! What the document says about operations that progenitor does not carry into the code.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;
use syn::{Item, parse_quote};

use super::TOKEN_FORMAT;
use crate::pipeline::document::Document;

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// One operation, by the name of its method.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Whether sending the request twice does no harm, although its method is not idempotent.
    pub safe_to_repeat: bool,
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
        let safe_to_repeat = operation.get(SAFE_TO_REPEAT) == Some(&Value::Bool(true));
        Some((name, Operation { safe_to_repeat, parameters: parameters.collect() }))
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
                if property.get("format").and_then(Value::as_str) == Some(TOKEN_FORMAT) {
                    names.insert(name.clone());
                }
            }
            object.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}
