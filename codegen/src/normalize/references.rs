//! References: what is shared between operations is put where it is used, and what leads nowhere is
//! mended or left out.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::document::{Document, Site, escape};
use super::super::schemas;
use super::Findings;

/// How many references may lead to one another.
const CHAIN: usize = 16;

/// Serves documents that say something once for all methods of a path.
pub fn spread_path_items(document: &mut Document, findings: &mut Findings) {
    let paths = document.root.get("paths").and_then(Value::as_object).cloned().unwrap_or_default();
    for (path, item) in paths {
        if item.get("$ref").is_some() {
            let pointer = format!("/paths/{}", escape(&path));
            findings.warnings.push(document.diagnostic(
                &pointer,
                format!("the path {path} is left out of the client: it is described elsewhere"),
                "put its description in its place in spec/overlay.yaml",
            ));
        }
        let shared = item.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        for site in document.sites().into_iter().filter(|site| site.path == path) {
            let Some(operation) = document.operation_mut(&site) else {
                continue;
            };
            let own = operation.get("parameters").and_then(Value::as_array);
            let mut all = own.cloned().unwrap_or_default();
            let known: Vec<Value> = all.iter().map(identity).collect();
            all.extend(shared.iter().filter(|it| !known.contains(&identity(it))).cloned());
            operation.insert("parameters".into(), Value::Array(all));
        }
    }
}

/// What makes a parameter the same as another one: its reference, or its name and place.
fn identity(parameter: &Value) -> Value {
    json!([parameter.get("$ref"), parameter.get("name"), parameter.get("in")])
}

/// Serves documents that share parameters, bodies and responses. One that leads nowhere costs the
/// parameter, the operation, or the type of the response.
pub fn inline_components(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        let Some(mut operation) = document.operation(&site).cloned() else {
            continue;
        };
        let mut problems = Vec::new();
        if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
            parameters.retain_mut(|parameter| {
                let lost = inline(document, parameter).err();
                problems.extend(
                    lost.as_ref().map(|it| {
                        format!("it lacks a parameter, because `$ref` {it} leads nowhere")
                    }),
                );
                lost.is_none() && parameter.is_object()
            });
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            for response in responses.values_mut() {
                if let Err(lost) = inline(document, response) {
                    problems.push(format!(
                        "its response is read as bytes, because `$ref` {lost} leads nowhere"
                    ));
                    *response = json!({"description": "", "content": {"*/*": {}}});
                }
            }
        }
        let body = operation.get_mut("requestBody").map_or(Ok(()), |body| inline(document, body));
        if let Some(place) = document.operation_mut(&site) {
            *place = operation;
        }
        for problem in problems {
            findings.reduce(document, &site, &problem);
        }
        if let Err(lost) = body {
            findings.leave_out(
                document,
                &site,
                &format!("the `$ref` {lost} of its body leads nowhere"),
            );
        }
    }
}

/// Replaces a reference by what it leads to, or returns the one that leads nowhere.
fn inline(document: &Document, value: &mut Value) -> Result<(), String> {
    for _ in 0..CHAIN {
        let Some(reference) = value.get("$ref").and_then(Value::as_str).map(str::to_owned) else {
            return Ok(());
        };
        *value = document.target(&reference).cloned().ok_or(reference)?;
    }
    Err("that leads in a circle".to_owned())
}

/// What is sent cannot be guessed: an operation whose parameters or body reach a schema that does not
/// exist is left out.
pub fn leave_out_unknown_requests(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        let Some(operation) = document.operation(&site) else {
            continue;
        };
        let sent = json!([operation.get("parameters"), operation.get("requestBody")]);
        if let Some(lost) = lost_reference(document, &sent) {
            findings.leave_out(
                document,
                &site,
                &format!("the `$ref` {lost} in what it sends leads nowhere"),
            );
        }
    }
}

/// What is received can be read as it comes: a schema that does not exist becomes any JSON.
pub fn read_unknown_responses_as_they_come(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        let received = document.operation(&site).and_then(|it| it.get("responses"));
        if let Some(lost) = received.and_then(|it| lost_reference(document, it)) {
            let problem =
                format!("a part of its response is any JSON, because `$ref` {lost} leads nowhere");
            findings.reduce(document, &site, &problem);
        }
    }
    let known = document.clone();
    document.visit_schemas(&mut |_, schema| {
        let lost = schema.get("$ref").and_then(Value::as_str).is_some_and(|it| {
            !it.starts_with("#/components/schemas/") || known.target(it).is_none()
        });
        if lost || !schema.is_object() {
            *schema = Value::Object(Map::new());
        }
    });
}

/// The first reference that `value` reaches and that leads nowhere.
fn lost_reference(document: &Document, value: &Value) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open = schemas::references(value);
    while let Some(reference) = open.pop() {
        if !seen.insert(reference.clone()) {
            continue;
        }
        match document.target(&reference) {
            Some(target) => open.extend(schemas::references(target)),
            None => return Some(reference),
        }
    }
    None
}

