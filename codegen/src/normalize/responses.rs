//! Responses: merges all successes into one, and removes errors, which share one type.

use serde_json::{Map, Value, json};

use super::media_types::{JSON, find_content, schema_or_any};
use super::type_names::without_prose;
use crate::document::Document;
use crate::report::Report;

/// The status of the merged success.
const SUCCESS: &str = "2XX";

/// Handles documents that describe errors, which share one type for all operations. A `default` without other responses
/// is the success. Responses to `HEAD` have no body.
pub fn keep_successes(document: &mut Document, _: &mut Report) {
    document.visit_operations(&mut |key, operation| {
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
    });
}

/// Handles documents whose API answers with another status or with several, and responses with several media types. Any
/// 2xx status is a success. JSON is preferred; several JSON bodies become a union, and a missing body is null.
pub fn merge_successes(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let Some(operation) = document.operation_mut(&key) else {
            continue;
        };
        let responses = operation.get("responses").and_then(Value::as_object);
        let responses: Vec<&Value> = responses.into_iter().flat_map(Map::values).collect();
        if responses.is_empty() {
            continue;
        }
        let (content, unread) = merge_content(&responses);
        let success = json!({"description": "", "content": content});
        operation.insert("responses".into(), json!({SUCCESS: success}));
        if !unread.is_empty() {
            let unread = unread.join("` or `");
            let problem = format!("a success is read as JSON, although it may also be `{unread}`");
            report.warn_reduced(document, &key, &problem);
        }
    }
}

/// Merges the content of responses, and returns it with the media types that the client does not read.
fn merge_content(responses: &[&Value]) -> (Value, Vec<String>) {
    let (mut schemas, mut others): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
    let mut may_be_empty = false;
    for response in responses {
        let content = response["content"].as_object().filter(|content| !content.is_empty());
        let Some(content) = content else {
            may_be_empty = true;
            continue;
        };
        // A schema under `*/*` describes JSON.
        let any = content.get("*/*").filter(|any| any.get("schema").is_some());
        match find_content(content, JSON).or(any).map(schema_or_any) {
            Some(schema) => {
                let is_same = |known: &Value| without_prose(known) == without_prose(&schema);
                if !schemas.iter().any(is_same) {
                    schemas.push(schema);
                }
            }
            None => others.extend(content.keys().cloned()),
        }
    }
    let schema = match (schemas.len(), others.first()) {
        (0, Some(media_type)) => return (json!({media_type: {}}), Vec::new()),
        (0, None) => return (json!({}), Vec::new()),
        (1, _) => schemas.remove(0),
        _ => json!({"oneOf": schemas}),
    };
    let nullable = json!({"allOf": [schema], "nullable": true});
    (json!({JSON: {"schema": if may_be_empty { nullable } else { schema }}}), others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_rule;

    /// Applies the rules to responses. Returns the responses and the number of warnings.
    fn apply_rules(responses: Value) -> (Value, usize) {
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        apply_rule(keep_successes, &mut document);
        let report = apply_rule(merge_successes, &mut document);
        (document.only_operation().unwrap()["responses"].clone(), report.warnings.len())
    }

    fn body(schema: Value) -> Value {
        json!({"description": "", "content": {JSON: {"schema": schema}}})
    }

    #[test]
    fn a_success_is_any_2xx_with_the_documented_body() {
        let (text, number) = (json!({"type": "string"}), json!({"type": "number"}));
        let described = json!({"type": "string", "description": "a"});
        let empty = json!({"description": "", "content": {}});
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
            (json!({"200": {"content": {"*/*": {"schema": text}}}}), body(text.clone()), 0),
            (json!({"200": {"content": {"application/hal+json": {}}}}), body(json!({})), 0),
        ] {
            assert_eq!(
                apply_rules(responses.clone()),
                (json!({"2XX": success}), warnings),
                "{responses}"
            );
        }
    }

    #[test]
    fn error_responses_leave_the_document() {
        let error = json!({"description": "", "content": {}});
        let all = json!({"400": error, "4XX": error, "default": error, "204": error});
        assert_eq!(apply_rules(all), (json!({"2XX": error}), 0));
        assert_eq!(apply_rules(json!({"400": error})), (json!({}), 0));
        assert_eq!(apply_rules(json!({"default": error})), (json!({"2XX": error}), 0));
    }
}
