//! Checks the parts of the document that the handwritten `Client::user_token`, `Client::new_user` and `UserToken` use.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::walk::{Node, schemas};
use crate::document::{Document, OperationKey};
use crate::normalize::media_types::{JSON, find_content};
use crate::vocabulary::USER_TOKEN;

/// The operation that `Client::user_token` calls, and the two properties that it sends and reads.
const PATH: &str = "/v2/user-tokens";
const METHOD: &str = "post";
const NAME: &str = "create_user_token";
const SENT: &str = "user";
pub const RECEIVED: &str = "user_token";

/// The operation that `Client::new_user` calls. It has types of its own, so it works with any description of it.
const NEW_USER_PATH: &str = "/v2/users";

/// Maximum depth of composed schemas.
const DEPTH: usize = 8;

/// Returns the operation of `Client::user_token`.
pub fn operation() -> OperationKey {
    OperationKey { path: PATH.to_owned(), method: METHOD.to_owned() }
}

/// Returns the operations that every client requires, each with the method that calls it.
fn required() -> [(&'static str, OperationKey); 2] {
    let new_user = OperationKey { path: NEW_USER_PATH.to_owned(), method: METHOD.to_owned() };
    [("Client::user_token", operation()), ("Client::new_user", new_user)]
}

/// Returns the operations that every client requires.
pub fn required_operations() -> [OperationKey; 2] {
    required().map(|(_, key)| key)
}

/// Reports required operations that are missing.
pub fn check_presence(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let gone = required().into_iter().filter(|(_, key)| document.operation(key).is_none());
    fail_on_any(gone.map(|(method, key)| {
        Diagnostic::new(
            document.files().join(", "),
            format!("the operation {}, which `{method}` calls, is missing", key.title()),
            "download the document again, as spec/README.md describes, or remove the overlay action that removes the \
             operation; if Argyle withdrew the operation, remove the method from src/client.rs",
        )
    }))
}

/// Reports a missing property that `Client::user_token` uses. Runs before the overlay, whose diagnostic would explain less.
pub fn check_properties(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let Some(operation) = document.operation(&operation()) else {
        return Ok(());
    };
    let responses = operation["responses"].as_object().into_iter().flatten();
    let mut successes = responses.filter(|(status, _)| status.starts_with('2'));
    let received = successes.next().map_or(&Value::Null, |(_, response)| response);
    fail_on_changes(
        document,
        [
            find_property(document, &operation["requestBody"], "body", SENT).err(),
            find_property(document, received, "response", RECEIVED).err(),
        ],
    )
}

/// Finds a property of a body or a response. Fails with the missing part.
fn find_property<'a>(
    document: &'a Document,
    part: &'a Value,
    kind: &str,
    name: &str,
) -> Result<&'a Value, String> {
    let lost = |lost| format!("the `$ref` {lost} of its {kind} has no target");
    let schema = json_schema(document, part).map_err(lost)?;
    find_in_schema(document, schema, name, DEPTH)
        .ok_or_else(|| format!("its {kind} has no property `{name}` in JSON"))
}

/// Finds the schema of the JSON content of a body or a response. Fails with a reference without a target.
fn json_schema<'a>(document: &'a Document, part: &'a Value) -> Result<&'a Value, String> {
    let content = document.resolve(part)?["content"].as_object();
    let json = content.and_then(|content| find_content(content, JSON));
    document.resolve(json.and_then(|json| json.get("schema")).unwrap_or(&Value::Null))
}

/// Reports changes that break `Client::user_token`, because rustc's error would not name the document.
pub fn check(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let Some(operation) = document.operation(&operation()) else {
        return Ok(());
    };
    let name = operation["operationId"].as_str().unwrap_or_default();
    fail_on_changes(
        document,
        [
            (name != NAME).then(|| format!("its name is `{name}`, not `{NAME}`")),
            check_sent(document, operation),
            check_received(document, operation),
        ],
    )
}

