//! What the handwritten `Client::user_token` needs of the operation that it wraps.

use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::document::{Document, Site};

/// The operation, and the two properties that the wrapper reads and writes.
const PATH: &str = "/v2/user-tokens";
const METHOD: &str = "post";
const NAME: &str = "create_user_token";
const SENT: &str = "user";
const RECEIVED: &str = "user_token";

/// How deep schemas may be composed of others.
const DEPTH: usize = 8;

/// Whether `site` is the operation that the wrapper calls.
pub fn is_wrapped(site: &Site) -> bool {
    site.path == PATH && site.method == METHOD
}

/// Reports that the operation is gone, or a property that the wrapper reads or writes, in the pages as they
/// come: before the overlay misses what is gone too, which would say less.
pub fn check_presence(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let site = site();
    let Some(operation) = document.operation(&site) else {
        return Err(vec![Diagnostic::new(
            document.pages().join(", "),
            format!("the operation that `Client::user_token` wraps, {}, is gone", site.title()),
            "take the page again as spec/README.md describes; if Argyle withdrew the operation, the \
             method in src/client.rs has to go with it",
        )]);
    };
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let success =
        responses.filter(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
    let received = success.filter_map(|response| json_schema(document, Some(response))).next();
    let sent = json_schema(document, operation.get("requestBody"));
    // What a reference hides is looked at when references are followed.
    let lacks = |schema: Option<&Value>, name| {
        schema.is_some_and(|it| {
            it.get("properties").is_some() && property(document, it, name).is_none()
        })
    };
    let problems = [
        lacks(sent, SENT).then(|| format!("its body has no property `{SENT}`")),
        lacks(received, RECEIVED).then(|| format!("its response has no property `{RECEIVED}`")),
    ];
    changed(document, &site, problems)
}

/// Reports what has changed in what the wrapper needs, before the compiler trips over it.
pub fn check(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let site = site();
    let Some(operation) = document.operation(&site) else {
        return Ok(());
    };
    let problems = [
        name_problem(operation),
        sent_problem(document, operation),
        received_problem(document, operation),
    ];
    changed(document, &site, problems)
}

fn site() -> Site {
    Site { path: PATH.to_owned(), method: METHOD.to_owned() }
}

fn changed<const N: usize>(
    document: &Document,
    site: &Site,
    problems: [Option<String>; N],
) -> Result<(), Vec<Diagnostic>> {
    let diagnostics: Vec<Diagnostic> = problems
        .into_iter()
        .flatten()
        .map(|problem| {
            document.diagnostic(
                &site.pointer(),
                format!(
                    "the operation that `Client::user_token` wraps, {}, has changed in what the \
                     wrapper needs: {problem}",
                    site.title()
                ),
                "adapt the method in src/client.rs and what codegen/src/wrapper.rs expects, or settle it in \
                 spec/overlay.yaml",
            )
        })
        .collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

fn name_problem(operation: &Map<String, Value>) -> Option<String> {
    let name = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    (name != NAME).then(|| format!("it is named `{name}`, and not `{NAME}`"))
}

fn sent_problem(document: &Document, operation: &Map<String, Value>) -> Option<String> {
    let body = json_schema(document, operation.get("requestBody"));
    let is_uuid = body.and_then(|body| property(document, body, SENT)).is_some_and(|it| {
        it.get("type").and_then(Value::as_str) == Some("string")
            && it.get("format").and_then(Value::as_str) == Some("uuid")
    });
    if !is_uuid {
        return Some(format!("its body has no property `{SENT}` that is a UUID"));
    }
    let required = body.and_then(|body| body.get("required")).and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let others: Vec<&str> = required.filter(|name| *name != SENT).collect();
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten().filter(|it| it["required"] == true);
    let parameters: Vec<&str> = parameters.filter_map(|it| it["name"].as_str()).collect();
    let others = [others, parameters].concat().join("`, `");
    (!others.is_empty()).then(|| format!("it also requires `{others}`"))
}

fn received_problem(document: &Document, operation: &Map<String, Value>) -> Option<String> {
    let response = operation.get("responses").and_then(|responses| responses.get("2XX"));
    let token = json_schema(document, response).and_then(|body| property(document, body, RECEIVED));
    let is_token = token.is_some_and(|it| {
        it.get("type").and_then(Value::as_str) == Some("string")
            && it.get("format").and_then(Value::as_str) == Some(super::formats::USER_TOKEN)
    });
    (!is_token).then(|| format!("its response has no property `{RECEIVED}` that is a user token"))
}

/// The schema of the JSON content of a body or a response.
fn json_schema<'a>(document: &'a Document, body: Option<&'a Value>) -> Option<&'a Value> {
    resolve(document, body?.get("content")?.get("application/json")?.get("schema")?)
}

fn property<'a>(document: &'a Document, schema: &'a Value, name: &str) -> Option<&'a Value> {
    property_within(document, schema, name, 0)
}

/// A property of a schema, or of one that it is composed of.
fn property_within<'a>(
    document: &'a Document,
    schema: &'a Value,
    name: &str,
    depth: usize,
) -> Option<&'a Value> {
    let schema = resolve(document, schema)?;
    if let Some(property) = schema.get("properties").and_then(|it| it.get(name)) {
        return resolve(document, property);
    }
    let parts = schema.get("allOf").and_then(Value::as_array).filter(|_| depth < DEPTH);
    parts.into_iter().flatten().find_map(|part| property_within(document, part, name, depth + 1))
}

/// What a schema stands for, through one reference.
fn resolve<'a>(document: &'a Document, schema: &'a Value) -> Option<&'a Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.target(reference),
        None => Some(schema),
    }
}
