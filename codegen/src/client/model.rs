//! The document in the types of `openapiv3`, reduced to what progenitor reads.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::document::Document;

/// The parts of an operation that become code. The rest is read by other stages, or not at all, and
/// must not keep a document from being read.
const OPERATION: [&str; 6] =
    ["operationId", "summary", "description", "parameters", "requestBody", "responses"];

/// The document as `openapiv3` has it.
pub fn of(document: &Document) -> Result<OpenAPI, Vec<Diagnostic>> {
    let mut paths = Map::new();
    for key in document.operation_keys() {
        if let Some(operation) = document.operation(&key) {
            let path = paths.entry(key.path).or_insert_with(|| json!({}));
            path[key.method] = reduced(operation);
        }
    }
    let info = document.root.get("info");
    let text = |key| info.and_then(|info| info.get(key)).and_then(Value::as_str);
    let schemas = document.root.get("components").and_then(|it| it.get("schemas"));
    let value = json!({
        "openapi": "3.0.0",
        "info": {
            "title": text("title").unwrap_or("Argyle's API"),
            "version": text("version").unwrap_or_default(),
            "description": text("description"),
        },
        "paths": paths,
        "components": {"schemas": schemas.filter(|it| it.is_object()).unwrap_or(&json!({}))},
    });
    serde_json::from_value(value).map_err(|error| {
        vec![Diagnostic::new(
            document.files().join(", "),
            format!("the document does not follow OpenAPI 3.0: {error}"),
            "download the document again, as spec/README.md describes, or fix it in overlay.yaml",
        )]
    })
}

fn reduced(operation: &Value) -> Value {
    let operation = operation.as_object().into_iter().flatten();
    let mut reduced: Map<String, Value> = operation
        .filter(|(key, _)| OPERATION.contains(&key.as_str()))
        .filter(|(key, value)| {
            value.is_string() || !matches!(key.as_str(), "summary" | "description")
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let responses = reduced.get_mut("responses").and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(|it| it.values_mut()) {
        let content = response.get("content").cloned().unwrap_or_else(|| json!({}));
        *response = json!({"description": "", "content": content});
    }
    if let Some(body) = reduced.get_mut("requestBody") {
        *body = json!({"content": body.get("content"), "required": true});
    }
    for parameter in
        reduced.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
    {
        let description = parameter.get("description").filter(|it| it.is_string());
        *parameter = json!({
            "in": parameter.get("in"),
            "name": parameter.get("name"),
            "required": parameter.get("required") == Some(&Value::Bool(true)),
            "style": parameter.get("style"),
            "schema": parameter.get("schema"),
            "description": description,
        });
    }
    Value::Object(reduced)
}
