//! What the document says about operations that progenitor does not carry into the code.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::document::Document;
use crate::user_token_contract;
use crate::vocabulary::MULTIPART;

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
    let keys = document.operation_keys();
    let operations = keys.iter().filter_map(|key| {
        let operation = document.operation(key)?;
        let name = operation.get("operationId")?.as_str()?.to_snake_case();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten().filter_map(|parameter| {
            let name = parameter.get("name")?.as_str()?.to_snake_case();
            Some((name, parameter.get("description")?.as_str()?.to_owned()))
        });
        let marked = |extension| operation.get(extension) == Some(&Value::Bool(true));
        let facts = Operation {
            safe_to_repeat: marked(SAFE_TO_REPEAT),
            method: key.method.clone(),
            multipart: marked(MULTIPART),
            parameters: parameters.collect(),
        };
        Some((name, facts))
    });
    operations.collect()
}

/// The names of the properties that hold a secret, for the code that reads error bodies.
pub fn secret_properties(document: &Document) -> Item {
    let names = user_token_contract::secret_properties(document);
    parse_quote! {
        /// Properties whose value is a secret wherever it is met.
        pub(crate) const SECRET_PROPERTIES: &[&str] = &[#(#names),*];
    }
}