/// Handles documents that describe a token by a reference or a composition, or not at all. A schema in the format of a
/// token becomes a plain token, unless its type is not a string.
pub fn keep_tokens_secret(document: &mut Document) {
    let unchanged = document.clone();
    document.visit_schemas(&mut |_, token| {
        let named = Value::Object(token.clone());
        let described = unchanged.resolve(&named).map_or(&Value::Null, |schema| &schema["type"]);
        let textual = match token.get("type").unwrap_or(described) {
            Value::Array(kinds) => kinds.iter().any(|kind| kind == "string"),
            kind => kind.is_null() || kind == "string",
        };
        if textual && token.get("format").is_some_and(|format| format == USER_TOKEN) {
            token.retain(|key, _| matches!(key.as_str(), "description" | "nullable" | "format"));
            token.insert("type".into(), "string".into());
        }
    });
}

/// Returns the names of the properties that contain a token. Logs and errors redact these properties everywhere.
pub fn secret_properties(document: &Document) -> BTreeSet<&str> {
    schemas(&document.root, Node::Object)
        .into_iter()
        .flat_map(|schema| schema["properties"].as_object().into_iter().flatten())
        .filter(|(_, property)| property["format"] == USER_TOKEN)
        .map(|(name, _)| name.as_str())
        .collect()
}

fn fail_on_changes<const N: usize>(
    document: &Document,
    problems: [Option<String>; N],
) -> Result<(), Vec<Diagnostic>> {
    let key = operation();
    fail_on_any(problems.into_iter().flatten().map(|problem| {
        document.diagnostic(
            &key.pointer(),
            format!(
                "the operation {}, which `Client::user_token` calls, no longer fits the method: {problem}",
                key.title()
            ),
            "restore the operation in overlay.yaml; a new version of this crate has to adapt the method in src/client.rs \
             and the checks in codegen/src/user_token_contract.rs",
        )
    }))
}

fn check_sent(document: &Document, operation: &Value) -> Option<String> {
    let body = &operation["requestBody"];
    if !find_property(document, body, "body", SENT).is_ok_and(|user| is_text(user, "uuid")) {
        return Some(format!("its body has no property `{SENT}` that is a UUID"));
    }
    let schema = json_schema(document, body).unwrap_or(&Value::Null);
    let properties = schema["required"].as_array().into_iter().flatten();
    let properties = properties.filter_map(Value::as_str).filter(|name| *name != SENT);
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter["required"] == true);
    let others: Vec<&str> =
        properties.chain(parameters.filter_map(|parameter| parameter["name"].as_str())).collect();
    (!others.is_empty()).then(|| format!("it also requires `{}`", others.join("`, `")))
}

fn check_received(document: &Document, operation: &Value) -> Option<String> {
    let token = find_property(document, &operation["responses"]["2XX"], "response", RECEIVED);
    (!token.is_ok_and(|token| is_text(token, USER_TOKEN)))
        .then(|| format!("its response has no property `{RECEIVED}` that is a user token"))
}

fn is_text(schema: &Value, format: &str) -> bool {
    schema["type"] == "string" && schema["format"] == format
}

/// Finds a property of a schema or of its parts.
fn find_in_schema<'a>(
    document: &'a Document,
    schema: &'a Value,
    name: &str,
    depth: usize,
) -> Option<&'a Value> {
    let schema = document.resolve(schema).ok()?;
    if let Some(property) = schema["properties"].get(name) {
        return document.resolve(property).ok();
    }
    let parts = schema["allOf"].as_array().filter(|_| depth > 0).into_iter().flatten();
    parts.into_iter().find_map(|part| find_in_schema(document, part, name, depth - 1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_string_in_the_token_format_is_a_token() {
        let token = json!({"type": "string", "format": USER_TOKEN});
        for (schema, expected) in [
            (json!({"type": "string", "enum": ["a"], "minLength": 1}), &token),
            (json!({"$ref": "#/components/schemas/Text"}), &token),
            (json!({"allOf": [{"$ref": "#/components/schemas/Text"}]}), &token),
            (json!({"type": ["string", "null"]}), &token),
            (json!({}), &token),
            (json!({"type": "object"}), &json!({"type": "object", "format": USER_TOKEN})),
        ] {
            let mut marked = schema.clone();
            marked["format"] = USER_TOKEN.into();
            let schemas =
                json!({"Text": {"type": "string"}, "A": {"properties": {"user_token": marked}}});
            let mut document = Document::with_operation(json!({}), schemas);
            keep_tokens_secret(&mut document);
            let kept = &document.root["components"]["schemas"]["A"]["properties"]["user_token"];
            assert_eq!(kept, expected, "{schema}");
        }
    }
}
