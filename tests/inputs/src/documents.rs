//! Changes to documents, and the promise of the pipeline for every document: for property tests and a fuzz target.

#![allow(clippy::panic, reason = "a panic reports a broken promise")]

use serde_json::{Value, json};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;

/// Keys with a meaning in OpenAPI, progenitor or Rust.
const KEYS: [&str; 8] = ["type", "allOf", "$ref", "properties", "self", "", "2XX", "{id}"];

/// A change to a node of a document, as numbers of any size: the node, the kind of change, and its new value.
pub type Change = [usize; 3];

/// Runs the pipeline, which returns a client that parses, or diagnostics.
///
/// # Panics
///
/// Panics if the pipeline does, or breaks that promise.
pub fn check(sources: &Sources) {
    match generate(sources) {
        Ok(generated) => {
            for code in [&generated.client, &generated.mock] {
                if let Err(error) = syn::parse_file(code) {
                    panic!("the code does not parse: {error}\n{code}");
                }
            }
        }
        Err(diagnostics) => assert!(!diagnostics.is_empty(), "there is no diagnostic"),
    }
}

/// Changes a node: removes it, gives it another value or key, or replaces it by another node.
pub fn change(document: &mut Value, [place, kind, with]: Change) {
    let mut pointers = Vec::new();
    collect_pointers(document, String::new(), &mut pointers);
    let pointer = pointers[place % pointers.len()].clone();
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    let value = match kind % 4 {
        0 => return remove(document, parent, &key).map_or((), drop),
        1 => return rename(document, parent, &key, KEYS[with % KEYS.len()]),
        2 => replacement(with % 10),
        _ => document.pointer(&pointers[with % pointers.len()]).cloned().unwrap_or_default(),
    };
    if let Some(node) = document.pointer_mut(&pointer) {
        *node = value;
    }
}

/// Collects the pointers of all nodes.
fn collect_pointers(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect_pointers(member, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_pointers(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}

/// Removes a node, and returns it.
fn remove(document: &mut Value, parent: &str, key: &str) -> Option<Value> {
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.remove(key),
        Value::Array(items) => Some(items.remove(key.parse().ok()?)),
        _ => None,
    }
}

/// Gives a member of an object another key.
fn rename(document: &mut Value, parent: &str, key: &str, new: &str) {
    if let Some(Value::Object(members)) = document.pointer_mut(parent)
        && let Some(value) = members.remove(key)
    {
        members.insert(new.to_owned(), value);
    }
}

/// Returns a value of another type, or a value with a meaning in OpenAPI.
fn replacement(choice: usize) -> Value {
    match choice {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1.5),
        3 => json!("object"),
        4 => json!([]),
        5 => json!({}),
        6 => json!([{"type": "string"}, null, 3]),
        7 => json!({"$ref": "#/components/schemas/CreateUserTokenRequest"}),
        8 => {
            json!({"type": "object", "properties": {"type": {"type": "array"}, "self": {"enum": [1, "a", null]}}})
        }
        _ => {
            json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {}}}], "nullable": true})
        }
    }
}
