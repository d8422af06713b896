//! Stage 2, overlay: completes Argyle's documents with an OpenAPI Overlay 1.0 document.

use std::cmp::Ordering;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, collect, fail_on_any};
use crate::document::{Document, pointer};
use crate::source::file::SourceFile;
use crate::source::yaml;

/// The keys of an action.
const KEYS: [&str; 4] = ["description", "remove", "target", "update"];

/// A change to the document.
pub struct Action {
    /// The place of the action in the overlay.
    place: String,
    target: String,
    path: JsonPath,
    /// The value to merge into each target: by key into an object, as a new item into a list. `None` removes the
    /// targets.
    update: Option<Value>,
}

/// Applies the actions of an overlay to `document`, and records the changed places.
pub fn apply(document: &mut Document, actions: &[Action]) -> Result<(), Vec<Diagnostic>> {
    fail_on_any(actions.iter().filter_map(|action| action.apply(document).err()))
}

/// Reads the actions of an overlay. Each has a description, which gives its reason.
pub fn read(overlay: &SourceFile) -> Result<Vec<Action>, Vec<Diagnostic>> {
    let root = yaml::read(overlay).map_err(|diagnostic| vec![diagnostic])?;
    let is_known = root["overlay"].as_str().is_some_and(|version| version.starts_with("1.0."));
    let has_info = ["title", "version"].iter().all(|key| root["info"][key].is_string());
    match root["actions"].as_array() {
        Some(actions) if is_known && has_info && !actions.is_empty() => {
            collect(actions.iter().enumerate().map(|(index, action)| {
                Action::read(action, format!("{}#/actions/{index}", overlay.name))
            }))
        }
        _ => {
            let problem = "it requires an `overlay` of 1.0, an `info` with `title` and `version`, and `actions`";
            Err(vec![refuse(&overlay.name, problem)])
        }
    }
}

/// Creates the diagnostic of a malformed overlay.
fn refuse(place: &str, problem: &str) -> Diagnostic {
    let problem = format!("the file is not a valid OpenAPI Overlay 1.0 document: {problem}");
    let remedy = "correct it as https://spec.openapis.org/overlay/v1.0.0.html describes";
    Diagnostic::new(place, problem, remedy)
}

impl Action {
    fn read(action: &Value, place: String) -> Result<Self, Diagnostic> {
        let refuse = |problem: &str| refuse(&place, problem);
        let members = action.as_object().ok_or_else(|| refuse("the action is not an object"))?;
        let is_known = |key: &&String| KEYS.contains(&key.as_str()) || key.starts_with("x-");
        if let Some(key) = members.keys().find(|key| !is_known(key)) {
            return Err(refuse(&format!("the action has the unknown key `{key}`")));
        }
        let target =
            action["target"].as_str().ok_or_else(|| refuse("the action has no `target`"))?;
        let path = JsonPath::parse(target).map_err(|error| {
            refuse(&format!("the target `{target}` is not a JSONPath: {error}"))
        })?;
        let update = match (members.get("update"), &action["remove"]) {
            (_, Value::Bool(true)) => None,
            (Some(update), Value::Null | Value::Bool(false)) => Some(update.clone()),
            _ => return Err(refuse("the action has neither an `update` nor `remove: true`")),
        };
        if action["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
            return Err(refuse("the action has no `description`, which gives its reason"));
        }
        Ok(Self { target: target.to_owned(), path, update, place })
    }

    /// Returns the JSON pointer of each target once, sorted: a parent precedes its children, and list items are in
    /// order.
    fn pointers(&self, root: &Value) -> Vec<String> {
        let targets = self.path.query_located(root);
        let mut locations: Vec<_> = targets.locations().collect();
        locations.sort_by(|left, right| left.partial_cmp(right).unwrap_or(Ordering::Equal));
        locations.dedup();
        locations.iter().map(|location| location.to_json_pointer()).collect()
    }

    fn apply(&self, document: &mut Document) -> Result<(), Diagnostic> {
        let pointers = self.pointers(&document.root);
        if pointers.is_empty() {
            let problem = format!("the target `{}` matches nothing in the documents", self.target);
            let remedy = "remove the action if the documents no longer need it, or fix its target";
            return Err(Diagnostic::new(&self.place, problem, remedy));
        }
        let mut changed = Vec::new();
        // In reverse, children change before their parents, and removing a list item moves no later target.
        for pointer in pointers.iter().rev() {
            let target = document.root.pointer_mut(pointer);
            let is_done = match (&self.update, target) {
                (None, _) => remove(&mut document.root, pointer),
                (Some(update), Some(Value::Array(items))) => {
                    changed.push(format!("{pointer}/{}", items.len()));
                    items.push(update.clone());
                    true
                }
                (Some(update), Some(target @ Value::Object(_))) => {
                    merge(target, update, pointer, &mut changed);
                    true
                }
                _ => false,
            };
            if !is_done {
                let problem = format!(
                    "the target `{}` selects {pointer:?}, which is not an object or a list",
                    self.target
                );
                let remedy = "select the object or list that contains it, and set the value there";
                return Err(Diagnostic::new(&self.place, problem, remedy));
            }
        }
        document.note_origins(changed, &self.place);
        Ok(())
    }
}

