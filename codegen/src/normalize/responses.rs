//! Which responses the client knows: one success, and no errors, which share one type.

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::super::document::Document;
use super::Findings;

/// Serves documents that name one status code where the API answers with another: a success is any
/// 2xx that carries the documented body.
pub fn keep_documented_success(document: &mut Document, _: &mut Findings) {
    for site in document.sites() {
        let responses = document.operation_mut(&site).and_then(|operation| {
            operation.entry("responses").or_insert_with(|| json!({})).as_object_mut()
        });
        let Some(responses) = responses else {
            continue;
        };
        let mut successes: Vec<(String, Value)> = Vec::new();
        responses.retain(|status, response| {
            let success = status.starts_with('2');
            if success {
                successes.push((status.clone(), response.take()));
            }
            !success
        });
        // Of several, the one with a body says more.
        let documented = successes.iter().position(|(_, response)| has_content(response));
        if !successes.is_empty() {
            let (_, response) = successes.swap_remove(documented.unwrap_or(0));
            responses.insert("2XX".into(), response);
        }
    }
}

/// Serves documents with error responses: one error type serves every operation and reads both
/// shapes that the API uses, whatever a page says about them.
pub fn drop_error_responses(document: &mut Document, _: &mut Findings) {
    for site in document.sites() {
        let responses = document
            .operation_mut(&site)
            .and_then(|operation| operation.get_mut("responses")?.as_object_mut());
        if let Some(responses) = responses {
            responses.retain(|status, _| status.starts_with('2') || status.starts_with("x-"));
        }
    }
}

/// Serves responses that are text, a number, or a list or map of them: under a name they get a type, whose
/// values are read as tolerantly as those of properties.
pub fn name_plain_bodies(document: &mut Document, _: &mut Findings) {
    for site in document.sites() {
        let Some(name) = document.name(&site).map(ToUpperCamelCase::to_upper_camel_case) else {
            continue;
        };
        let name = format!("{name}Response");
        let reference = format!("#/components/schemas/{name}");
        if document.target(&reference).is_some() {
            continue;
        }
        let schema = document.operation_mut(&site).and_then(|operation| {
            let response = operation.get_mut("responses")?.get_mut("2XX")?;
            let schema =
                response.get_mut("content")?.get_mut("application/json")?.get_mut("schema")?;
            is_plain(schema).then(|| std::mem::replace(schema, json!({"$ref": reference})))
        });
        if let Some(schema) = schema {
            let components = document.root.entry("components").or_insert_with(|| json!({}));
            components["schemas"][name] = schema;
        }
    }
}

/// Whether a schema is of text and numbers alone, which have no names.
fn is_plain(schema: &Value) -> bool {
    let bare = |key| schema.get(key).is_none();
    match schema.get("type").and_then(Value::as_str) {
        Some("string" | "number" | "integer") => bare("format") && bare("enum") && bare("nullable"),
        Some("array") => schema.get("items").is_some_and(is_plain),
        Some("object") => {
            bare("properties") && schema.get("additionalProperties").is_some_and(is_plain)
        }
        _ => false,
    }
}

fn has_content(response: &Value) -> bool {
    response.get("$ref").is_some()
        || response
            .get("content")
            .and_then(Value::as_object)
            .is_some_and(|map: &Map<_, _>| !map.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Site;
    use super::*;

    fn responses_after(responses: Value) -> Value {
        let root = json!({"paths": {"/v2/users": {"post": {"responses": responses}}}});
        let mut document = Document::new(root.as_object().cloned().unwrap());
        let mut findings = Findings::default();
        keep_documented_success(&mut document, &mut findings);
        drop_error_responses(&mut document, &mut findings);
        let site = Site { path: "/v2/users".into(), method: "post".into() };
        document.operation(&site).unwrap()["responses"].clone()
    }

    #[test]
    fn a_success_is_any_2xx_with_the_documented_body() {
        let body = json!({"description": "", "content": {"application/json": {"schema": {}}}});
        let empty = json!({"description": "Nothing."});
        assert_eq!(responses_after(json!({"200": body})), json!({"2XX": body}));
        assert_eq!(responses_after(json!({"200": empty, "201": body})), json!({"2XX": body}));
        assert_eq!(responses_after(json!({"204": empty})), json!({"2XX": empty}));
    }

    #[test]
    fn error_responses_leave_the_document() {
        let error = json!({"description": "Failed."});
        let all = json!({"400": error, "4XX": error, "default": error, "204": error});
        assert_eq!(responses_after(all), json!({"2XX": error}));
    }

    #[test]
    fn a_plain_body_gets_a_type_of_its_own() {
        let body =
            |schema: &Value| json!({"2XX": {"content": {"application/json": {"schema": schema}}}});
        let text = json!({"type": "string"});
        for (schema, named) in [
            (json!({"type": "array", "items": text}), true),
            (json!({"type": "object", "additionalProperties": {"type": "number"}}), true),
            (json!({"type": "array", "items": {"$ref": "#/components/schemas/A"}}), false),
            (json!({"type": "object", "properties": {"a": text}}), false),
            (json!({}), false),
        ] {
            let operation = json!({"operationId": "list_words", "responses": body(&schema)});
            let mut document = Document::with_operation(operation, json!({}));
            name_plain_bodies(&mut document, &mut Findings::default());
            let reference = json!({"$ref": "#/components/schemas/ListWordsResponse"});
            let expected = if named { &reference } else { &schema };
            assert_eq!(document.only_operation().unwrap()["responses"], body(expected));
            let target = document.target("#/components/schemas/ListWordsResponse");
            assert_eq!(target, named.then_some(&schema));
        }
    }
}
