//! Writes a table for tests: one request of every operation, with a value for each parameter.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value, json};
use syn::{File, Type, parse_quote};

use argyle_user_tokens_codegen::Generated;

use crate::examples::resolve;
use crate::operation::{Operation, read_operations};

/// A text that is also a valid id.
const TEXT: &str = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";

/// Maximum depth of a value.
const DEPTH: usize = 5;

/// Writes the table as a source file that a test includes.
#[must_use]
pub fn write_requests(generated: &Generated) -> String {
    let document = &generated.document;
    let operations = read_operations(generated);
    // The boundary of a form with files is random.
    let recorded = operations.iter().filter(|operation| operation.described["x-multipart"] != true);
    let requests = recorded.map(|operation| write_request(operation, document));
    let table: File = parse_quote! {
        use argyle_user_tokens::types;

        /// Every operation that can be recorded: its name, and a function that sends it.
        const REQUESTS: &[(&str, Send)] = &[#(#requests),*];
    };
    prettyplease::unparse(&table)
}

/// Writes the name of an operation, and a function that sends it.
fn write_request(operation: &Operation<'_>, document: &Value) -> TokenStream {
    let Operation { name, described, .. } = operation;
    let listed = described["parameters"].as_array().into_iter().flatten();
    let setters = listed.filter_map(|parameter| {
        let (setter, r#type) = operation.find_setter(parameter["name"].as_str()?)?;
        let value = read_json(&r#type, &sample(document, &parameter["schema"], 0));
        Some(quote!(.#setter(#value)))
    });
    let content = described["requestBody"]["content"].as_object().into_iter().flatten();
    let body = content.take(1).filter_map(|(media_type, content)| {
        let (_, r#type) = operation.find_setter("body")?;
        let is_text = media_type.starts_with("text/");
        let r#type = if is_text { parse_quote!(String) } else { r#type };
        if r#type == parse_quote!(reqwest::Body) {
            return Some(quote!(.body("text")));
        }
        let value = read_json(&r#type, &sample(document, &content["schema"], 0));
        Some(quote!(.body(#value)))
    });
    let method = format_ident!("{name}");
    quote! {
        (#name, |client| Box::pin(async move {
            // An operation may have the name of a method that takes `self` by value, such as `into`.
            let client = &client;
            // Deprecated operations are recorded too.
            #[allow(deprecated)]
            let sent = client.#method()#(#setters)*#(#body)*.send().await;
            Ok(sent.map(drop))
        }))
    }
}

/// Writes an expression that decodes a value from JSON.
fn read_json(r#type: &Type, value: &Value) -> TokenStream {
    let json = value.to_string();
    quote!(::serde_json::from_str::<#r#type>(#json)?)
}

/// Returns a sample value of a schema: with all properties, one item in each list, and the first of alternatives.
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
            let included = properties.filter(|(name, _)| depth < DEPTH || is_required(name));
            let mut members: Map<String, Value> =
                included.map(|(name, schema)| (name.clone(), inner(schema))).collect();
            let others = &schema["additionalProperties"];
            if members.is_empty() && others.is_object() {
                members.insert("key".to_owned(), inner(others));
            }
            Value::Object(members)
        }
        _ => json!(TEXT),
    }
}
