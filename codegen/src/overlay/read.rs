//! Reads an overlay: what the published schemas of 1.0 and 1.1 permit, and the rules of this crate.

use serde_json::Value;
use serde_json_path::JsonPath;

use super::{Action, Change};
use crate::diagnostic::{Diagnostic, collect};
use crate::source::file::SourceFile;
use crate::source::yaml;

/// A key of an object: its name, the type of its value in words, and the check of that type.
type Key = (&'static str, &'static str, fn(&Value) -> bool);

const ROOT: [Key; 4] = [
    ("overlay", "a text such as '1.1.0'", Value::is_string),
    ("info", "an object", Value::is_object),
    ("extends", "a text", Value::is_string),
    ("actions", "a list", Value::is_array),
];

const INFO: [Key; 3] = [
    ("title", "a text", Value::is_string),
    ("version", "a text", Value::is_string),
    ("description", "a text", Value::is_string),
];

const ACTION: [Key; 5] = [
    ("target", "a text", Value::is_string),
    ("description", "a text", Value::is_string),
    ("update", "any value", |_| true),
    ("copy", "a text", Value::is_string),
    ("remove", "a boolean", Value::is_boolean),
];

/// Reads the actions of an overlay.
pub fn read(overlay: &SourceFile) -> Result<Vec<Action>, Vec<Diagnostic>> {
    let root = yaml::read(overlay).map_err(|diagnostic| vec![diagnostic])?;
    let is_first = check_root(&root).map_err(|problem| vec![refuse(&overlay.name, &problem)])?;
    let actions = root["actions"].as_array().map_or(&[][..], Vec::as_slice);
    collect(actions.iter().enumerate().map(|(index, action)| {
        let place = format!("{}#/actions/{index}", overlay.name);
        if let Some(same) = actions[..index].iter().position(|other| other == action) {
            return Err(refuse(&place, &format!("the action repeats #/actions/{same}")));
        }
        read_action(action, is_first, place)
    }))
}

/// Checks everything but the actions. Returns true for a document of 1.0, which has fewer keys.
fn check_root(root: &Value) -> Result<bool, String> {
    check_keys(root, &ROOT, &["overlay", "info", "actions"])?;
    let version = root["overlay"].as_str().unwrap_or_default();
    let is_patch =
        |patch: &str| !patch.is_empty() && patch.bytes().all(|digit| digit.is_ascii_digit());
    let is_first = version.strip_prefix("1.0.").is_some_and(is_patch);
    if !is_first && !version.strip_prefix("1.1.").is_some_and(is_patch) {
        return Err(format!("the version `{version}` is neither 1.0 nor 1.1, such as 1.1.0"));
    }
    check_keys(&root["info"], &INFO, &["title", "version"])?;
    if is_first && !root["info"]["description"].is_null() {
        return Err("an `info` with a `description` requires `overlay: 1.1.0`".to_owned());
    }
    if root["actions"].as_array().is_some_and(Vec::is_empty) {
        return Err("`actions` is empty".to_owned());
    }
    Ok(is_first)
}

/// Checks that a value is an object with these keys, apart from extensions.
fn check_keys(value: &Value, keys: &[Key], required: &[&str]) -> Result<(), String> {
    let members = value.as_object().ok_or("it is not an object")?;
    for (name, value) in members.iter().filter(|(name, _)| !name.starts_with("x-")) {
        match keys.iter().find(|(key, ..)| key == name) {
            Some((_, _, is_valid)) if is_valid(value) => {}
            Some((_, kind, _)) => return Err(format!("`{name}` is not {kind}")),
            None => return Err(format!("the key `{name}` is unknown")),
        }
    }
    match required.iter().find(|key| !members.contains_key(**key)) {
        Some(key) => Err(format!("`{key}` is missing")),
        None => Ok(()),
    }
}

/// Creates the diagnostic of a malformed overlay.
fn refuse(place: &str, problem: &str) -> Diagnostic {
    let problem = format!("the file is not a valid OpenAPI Overlay document: {problem}");
    let remedy = "correct it as https://spec.openapis.org/overlay/v1.1.0.html describes";
    Diagnostic::new(place, problem, remedy)
}

fn read_action(action: &Value, is_first: bool, place: String) -> Result<Action, Diagnostic> {
    check_keys(action, &ACTION, &["target"]).map_err(|problem| refuse(&place, &problem))?;
    let read_path = |key: &str| {
        let text = action[key].as_str().unwrap_or_default();
        JsonPath::parse(text).map_err(|error| {
            let names = "a name with other signs than letters, digits and `_` is written as in `$['x-name']`";
            refuse(&place, &format!("`{key}: {text}` is not a JSONPath: {error}; {names}"))
        })
    };
    let (target, update) = (read_path("target")?, action.get("update"));
    let copy = action.get("copy").map(|_| read_path("copy")).transpose()?;
    if copy.is_some() && is_first {
        return Err(refuse(&place, "`copy` requires `overlay: 1.1.0`"));
    }
    let change = match (update, copy) {
        _ if action["remove"] == true => Change::Remove,
        (Some(_), Some(_)) => {
            let problem = "this crate refuses an action with `update` and `copy`: by the specification, neither changes anything";
            return Err(Diagnostic::new(&place, problem, "write an action for each"));
        }
        (Some(update), None) => Change::Update(update.clone()),
        (None, Some(copy)) => Change::Copy(copy),
        (None, None) => Change::Nothing,
    };
    if action["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
        let problem = "the action has no `description`, which this crate requires of every action";
        return Err(Diagnostic::new(&place, problem, "add a `description` that gives the reason"));
    }
    Ok(Action { place, target, change })
}
