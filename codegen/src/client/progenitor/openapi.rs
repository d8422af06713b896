//! The document in the types of `openapiv3`, reduced to what progenitor reads.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::references::schema_name;
use crate::normalize::type_name;

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

/// The format that stands for the type of a parameter, if that has a name. progenitor knows no objects there.
fn parameter_format(schema: &Value) -> Option<(String, String)> {
    let name = type_name(schema_name(schema)?);
    Some((format!("parameter {name}"), format!("types::{name}")))
}

/// Those of all parameters of a document.
pub fn parameter_formats(document: &Document) -> BTreeMap<String, String> {
    let keys = document.operation_keys();
    let operations = keys.iter().filter_map(|key| document.operation(key));
    let parameters = operations.flat_map(|it| it["parameters"].as_array().into_iter().flatten());
    parameters.filter_map(|parameter| parameter_format(&parameter["schema"])).collect()
}

fn parameter_schema(schema: &Value) -> Value {
    match parameter_format(schema) {
        Some((format, _)) => json!({"type": "string", "format": format}),
        None => schema.clone(),
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
            "required": it["in"] == "path" || it["required"] == true,
            "style": it.get("style"),
            "schema": parameter_schema(&it["schema"]),
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