/// The names of the schemas in `components` that `value` reaches.
pub fn reachable_schemas(document: &Document, value: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = schemas::references(value);
    while let Some(reference) = open.pop() {
        if let Some(target) = document.target(&reference)
            && seen.insert(reference)
        {
            open.extend(schemas::references(target));
        }
    }
    seen.iter()
        .filter_map(|it| it.strip_prefix("#/components/schemas/"))
        .map(str::to_owned)
        .collect()
}

/// Calls `rule` with every schema of what operations receive, wherever it stands.
pub fn visit_received(document: &mut Document, rule: &mut dyn FnMut(&mut Value)) {
    let mut received = BTreeSet::new();
    for site in document.sites() {
        let responses = document.operation(&site).and_then(|it| it.get("responses"));
        received.extend(responses.map(|it| reachable_schemas(document, it)).unwrap_or_default());
        let responses = document.operation_mut(&site).and_then(|it| it.get_mut("responses"));
        if let Some(responses) = responses {
            schemas::visit(responses, "", &mut |_, schema| rule(schema));
        }
    }
    let schemas = document.root.get_mut("components").and_then(|it| it.get_mut("schemas"));
    if let Some(Value::Object(schemas)) = schemas {
        for (_, schema) in schemas.iter_mut().filter(|(name, _)| received.contains(*name)) {
            schemas::visit_schema(schema, "", &mut |_, schema| rule(schema));
        }
    }
}

/// Calls `change` with every operation.
pub fn each_operation(
    document: &mut Document,
    mut change: impl FnMut(&Site, &mut Map<String, Value>),
) {
    for site in document.sites() {
        if let Some(operation) = document.operation_mut(&site) {
            change(&site, operation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(rule: super::super::Rule, document: &mut Document) -> Findings {
        let mut findings = Findings::default();
        rule(document, &mut findings);
        findings
    }

    fn json_of(schema: Value) -> Value {
        json!({"content": {"application/json": {"schema": schema}}})
    }

    #[test]
    fn what_a_path_says_once_holds_for_all_of_its_methods() {
        let shared = json!({"in": "query", "name": "a"});
        let root = json!({"paths": {"/v2/x": {
            "parameters": [shared, {"in": "query", "name": "b", "required": true}],
            "get": {"parameters": [{"in": "query", "name": "b"}]},
        }, "/v2/y": {"$ref": "elsewhere.yaml"}}});
        let mut document = Document::new(root.as_object().cloned().unwrap());
        let findings = applied(spread_path_items, &mut document);
        let parameters = document.only_operation().unwrap()["parameters"].clone();
        assert_eq!(parameters, json!([{"in": "query", "name": "b"}, shared]));
        assert!(findings.warnings[0].to_string().contains("/v2/y is left out"));
    }

    #[test]
    fn a_parameter_that_no_page_defines_costs_the_parameter() {
        let operation = json!({"parameters": [{"$ref": "#/components/parameters/Gone"}, {"in": "query", "name": "a"}]});
        let mut document = Document::with_operation(operation, json!({}));
        let findings = applied(inline_components, &mut document);
        assert_eq!(
            document.only_operation().unwrap()["parameters"],
            json!([{"in": "query", "name": "a"}])
        );
        let text = findings.warnings[0].to_string();
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
            let mut findings = applied(inline_components, &mut document);
            leave_out_unknown_requests(&mut document, &mut findings);
            assert_eq!(document.only_operation(), None);
            let text = findings.warnings[0].to_string();
            assert!(text.contains("is left out of the client") && text.contains("Gone"), "{text}");
        }
    }

    #[test]
    fn a_response_that_leads_nowhere_is_read_as_it_comes() {
        let responses = json!({
            "200": {"$ref": "#/components/responses/Gone"},
            "201": json_of(json!({"properties": {"a": {"$ref": "#/components/schemas/Gone"}}})),
        });
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        let mut findings = applied(inline_components, &mut document);
        read_unknown_responses_as_they_come(&mut document, &mut findings);
        let responses = document.only_operation().unwrap()["responses"].clone();
        assert_eq!(responses["200"]["content"], json!({"*/*": {}}));
        assert_eq!(
            responses["201"]["content"]["application/json"]["schema"]["properties"]["a"],
            json!({})
        );
        assert_eq!((findings.warnings.len(), findings.errors.len()), (2, 0));
    }

    #[test]
    fn references_in_a_circle_end() {
        let operation = json!({"requestBody": {"$ref": "#/components/requestBodies/A"}});
        let mut document = Document::with_operation(operation, json!({}));
        let circle = json!({"A": {"$ref": "#/components/requestBodies/A"}});
        document.root.get_mut("components").unwrap()["requestBodies"] = circle;
        assert_eq!(applied(inline_components, &mut document).warnings.len(), 1);
    }
}