/// Merges objects by key, appends lists, and replaces other values. Adds the pointers of new values to `changed`.
fn merge(target: &mut Value, update: &Value, pointer: &str, changed: &mut Vec<String>) {
    match (target, update) {
        (Value::Object(members), Value::Object(updates)) => {
            for (key, update) in updates {
                let pointer = pointer::join(pointer, [key.as_str()]);
                match members.get_mut(key) {
                    Some(member) => merge(member, update, &pointer, changed),
                    None => {
                        members.insert(key.clone(), update.clone());
                        changed.push(pointer);
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(updates)) => {
            let indices = items.len()..items.len() + updates.len();
            changed.extend(indices.map(|index| format!("{pointer}/{index}")));
            items.extend(updates.iter().cloned());
        }
        (target, update) => {
            *target = update.clone();
            changed.push(pointer.to_owned());
        }
    }
}

/// Removes the value at a pointer.
fn remove(root: &mut Value, pointer: &str) -> bool {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return false;
    };
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => members.remove(&pointer::unescape(last)).is_some(),
        Some(Value::Array(items)) => {
            let index = last.parse().ok().filter(|index| *index < items.len());
            index.map(|index: usize| items.remove(index)).is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Applies an action to a document. Fails with the diagnostic.
    fn apply_action(action: &str) -> Result<Value, String> {
        let text = format!(
            "overlay: 1.0.0\ninfo: {{title: a, version: b}}\nactions: [{{description: c, {action}}}]"
        );
        let file = SourceFile { name: "overlay.yaml".to_owned(), bytes: text.into() };
        let root = json!({"info": {"title": "t", "tags": ["a", "b", "b"]}, "paths": {"/v2/x": {"get": {}}}});
        let mut document = Document::from_root(root);
        let outcome = read(&file).and_then(|actions| apply(&mut document, &actions));
        outcome.map(|()| document.root).map_err(|diagnostics| diagnostics[0].to_string())
    }

    #[test]
    fn objects_are_merged_and_lists_get_a_further_item() {
        let root =
            apply_action("target: $.info, update: {title: u, tags: [c], new: {d: 1}}").unwrap();
        let info = json!({"title": "u", "tags": ["a", "b", "b", "c"], "new": {"d": 1}});
        assert_eq!(root["info"], info);
        let root = apply_action("target: $.info.tags, update: [c]").unwrap();
        assert_eq!(root["info"]["tags"], json!(["a", "b", "b", ["c"]]));
    }

    #[test]
    fn every_kind_of_target_can_be_removed() {
        for (target, pointer, left) in [
            ("$.info.title", "/info", json!({"tags": ["a", "b", "b"]})),
            ("$.info.tags[?@ == 'b']", "/info/tags", json!(["a"])),
            ("$.paths['/v2/x']", "/paths", json!({})),
        ] {
            let root = apply_action(&format!("target: \"{target}\", remove: true")).unwrap();
            assert_eq!(root.pointer(pointer), Some(&left), "{target}");
        }
    }

    #[test]
    fn repeated_and_nested_targets_change_once() {
        for (action, left) in [
            ("target: '$.info.tags[2, 0, -1]', remove: true", json!({"title": "t", "tags": ["b"]})),
            (
                "target: '$.info[''tags'', ''tags'']', update: c",
                json!({"title": "t", "tags": ["a", "b", "b", "c"]}),
            ),
            ("target: '$.info..*', remove: true", json!({})),
            (
                "target: '$..[''info'', ''tags'']', update: {tags: [c]}",
                json!({
                    "title": "t", "tags": ["a", "b", "b", {"tags": ["c"]}, "c"],
                }),
            ),
        ] {
            assert_eq!(apply_action(action).unwrap()["info"], left, "{action}");
        }
    }

    #[test]
    fn an_impossible_action_states_the_reason() {
        for (action, part) in [
            ("target: $.info.title, update: u", "which is not an object or a list"),
            ("target: $.gone, remove: true", "`$.gone` matches nothing"),
            ("target: $, remove: true", "which is not an object or a list"),
            ("target: '$[', remove: true", "`$[` is not a JSONPath: at position 1"),
            ("target: $.info", "neither an `update` nor `remove: true`"),
            ("target: $.info, updates: {}", "the unknown key `updates`"),
        ] {
            let problem = apply_action(action).unwrap_err();
            assert!(
                problem.contains(part) && problem.contains("#/actions/0"),
                "{action}: {problem}"
            );
        }
    }
}
