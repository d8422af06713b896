//! Converts the document to the types of `openapiv3`, reduced to the parts that progenitor reads.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::references::schema_name;
use crate::normalize::type_name;

/// Converts the document.
pub fn convert(document: &Document) -> Result<OpenAPI, Vec<Diagnostic>> {
    let mut paths = Map::new();
    for key in document.operation_keys() {
        if let Some(operation) = document.operation(&key) {
            let path = paths.entry(key.path).or_insert_with(|| json!({}));
            path[key.method] = reduce_operation(operation);
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

/// Returns a format that names the type of a parameter, if the type has a name. progenitor supports no objects in
/// parameters.
fn parameter_format(schema: &Value) -> Option<(String, String)> {
    let name = type_name(schema_name(schema)?);
    Some((format!("parameter {name}"), format!("types::{name}")))
}

/// Returns the formats of all parameters of a document.
pub fn parameter_formats(document: &Document) -> BTreeMap<String, String> {
    let keys = document.operation_keys();
    let operations = keys.iter().filter_map(|key| document.operation(key));
    let parameters =
        operations.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
    parameters.filter_map(|parameter| parameter_format(&parameter["schema"])).collect()
}

fn parameter_schema(schema: &Value) -> Value {
    match parameter_format(schema) {
        Some((format, _)) => json!({"type": "string", "format": format}),
        None => schema.clone(),
    }
}

/// Reduces an operation to the parts that become names and types. An error in another part must not reject the
/// document.
fn reduce_operation(operation: &Value) -> Value {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|parameter| {
        json!({
            "in": parameter["in"],
            "name": parameter["name"],
            "required": parameter["in"] == "path" || parameter["required"] == true,
            "style": parameter.get("style"),
            "schema": parameter_schema(&parameter["schema"]),
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
        "requestBody": body.map(|body| json!({"content": body["content"], "required": true})),
        "responses": responses.collect::<Map<_, _>>(),
    })
}
