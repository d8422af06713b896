//! What references lead to: what is shared is put where it is used, and what leads nowhere is replaced or left out.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::references::reference;
use crate::document::walk::{Node, schemas};
use crate::document::{Document, OperationKey, pointer};
use crate::report::Report;

/// Handles documents that share parameters, bodies and responses. One that leads nowhere costs the
/// parameter, the operation, or the type of the response.
pub fn resolve_components(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let Some(mut operation) = document.operation(&key).cloned() else {
            continue;
        };
        let mut problems = Vec::new();
        if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
            parameters.retain_mut(|parameter| {
                let resolved = resolve(document, parameter, &["parameters"]);
                problems.extend(resolved.as_ref().err().map(|lost| {
                    format!("it lacks a parameter, because `$ref` {lost} leads nowhere")
                }));
                resolved.is_ok() && parameter.is_object()
            });
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            for response in responses.values_mut() {
                if let Err(lost) = resolve(document, response, &["responses"]) {
                    problems.push(format!(
                        "its response is read as bytes, because `$ref` {lost} leads nowhere"
                    ));
                    *response = json!({"description": "", "content": {"*/*": {}}});
                }
            }
        }
        let body = operation.get_mut("requestBody");
        let bodies = ["requestBodies", "requestBody"];
        let body = body.map_or(Ok(()), |body| resolve(document, body, &bodies));
        if let (Some(place), Value::Object(operation)) = (document.operation_mut(&key), operation) {
            *place = operation;
        }
        for problem in problems {
            report.reduce(document, &key, &problem);
        }
        if let Err(lost) = body {
            let reason = format!("the `$ref` {lost} of its body leads nowhere");
            report.leave_out(document, &key, &reason);
        }
    }
}

/// Replaces a reference by what it leads to, or fails with the one that leads to nothing of these kinds.
fn resolve(document: &Document, value: &mut Value, kinds: &[&str]) -> Result<(), String> {
    let is_wrong = |it: &&str| !kinds.contains(&pointer::kind(it)) && !it.contains("/x-");
    if let Some(lost) = reference(value).filter(is_wrong) {
        return Err(lost.to_owned());
    }
    *value = document.resolve(value)?.clone();
    Ok(())
}

/// Handles documents with schemas that do not exist in what is sent, which cannot be guessed: the operation is left
/// out.
pub fn leave_out_unknown_requests(document: &mut Document, report: &mut Report) {
    for (key, lost) in dangling(document, &["parameters", "requestBody"]) {
        let lost = lost.into_iter().collect::<Vec<_>>().join(" and ");
        let reason = format!("the `$ref` {lost} in what it sends leads nowhere");
        report.leave_out(document, &key, &reason);
    }
}

/// Handles documents with schemas that do not exist in what is received, which can be read without: they become any
/// JSON.
pub fn read_unknown_responses_as_any_json(document: &mut Document, report: &mut Report) {
    for (key, lost) in dangling(document, &["responses"]) {
        for lost in lost {
            let problem =
                format!("a part of its response is any JSON, because `$ref` {lost} leads nowhere");
            report.reduce(document, &key, &problem);
        }
    }
    let unchanged = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let lost = reference(schema).is_some_and(|it| unchanged.schema(it).is_none());
        if lost || !schema.is_object() {
            *schema = Value::Object(Map::new());
        }
    });
}

