//! Writes a table for tests: one request of every operation, with a value for each of its parameters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value, json};
use syn::{File, Type, parse_quote};

use argyle_user_tokens_codegen::Generated;

use crate::examples::resolve;
use crate::operation::{Operation, operations};

/// Text that is an id, too.
const TEXT: &str = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";

/// How deep a value is at most.
const DEPTH: usize = 5;

/// The table, as the source of a file that a test includes.
#[must_use]
pub fn requests(generated: &Generated) -> String {
    let document = &generated.document;
    let operations = operations(generated);
    // The boundary of a form with files differs from request to request.
    let recorded = operations.iter().filter(|operation| operation.described["x-multipart"] != true);
    let requests = recorded.map(|operation| request(operation, document));
    let table: File = parse_quote! {
        use argyle_user_tokens::types;

        /// Every operation that can be recorded: its name, and what sends it.
        const REQUESTS: &[(&str, Send)] = &[#(#requests),*];
    };
    prettyplease::unparse(&table)
}

/// The name of an operation, and a function that sends it.
fn request(operation: &Operation<'_>, document: &Value) -> TokenStream {
    let Operation { name, described, .. } = operation;
    let listed = described["parameters"].as_array().into_iter().flatten();
    let setters = listed.filter_map(|parameter| {
        let (setter, r#type) = operation.setter(parameter["name"].as_str()?)?;
        let value = read(&r#type, &sample(document, &parameter["schema"], 0));
        Some(quote!(.#setter(#value)))
    });
    let content = described["requestBody"]["content"].as_object().into_iter().flatten();
    let body = content.take(1).filter_map(|(media_type, content)| {
        let (_, r#type) = operation.setter("body")?;
        let is_text = media_type.starts_with("text/");
        let r#type = if is_text { parse_quote!(String) } else { r#type };
        if r#type == parse_quote!(reqwest::Body) {
            return Some(quote!(.body("text")));
        }
        let value = read(&r#type, &sample(document, &content["schema"], 0));
        Some(quote!(.body(#value)))
    });
    let method = format_ident!("{name}");
    quote! {
        (#name, |client| Box::pin(async move {
            // An operation may have the name of a method that takes `self`, such as `into`.
            let client = &client;
            // A deprecated operation is recorded too.
            #[allow(deprecated)]
            let sent = client.#method()#(#setters)*#(#body)*.send().await;
            Ok(sent.map(drop))
        }))
    }
}

/// Reads a value from JSON.
fn read(r#type: &Type, value: &Value) -> TokenStream {
    let json = value.to_string();
    quote!(::serde_json::from_str::<#r#type>(#json)?)
}

/// A value of a schema: each property has one, each list has one item, and of alternatives it is the first.
fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    let inner = |schema| sample(document, schema, depth + 1);
    let schema = resolve(document, schema);
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
