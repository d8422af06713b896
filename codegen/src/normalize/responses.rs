//! Which responses the client knows: one success, and no errors, which share one type.

use serde_json::{Map, Value};

use crate::document::OperationKey;
use crate::document::references::reference;

/// Handles documents that name one status code where the API answers with another, or that describe errors: a
/// success is any 2xx that carries the documented body, and one error type serves every operation.
pub fn keep_one_success(_: &OperationKey, operation: &mut Map<String, Value>) {
    let responses = operation.remove("responses").unwrap_or_default();
    let responses = responses.as_object().into_iter().flatten();
    let mut successes: Vec<&Value> =
        responses.filter(|(status, _)| status.starts_with('2')).map(|(_, it)| it).collect();
    // Of several, the one with a body says more.
    successes.sort_by_key(|response| !has_content(response));
    let success = successes.first().map(|response| ("2XX".to_owned(), (*response).clone()));
    operation.insert("responses".into(), Value::Object(success.into_iter().collect()));
}

/// Whether a response has a body; what is described elsewhere is taken to have one.
fn has_content(response: &Value) -> bool {
    let content = response["content"].as_object();
    reference(response).is_some() || content.is_some_and(|content| !content.is_empty())
}

#[cfg(test)]
mod tests {
    use super::crate::document::OperationKey;
    use super::*;

    fn responses_after(responses: Value) -> Value {
        let root = json!({"paths": {"/v2/users": {"post": {"responses": responses}}}});
        let mut document = Document::new(root.as_object().cloned().unwrap());
        let mut report = Report::default();
        keep_documented_success(&mut document, &mut report);
        drop_error_responses(&mut document, &mut report);
        let key = OperationKey { path: "/v2/users".into(), method: "post".into() };
        document.operation(&key).unwrap()["responses"].clone()
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
            name_plain_bodies(&mut document, &mut Report::default());
            let reference = json!({"$ref": "#/components/schemas/ListWordsResponse"});
            let expected = if named { &reference } else { &schema };
            assert_eq!(document.only_operation().unwrap()["responses"], body(expected));
            let target = document.target("#/components/schemas/ListWordsResponse");
            assert_eq!(target, named.then_some(&schema));
        }
    }
}
