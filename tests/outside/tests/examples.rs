//! Every response example of the documents decodes into its generated type, and nothing of it is hidden.
//! So do bodies recorded from the API, where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Decodes a body, and returns what is read back from it.
type Decode = fn(&str) -> Result<Value, String>;

struct Example {
    file: &'static str,
    operation: &'static str,
    pointer: &'static str,
    json: &'static str,
    decode: Decode,
}

include!("decoders.rs.txt");

fn decode<T: DeserializeOwned + Serialize>(body: &str) -> Result<Value, String> {
    let value: T = serde_json::from_str(body).map_err(|error| format!("{error}\n{body}"))?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Decodes `body`, and compares what is read back with what was sent.
fn check(decode: Decode, body: &Value) -> Result<(), String> {
    let read = decode(&body.to_string())?;
    match hidden(body, &read, "$") {
        Some(path) => Err(format!("{path}: what was sent cannot be read back")),
        None => Ok(()),
    }
}

/// The path of the first value that was sent and cannot be read back.
fn hidden(sent: &Value, read: &Value, path: &str) -> Option<String> {
    let lost = match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            return sent.iter().find_map(|(name, sent)| {
                hidden(sent, read.get(name).unwrap_or(&Value::Null), &format!("{path}.{name}"))
            });
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            let pairs = sent.iter().zip(read).enumerate();
            return pairs
                .into_iter()
                .find_map(|(index, (sent, read))| hidden(sent, read, &format!("{path}[{index}]")));
        }
        // No value and an empty list or map are the same to whoever reads them.
        (Value::Array(sent), Value::Null) => !sent.is_empty(),
        (Value::Object(sent), Value::Null) => !sent.is_empty(),
        (Value::Number(sent), Value::Number(read)) => sent.as_f64() != read.as_f64(),
        (Value::Number(sent), Value::String(read)) => sent.to_string() != *read,
        (Value::String(sent), Value::Number(read)) => {
            sent.parse() != Ok(read.as_f64().unwrap_or(f64::NAN))
        }
        (sent, read) => sent != read,
    };
    lost.then(|| path.to_owned())
}

#[test]
fn every_response_example_decodes_into_its_type() {
    assert!(!EXAMPLES.is_empty());
    let failures: Vec<String> = EXAMPLES
        .iter()
        .filter_map(|example| {
            let body = serde_json::from_str(example.json).unwrap();
            let problem = check(example.decode, &body).err()?;
            Some(format!("{}#{} ({}): {problem}", example.file, example.pointer, example.operation))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The decoder for a recorded body named `who-resource.json`, and the body as the decoder wants it.
fn recorded(resource: &str, body: Value) -> Option<(Decode, Value)> {
    let path = resource.replace('_', "-");
    let find = |wanted: &dyn Fn(&str, &str) -> bool| {
        let found = OPERATIONS.iter().find(|(title, name, _)| wanted(title, name));
        found.map(|(_, _, decode)| *decode)
    };
    let listed = |title: &str, path: &str| title == format!("GET /v2/{path}");
    if let Some(decode) = find(&|title, _| listed(title, &path)) {
        return Some((decode, body));
    }
    if let Some(decode) = find(&|_, name| name == format!("retrieve_{resource}")) {
        return Some((decode, body));
    }
    // One thing where the page only lists them.
    let decode = find(&|title, _| listed(title, &format!("{path}s")))?;
    Some((decode, json!({"next": null, "previous": null, "results": [body]})))
}

#[test]
fn every_recorded_body_at_hand_decodes_into_its_type() {
    // Whoever runs this says so where they are missing.
    let Some(directory) = std::env::var_os("RECORDED") else {
        return;
    };
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let body = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let (_, resource) = name.split_once('-').unwrap();
        if let Some((decode, body)) = recorded(resource, body) {
            failures.extend(check(decode, &body).err().map(|problem| format!("{name}: {problem}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
