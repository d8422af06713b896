//! Which responses the client knows: one success, and no errors, which share one type.

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
}
