//! The document in the types of `openapiv3`, reduced to what progenitor reads.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::document::Document;

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

/// The parts of an operation that progenitor makes names and types of. The rest is read by other stages, or not at
/// all, and must not keep a document from being read.
fn reduced(operation: &Map<String, Value>) -> Value {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let parameters = parameters.map(|it| {
        json!({
            "in": it.get("in"),
            "name": it.get("name"),
            "required": it.get("required") == Some(&Value::Bool(true)),
            "style": it.get("style"),
            "schema": it.get("schema"),
        })
    });
    let body = operation.get("requestBody");
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let responses = responses.map(|(status, response)| {
        let content = response.get("content").cloned().unwrap_or_else(|| json!({}));
        (status.clone(), json!({"description": "", "content": content}))
    });
    json!({
        "operationId": operation.get("operationId"),
        "parameters": parameters.collect::<Vec<_>>(),
        "requestBody": body.map(|it| json!({"content": it.get("content"), "required": true})),
        "responses": responses.collect::<Map<_, _>>(),
    })
}