/// The operations that reach schemas which do not exist from one of these `parts`, and their references.
fn dangling(document: &Document, parts: &[&str]) -> Vec<(OperationKey, BTreeSet<String>)> {
    let leading = document.leading_nowhere();
    let keys = document.operation_keys().into_iter();
    let found = keys.map(|key| {
        let mut lost = BTreeSet::new();
        let operation = document.operation(&key).unwrap_or(&Value::Null);
        let used = parts.iter().flat_map(|part| schemas(&operation[part], Node::Object));
        for reference in used.filter_map(reference) {
            match document.schema(reference).and(reference.rsplit('/').next()) {
                Some(name) => {
                    lost.extend(leading.get(name).into_iter().flatten().map(|it| (*it).to_owned()));
                }
                None => drop(lost.insert(reference.to_owned())),
            }
        }
        (key, lost)
    });
    found.filter(|(_, lost)| !lost.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Rule;

    fn json_of(schema: Value) -> Value {
        json!({"content": {"application/json": {"schema": schema}}})
    }

    #[test]
    fn a_parameter_that_no_document_defines_costs_the_parameter() {
        let operation = json!({"parameters": [{"$ref": "#/components/parameters/Gone"}, {"in": "query", "name": "a"}]});
        let mut document = Document::with_operation(operation, json!({}));
        let report = Rule::Document(resolve_components).reported(&mut document);
        assert_eq!(
            document.only_operation().unwrap()["parameters"],
            json!([{"in": "query", "name": "a"}])
        );
        let text = report.warnings[0].to_string();
        assert!(
            text.contains("POST /v2/things/{id}") && text.contains("#/components/parameters/Gone"),
            "{text}"
        );
    }

    #[test]
    fn a_body_that_leads_nowhere_costs_the_operation() {
        for operation in [
            json!({"requestBody": {"$ref": "#/components/requestBodies/Gone"}}),
            json!({"requestBody": json_of(json!({"$ref": "#/components/schemas/Gone"}))}),
            json!({"requestBody": json_of(json!({"$ref": "#/components/schemas/Half"}))}),
        ] {
            let half =
                json!({"Half": {"properties": {"a": {"$ref": "#/components/schemas/Gone"}}}});
            let mut document = Document::with_operation(operation, half);
            let mut report = Rule::Document(resolve_components).reported(&mut document);
            leave_out_unknown_requests(&mut document, &mut report);
            assert_eq!(document.only_operation(), None);
            let text = report.warnings[0].to_string();
            assert!(text.contains("is left out of the client") && text.contains("Gone"), "{text}");
        }
    }

    #[test]
    fn a_response_that_leads_nowhere_is_read_as_any_json_or_as_bytes() {
        let responses = json!({
            "200": {"$ref": "#/components/responses/Gone"},
            "201": json_of(json!({"properties": {"a": {"$ref": "#/components/schemas/Gone"}}})),
        });
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        let mut report = Rule::Document(resolve_components).reported(&mut document);
        read_unknown_responses_as_any_json(&mut document, &mut report);
        let responses = document.only_operation().unwrap()["responses"].clone();
        assert_eq!(responses["200"]["content"], json!({"*/*": {}}));
        assert_eq!(
            responses["201"]["content"]["application/json"]["schema"]["properties"]["a"],
            json!({})
        );
        assert_eq!((report.warnings.len(), report.errors.len()), (2, 0));
    }

    #[test]
    fn a_reference_to_something_else_leads_nowhere() {
        let elsewhere = ["#/paths", "#/components", "#/components/schemas/A", "#/info"];
        for reference in elsewhere {
            let to = json!({"$ref": reference});
            let operation =
                json!({"parameters": [to], "requestBody": to, "responses": {"200": to}});
            let mut document =
                Document::with_operation(operation, json!({"A": {"type": "string"}}));
            let report = Rule::Document(resolve_components).reported(&mut document);
            let said: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
            assert_eq!(said.len(), 3, "{said:?}");
            assert!(
                said.iter().all(|text| text.contains(&format!("`$ref` {reference} "))),
                "{said:?}"
            );
        }
    }

    #[test]
    fn references_in_a_circle_end() {
        let operation = json!({"requestBody": {"$ref": "#/components/requestBodies/A"}});
        let mut document = Document::with_operation(operation, json!({}));
        let circle = json!({"A": {"$ref": "#/components/requestBodies/A"}});
        document.root.get_mut("components").unwrap()["requestBodies"] = circle;
        assert_eq!(Rule::Document(resolve_components).reported(&mut document).warnings.len(), 1);
    }
}
