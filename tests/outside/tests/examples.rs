//! Every response example of the documents decodes into its generated type, and no documented value changes. The same
//! holds for bodies recorded from the API, if they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

use std::path::Path;

use argyle_user_tokens::mock::read;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Decodes a body, and returns the result as JSON.
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
    let (value, left_out) = read::<T>(body.as_bytes()).ok_or("the body cannot be read")?;
    if !left_out.is_empty() {
        return Err(format!("{left_out:?} left out"));
    }
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Decodes `body`, and compares the result with the original.
fn check(decode: Decode, body: &Value) -> Result<(), String> {
    let read = decode(&body.to_string())?;
    match changed(body, &read, "$") {
        Some(path) => Err(format!("{path}: the value changes")),
        None => Ok(()),
    }
}

/// Returns the path of the first value that changes. Properties that the document does not list are skipped.
fn changed(sent: &Value, read: &Value, path: &str) -> Option<String> {
    let is_other = match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            let mut both =
                sent.iter().filter_map(|(name, sent)| Some((name, sent, read.get(name)?)));
            return both
                .find_map(|(name, sent, read)| changed(sent, read, &format!("{path}.{name}")));
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            let pairs = sent.iter().zip(read).enumerate();
            return pairs.into_iter().find_map(|(index, (sent, read))| {
                changed(sent, read, &format!("{path}[{index}]"))
            });
        }
        (Value::Number(sent), Value::Number(read)) => sent.as_f64() != read.as_f64(),
        (Value::Number(sent), Value::String(read)) => sent.to_string() != *read,
        (Value::String(sent), Value::Number(read)) => {
            sent.parse() != Ok(read.as_f64().unwrap_or(f64::NAN))
        }
        (sent, read) => sent != read,
    };
    is_other.then(|| path.to_owned())
}

/// Lists the pointers of the values that change.
fn changes(sent: &Value, read: &Value, pointer: &str, changed: &mut Vec<String>) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for name in sent.keys().chain(read.keys().filter(|name| !sent.contains_key(*name))) {
                let pointer = format!("{pointer}/{name}");
                match (sent.get(name), read.get(name)) {
                    (Some(sent), Some(read)) => changes(sent, read, &pointer, changed),
                    (Some(_), None) => changed.push(format!("-{pointer}")),
                    (None, _) => changed.push(format!("+{pointer}")),
                }
            }
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            for (index, (sent, read)) in sent.iter().zip(read).enumerate() {
                changes(sent, read, &format!("{pointer}/{index}"), changed);
            }
        }
        (sent, read) if sent != read => changed.push(format!("~{pointer}")),
        _ => {}
    }
}

/// Describes the reading of a body: values that are left out, added or changed.
fn reading(decode: Decode, body: &Value) -> String {
    let mut changed = Vec::new();
    match decode(&body.to_string()) {
        Ok(read) => changes(body, &read, "", &mut changed),
        Err(error) => changed.push(error),
    }
    format!("{changed:?}")
}

/// Records the reading of every example and every recorded body, if a recording is requested.
#[test]
fn the_reading_of_every_body_is_recorded() {
    let Some(folder) = std::env::var_os("RECORDINGS") else {
        return;
    };
    let examples = EXAMPLES.iter().map(|example| {
        let file = Path::new(example.file).file_name().unwrap().to_string_lossy();
        let body = serde_json::from_str(example.json).unwrap();
        format!("{file}#{} {}", example.pointer, reading(example.decode, &body))
    });
    let bodies = bodies().map(|(name, decode, body)| format!("{name} {}", reading(decode, &body)));
    let mut lines: Vec<String> = examples.chain(bodies).collect();
    lines.sort_unstable();
    std::fs::write(Path::new(&folder).join("examples.txt"), lines.join("\n")).unwrap();
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

/// Returns the decoder for a recorded body named `who-resource.json`, and the body as the decoder reads it.
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
    // A single thing, if the page only documents a list of them.
    let decode = find(&|title, _| listed(title, &format!("{path}s")))?;
    Some((decode, json!({"next": null, "previous": null, "results": [body]})))
}

/// Lists the recorded bodies that operations return, by name. The caller reports missing ones.
fn bodies() -> impl Iterator<Item = (String, Decode, Value)> {
    let folder = std::env::var_os("RECORDED");
    let entries = folder.into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    entries.filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let body = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let (decode, body) = recorded(name.split_once('-').unwrap().1, body)?;
        Some((name, decode, body))
    })
}

#[test]
fn every_recorded_body_at_hand_decodes_into_its_type() {
    let failures: Vec<String> = bodies()
        .filter_map(|(name, decode, body)| Some(format!("{name}: {}", check(decode, &body).err()?)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
