//! The document in the types of `openapiv3`, reduced to what progenitor reads.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};
use syn::Type;

use crate::client::syntax::type_paths::{arguments, is_list};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::references::reference;

/// The document as `openapiv3` has it.
pub fn of(document: &Document) -> Result<OpenAPI, Vec<Diagnostic>> {
    let mut paths = Map::new();
    for key in document.operation_keys() {
        if let Some(operation) = document.operation(&key) {
            let path = paths.entry(key.path).or_insert_with(|| json!({}));
            path[key.method] = reduced(operation);
        }
    }
    let schemas = &document.root["components"]["schemas"];
    let value = json!({
        "openapi": "3.0.0",
        "info": {"title": "", "version": ""},
        "paths": paths,
        "components": {"schemas": schemas.as_object().unwrap_or(&Map::new())},
    });
    serde_json::from_value(value).map_err(|error| {
        vec![Diagnostic::new(
            document.files().join(", "),
            format!("the document does not follow OpenAPI 3.0: {error}"),
            "download the document again as spec/README.md describes, or fix it in overlay.yaml",
        )]
    })
}

/// The schema of a parameter as progenitor takes it, which knows no objects there: what has a name stands in a list.
fn generic(schema: &Value) -> Value {
    match reference(schema) {
        Some(_) => json!({"type": "array", "items": schema}),
        None => schema.clone(),
    }
}

/// The type of a parameter with this schema, of that which progenitor gives it.
pub fn specific<'a>(schema: &Value, held: &'a Type) -> &'a Type {
    match reference(schema).and(arguments(held).first().copied()) {
        Some(item) if is_list(held) => item,
        _ => held,
    }
}

/// The parts of an operation that progenitor makes names and types of. The rest is read by other stages, or not at
/// all, and must not keep a document from being read.
fn reduced(operation: &Value) -> Value {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|it| {
        json!({
            "in": it["in"],
            "name": it["name"],
            "required": true,
            "style": it.get("style"),
            "schema": generic(&it["schema"]),
        })
    });
    let body = operation.get("requestBody");
    let responses = operation["responses"].as_object().into_iter().flatten();
    let responses = responses.map(|(status, response)| {
        let content = response.get("content").cloned().unwrap_or_else(|| json!({}));
        (status.clone(), json!({"description": "", "content": content}))
    });
    json!({
        "operationId": operation["operationId"],
        "parameters": parameters.collect::<Vec<_>>(),
        "requestBody": body.map(|it| json!({"content": it["content"], "required": true})),
        "responses": responses.collect::<Map<_, _>>(),
    })
}
