//! Successful responses of operations, from the examples in the documents. The embedded Argyle sends them.

use serde_json::Value;

use crate::document::pointer::escape;
use crate::document::{Document, OperationKey};

/// The response of an operation.
pub struct Answer {
    /// The operation, as it is before any rule changes the document.
    pub key: OperationKey,
    pub status: u16,
    /// The media type and the text of the body; `None` without a body.
    pub body: Option<(String, String)>,
}

/// Collects the response of every operation whose response has an example or no body.
pub fn collect(document: &Document) -> Vec<Answer> {
    document.operation_keys().into_iter().filter_map(|key| answer(document, key)).collect()
}

fn answer(document: &Document, key: OperationKey) -> Option<Answer> {
    let responses = document.operation(&key)?.get("responses")?.as_object()?;
    let successes = responses.iter().filter(|(status, _)| status.starts_with('2'));
    let mut successes: Vec<(&String, &Value)> = successes.collect();
    if successes.is_empty() {
        successes.extend(responses.get_key_value("default"));
    }
    successes.into_iter().find_map(|(status, response)| success(document, &key, status, response))
}

/// Returns a response that has an example or no body.
fn success(
    document: &Document,
    key: &OperationKey,
    status: &str,
    response: &Value,
) -> Option<Answer> {
    let key = key.clone();
    // `2XX` and `default` name no single status.
    let status = status.parse().unwrap_or(200);
    let mut content: Vec<(&String, &Value)> = content(document, response).collect();
    if content.is_empty() {
        return Some(Answer { key, status, body: None });
    }
    content.sort_by_key(|(media_type, _)| !media_type.contains("json"));
    let (media_type, value) = content.into_iter().find_map(|(media_type, content)| {
        let mut examples = examples(document, content).into_iter().map(|(_, value)| value);
        Some((media_type.clone(), examples.find(|example| !example.is_null())?))
    })?;
    let text = match value {
        Value::String(text) if !media_type.contains("json") => text.clone(),
        value => value.to_string(),
    };
    Some(Answer { key, status, body: Some((media_type, text)) })
}

/// Returns the content of a response, by media type.
pub fn content<'a>(
    document: &'a Document,
    response: &'a Value,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let response = document.resolve(response).unwrap_or(response);
    response.get("content").and_then(Value::as_object).into_iter().flatten()
}

/// Returns the examples of a media type: `example`, then `examples`. Each comes with its pointer from the media type.
pub fn examples<'a>(document: &'a Document, content: &'a Value) -> Vec<(String, &'a Value)> {
    let one = content.get("example").map(|value| ("/example".to_owned(), value));
    let named = content.get("examples").and_then(Value::as_object).into_iter().flatten();
    let named = named.filter_map(|(name, example)| {
        Some((
            format!("/examples/{}/value", escape(name)),
            document.resolve(example).ok()?.get("value")?,
        ))
    });
    one.into_iter().chain(named).collect()
}
