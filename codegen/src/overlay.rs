//! Stage 2, overlay: completes Argyle's documents with an OpenAPI Overlay document of 1.0 or 1.1.
//!
//! Both versions follow the rules of 1.1. They differ from the text of 1.0 where that forbids primitive targets, which its own
//! compliant sets have, and where it appends a list to a list as one item, which tools concatenate.

mod merge;
mod read;

use std::cmp::Ordering;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::{Document, pointer};
pub use read::read;

/// A change to the document.
pub struct Action {
    /// The place of the action in the overlay.
    place: String,
    target: JsonPath,
    change: Change,
}

/// The effect of an action on each of its targets.
enum Change {
    /// The action is a note.
    Nothing,
    Remove,
    /// Merges this value into the target.
    Update(Value),
    /// Merges the only value that this path selects into the target.
    Copy(JsonPath),
}

/// Applies the actions of an overlay to `document`, and records the changed places.
pub fn apply(document: &mut Document, actions: &[Action]) -> Result<(), Vec<Diagnostic>> {
    fail_on_any(actions.iter().filter_map(|action| action.apply(document).err()))
}

/// Returns the JSON pointer of each selected value once, sorted: a parent precedes its children, and list items are in order.
fn select(path: &JsonPath, root: &Value) -> Vec<String> {
    let selected = path.query_located(root);
    let mut locations: Vec<_> = selected.locations().collect();
    locations.sort_by(|left, right| left.partial_cmp(right).unwrap_or(Ordering::Equal));
    locations.dedup();
    locations.iter().map(|location| location.to_json_pointer()).collect()
}

impl Action {
    fn apply(&self, document: &mut Document) -> Result<(), Diagnostic> {
        let pointers = select(&self.target, &document.root);
        if pointers.is_empty() {
            let problem = format!(
                "the target `{}` matches nothing in the documents, which this crate refuses",
                self.target
            );
            let remedy = "remove the action if the documents no longer need it, or fix its target";
            return Err(Diagnostic::new(&self.place, problem, remedy));
        }
        match &self.change {
            Change::Nothing => Ok(()),
            Change::Remove => self.remove(document, &pointers),
            Change::Update(update) => self.merge(document, &pointers, update),
            Change::Copy(path) => {
                let update = self.copied(path, &document.root)?;
                self.merge(document, &pointers, &update)
            }
        }
    }

    /// Returns the value that `copy` selects.
    fn copied(&self, path: &JsonPath, root: &Value) -> Result<Value, Diagnostic> {
        match select(path, root).as_slice() {
            [pointer] => Ok(root.pointer(pointer).cloned().unwrap_or_default()),
            pointers => {
                let count = pointers.len();
                let problem = format!("`copy: {path}` selects {count} values");
                Err(Diagnostic::new(&self.place, problem, "select a single value"))
            }
        }
    }

    // In reverse, children change before their parents, and removing a list item moves no later target.
    fn remove(&self, document: &mut Document, pointers: &[String]) -> Result<(), Diagnostic> {
        if pointers.iter().rev().all(|pointer| remove(&mut document.root, pointer)) {
            return Ok(());
        }
        let problem = format!("`{}` cannot be removed: it is the whole document", self.target);
        Err(Diagnostic::new(&self.place, problem, "select values inside of it"))
    }

    fn merge(
        &self,
        document: &mut Document,
        pointers: &[String],
        update: &Value,
    ) -> Result<(), Diagnostic> {
        let kind_at = |pointer: &String| document.root.pointer(pointer).map(merge::kind);
        let mut others = pointers.iter().filter(|other| kind_at(other) != kind_at(&pointers[0]));
        if let Some(other) = others.next() {
            let problem = format!(
                "the target `{}` selects values of different kinds, {:?} and {other:?}",
                self.target, pointers[0]
            );
            let remedy = "write an action each for objects, lists and primitive values";
            return Err(Diagnostic::new(&self.place, problem, remedy));
        }
        let mut changed = Vec::new();
        for pointer in pointers.iter().rev() {
            let Some(target) = document.root.pointer_mut(pointer) else { continue };
            let merged = merge::merge_into_target(target, update, pointer, &mut changed);
            merged.map_err(|merge::Incompatible { pointer, kinds: [old, new] }| {
                let problem = format!("{pointer:?} is {old}, and does not merge with {new}");
                let remedy = "remove it in an action before this one, or merge a value of its kind";
                Diagnostic::new(&self.place, problem, remedy)
            })?;
        }
        document.note_origins(changed, &self.place);
        Ok(())
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
mod tests;
