//! Which responses the client knows: one success of every status of its class, and no errors, which share one type.

use serde_json::{Map, Value, json};

use super::type_names::without_prose;
use crate::document::{Document, OperationKey};
use crate::report::Report;

const JSON: &str = "application/json";

/// The status of a success for the rules that follow, whichever the API answers with.
const SUCCESS: &str = "2XX";

/// Handles documents that describe errors: one error type serves every operation. Where only the `default` is
/// described, it is the success, and what answers `HEAD` has no body.
pub fn keep_successes(key: &OperationKey, operation: &mut Map<String, Value>) {
    let mut responses = match operation.remove("responses") {
        Some(Value::Object(responses)) => responses,
        _ => Map::new(),
    };
    if responses.len() > 1 || !responses.contains_key("default") {
        responses.retain(|status, _| status.starts_with('2'));
    }
    for response in responses.values_mut().filter(|_| key.method == "head") {
        *response = json!({"description": ""});
    }
    operation.insert("responses".into(), responses.into());
}

/// Handles documents that name one status where the API answers with another, or several: a success is any 2xx
/// that carries a documented body. Where there are several bodies, it is one of them; where there may be none, null.
pub fn unite_successes(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let Some(operation) = document.operation_mut(&key) else {
            continue;
        };
        let responses = operation.get("responses").and_then(Value::as_object);
        let responses: Vec<Value> =
            responses.into_iter().flat_map(|it| it.values().cloned()).collect();
        let (success, dropped) = unite(responses);
        operation.insert(
            "responses".into(),
            Value::Object(success.map(|it| (SUCCESS.into(), it)).into_iter().collect()),
        );
        if !dropped.is_empty() {
            let problem = format!(
                "a success is read as JSON, although it may be {} too",
                dropped.join(" or ")
            );
            report.reduce(document, &key, &problem);
        }
    }
}

/// One response for all successes, and the media types that are not read.
fn unite(mut responses: Vec<Value>) -> (Option<Value>, Vec<String>) {
    let with_content: Vec<&Value> = responses.iter().filter(|it| has_content(it)).collect();
    let may_be_empty = with_content.len() < responses.len();
    let jsons = with_content.iter().filter_map(|it| it["content"].get(JSON));
    let mut schemas: Vec<Value> = Vec::new();
    for schema in jsons.map(|it| it.get("schema").cloned().unwrap_or_else(|| json!({}))) {
        let known = schemas.iter().any(|it| without_prose(it) == without_prose(&schema));
        if !known {
            schemas.push(schema);
        }
    }
    let mut content = match (schemas.len(), with_content.first()) {
        (0, Some(first)) => return (Some((*first).clone()), Vec::new()),
        (0, None) => return (responses.pop(), Vec::new()),
        (1, _) => schemas.remove(0),
        _ => json!({"oneOf": schemas}),
    };
    let others = with_content.iter().filter(|it| it["content"].get(JSON).is_none());
    let others = others.filter_map(|it| it["content"].as_object()).flat_map(Map::keys);
    let others: Vec<String> = others.map(|media_type| format!("`{media_type}`")).collect();
    if may_be_empty {
        content = json!({"allOf": [content], "nullable": true});
    }
    let mut success =
        with_content.into_iter().find(|it| it["content"].get(JSON).is_some()).cloned();
    if let Some(success) = &mut success {
        success["content"] = json!({JSON: {"schema": content}});
    }
    (success, others)
}

/// Whether a response has a body.
fn has_content(response: &Value) -> bool {
    response["content"].as_object().is_some_and(|content| !content.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Rule;

    /// The responses of an operation after the rules, and how many warnings there are.
    fn after(responses: Value) -> (Value, usize) {
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        Rule::Operations(keep_successes).reported(&mut document);
        let report = Rule::Document(unite_successes).reported(&mut document);
        (document.only_operation().unwrap()["responses"].clone(), report.warnings.len())
    }

    fn body(schema: Value) -> Value {
        json!({"description": "", "content": {JSON: {"schema": schema}}})
    }

    #[test]
    fn a_success_is_any_2xx_with_the_documented_body() {
        let (text, number) = (json!({"type": "string"}), json!({"type": "number"}));
        let described = json!({"type": "string", "description": "a"});
        let empty = json!({"description": "Nothing."});
        let csv = json!({"description": "", "content": {"text/csv": {}}});
        let nullable = json!({"allOf": [text], "nullable": true});
        for (responses, success, warnings) in [
            (json!({"200": body(text.clone())}), body(text.clone()), 0),
            (json!({"204": empty}), empty.clone(), 0),
            (json!({"200": csv}), csv.clone(), 0),
            (json!({"200": body(text.clone()), "201": body(described)}), body(text.clone()), 0),
            (json!({"200": empty, "201": body(text.clone())}), body(nullable), 0),
            (
                json!({"200": body(text.clone()), "202": body(number.clone())}),
                body(json!({"oneOf": [text, number]})),
                0,
            ),
            (json!({"200": csv, "202": body(text.clone())}), body(text.clone()), 1),
        ] {
            assert_eq!(
                after(responses.clone()),
                (json!({"2XX": success}), warnings),
                "{responses}"
            );
        }
    }

    #[test]
    fn error_responses_leave_the_document() {
        let error = json!({"description": "Failed."});
        let all = json!({"400": error, "4XX": error, "default": error, "204": error});
        assert_eq!(after(all), (json!({"2XX": error}), 0));
        assert_eq!(after(json!({"400": error})), (json!({}), 0));
        assert_eq!(after(json!({"default": error})), (json!({"2XX": error}), 0));
    }
}
