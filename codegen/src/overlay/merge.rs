//! Merges a value of an overlay into a value of the document.

use serde_json::Value;

use crate::document::pointer;

/// A place where the two values are of kinds that do not merge.
pub struct Incompatible {
    pub pointer: String,
    /// The kind of the target, and that of the update.
    pub kinds: [&'static str; 2],
}

/// Names the kind of a value: only values of one kind merge.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a primitive value",
    }
}

/// Merges `update` into a target of an action, which may also be a list that gets one more item.
pub fn merge_into_target(
    target: &mut Value,
    update: &Value,
    pointer: &str,
    changed: &mut Vec<String>,
) -> Result<(), Incompatible> {
    match target {
        Value::Array(items) if !update.is_array() => {
            changed.push(format!("{pointer}/{}", items.len()));
            items.push(update.clone());
            Ok(())
        }
        target => merge(target, update, pointer, changed),
    }
}

/// Merges objects by key, concatenates lists, and replaces primitive values. Adds the pointers of new values to `changed`.
fn merge(
    target: &mut Value,
    update: &Value,
    pointer: &str,
    changed: &mut Vec<String>,
) -> Result<(), Incompatible> {
    match (target, update) {
        (Value::Object(members), Value::Object(updates)) => {
            for (key, update) in updates {
                let pointer = pointer::join(pointer, [key.as_str()]);
                match members.get_mut(key) {
                    Some(member) => merge(member, update, &pointer, changed)?,
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
        (target, update) if kind(target) == kind(update) => {
            *target = update.clone();
            changed.push(pointer.to_owned());
        }
        (target, update) => {
            let kinds = [kind(target), kind(update)];
            return Err(Incompatible { pointer: pointer.to_owned(), kinds });
        }
    }
    Ok(())
}
