//! Writes a table for tests: one request of every operation, with a value for each of its parameters.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};
use syn::{File, Type, parse_quote};

use super::model::{Encoding, Model, Operation};
use super::runtime;
use crate::document::Document;

/// Text that is an id, too.
const TEXT: &str = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";

/// How deep a value is at most.
const DEPTH: usize = 5;

/// The table, as the source of a file that a test includes.
pub fn table(model: &Model, document: &Document) -> File {
    // The boundary of a form with files differs from request to request.
    let recorded = model.operations.iter().filter(|operation| {
        operation.body.as_ref().is_none_or(|body| body.encoding != Encoding::Multipart)
    });
    let requests = recorded.map(|operation| request(operation, document));
    parse_quote! {
        use argyle_user_tokens::types;

        /// Every operation that can be recorded: its name, and what sends it.
        const REQUESTS: &[(&str, Send)] = &[#(#requests),*];
    }
}

/// The name of an operation, and a function that sends it.
fn request(operation: &Operation, document: &Document) -> TokenStream {
    let Operation { key, name, parameters, body, .. } = operation;
    let described = document.operation(key).unwrap_or(&Value::Null);
    let setters = parameters.iter().map(|parameter| {
        let setter = &parameter.name;
        let listed = described["parameters"].as_array().into_iter().flatten();
        let schema = listed.filter(|listed| listed["name"] == parameter.sent_as.as_str());
        let schema = schema.map(|listed| &listed["schema"]).next().unwrap_or(&Value::Null);
        let value = read(&parameter.r#type, &sample(document, schema, 0));
        quote!(.#setter(#value))
    });
    let body = body.as_ref().map(|body| {
        if body.is_stream() {
            return quote!(.body("text"));
        }
        let content = described["requestBody"]["content"].as_object().into_iter().flatten();
        let schema = content.map(|(_, content)| &content["schema"]).next().unwrap_or(&Value::Null);
        let value = read(&body.r#type, &sample(document, schema, 0));
        quote!(.body(#value))
    });
    let label = name.to_string();
    quote! {
        (#label, |client| Box::pin(async move {
            // An operation may have the name of a method that takes `self`, such as `into`.
            let client = &client;
            // A deprecated operation is recorded too.
            #[allow(deprecated)]
            let sent = client.#name()#(#setters)*#body.send().await;
            Ok(sent.map(drop))
        }))
    }
}

/// Reads a value from JSON.
fn read(r#type: &Type, value: &Value) -> TokenStream {
    let (r#type, json) = (runtime::outside(r#type), value.to_string());
    quote!(::serde_json::from_str::<#r#type>(#json)?)
}

/// A value of a schema: each property has one, each list has one item, and of alternatives it is the first.
fn sample(document: &Document, schema: &Value, depth: usize) -> Value {
    let inner = |schema| sample(document, schema, depth + 1);
    let schema = document.resolve(schema).unwrap_or(&Value::Null);
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[word].as_array().and_then(|schemas| schemas.first()) {
            return inner(first);
        }
    }
    let is_required = |name: &str| {
        schema["required"].as_array().is_some_and(|names| names.iter().any(|listed| listed == name))
    };
    match schema["type"].as_str() {
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") if depth < DEPTH => json!([inner(&schema["items"])]),
        Some("array") => json!([]),
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let wanted = properties.filter(|(name, _)| depth < DEPTH || is_required(name));
            let mut members: Map<String, Value> =
                wanted.map(|(name, schema)| (name.clone(), inner(schema))).collect();
            let others = &schema["additionalProperties"];
            if members.is_empty() && others.is_object() {
                members.insert("key".to_owned(), inner(others));
            }
            Value::Object(members)
        }
        _ => json!(TEXT),
    }
}
