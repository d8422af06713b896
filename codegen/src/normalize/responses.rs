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
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::normalize::Rule;

    fn responses_after(responses: Value) -> Value {
        let root = json!({"paths": {"/v2/users": {"post": {"responses": responses}}}});
        let mut document = Document::of_one_file(root);
        Rule::Operations(keep_one_success).reported(&mut document);
        document.only_operation().unwrap()["responses"].clone()
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
