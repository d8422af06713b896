//! The document in the types of `openapiv3`, reduced to what progenitor reads.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::document::Document;

/// The parts of an operation that become code of progenitor's. The rest is read by other stages, or not at all,
/// and must not keep a document from being read.
const OPERATION: [&str; 4] = ["operationId", "parameters", "requestBody", "responses"];

/// The document as `openapiv3` has it.
pub fn of(document: &Document) -> Result<OpenAPI, Vec<Diagnostic>> {
    let mut paths = Map::new();
    for site in document.sites() {
        if let Some(operation) = document.operation(&site) {
            let path = paths.entry(site.path).or_insert_with(|| json!({}));
            path[site.method] = reduced(operation);
        }
    }
    let schemas = document.root.get("components").and_then(|it| it.get("schemas"));
    let value = json!({
        "openapi": "3.0.0",
        "info": {"title": "", "version": ""},
        "paths": paths,
        "components": {"schemas": schemas.filter(|it| it.is_object()).unwrap_or(&json!({}))},
    });
    serde_json::from_value(value).map_err(|error| {
        vec![Diagnostic::new(
            document.pages().join(", "),
            format!("the document does not follow OpenAPI 3.0: {error}"),
            "take the page again as spec/README.md describes, or mend it in spec/overlay.yaml",
        )]
    })
}

fn reduced(operation: &Map<String, Value>) -> Value {
    let mut reduced: Map<String, Value> = operation
        .iter()
        .filter(|(key, _)| OPERATION.contains(&key.as_str()))
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
        *parameter = json!({
            "in": parameter.get("in"),
            "name": parameter.get("name"),
            "required": parameter.get("required") == Some(&Value::Bool(true)),
            "style": parameter.get("style"),
            "schema": parameter.get("schema"),
        });
    }
    Value::Object(reduced)
}
