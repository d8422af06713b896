//! Decodes responses that differ from their documents: each value that is not of its documented type is repaired or
//! left out.

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Number, Value};
use serde_path_to_error::Segment;
use zeroize::Zeroize as _;

use crate::generated::SECRET_PROPERTIES;

/// The maximum number of values that are repaired or left out. Each requires reading the whole body again.
const REPAIRS: usize = 16;
/// The maximum number of bytes that are read again, about 0.2 s of work. So a large body allows fewer repairs.
const BYTES: usize = 4 * 1024 * 1024;
/// The maximum memory of the JSON of a body, estimated from the costs of its values in serde_json.
const MEMORY: usize = 8 * 1024 * 1024;
const CONTAINER: usize = 700;
const VALUE: usize = 100;

/// Integers below this one are exact in a floating-point number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value, and the JSON pointers of the parts that were left out.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    pub(crate) left_out: Vec<String>,
}

impl<T> Decoded<T> {
    /// A complete value.
    pub(crate) fn whole(value: T) -> Self {
        Self { value, left_out: Vec::new() }
    }
}

/// Reads the body of a success as its documented type, or returns what is wrong with the body. An empty body is read as
/// null, which some types allow. Serde's message may quote a token, so it is not kept.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, String> {
    let error = match serde_json::from_slice(body) {
        Ok(value) => return Ok(Decoded::whole(value)),
        Err(error) => error,
    };
    let other = if body.is_empty() {
        serde_json::from_slice(b"null").ok().map(Decoded::whole)
    } else if error.is_data() {
        repair(body)
    } else {
        None
    };
    other.ok_or_else(|| {
        let problem = match error.classify() {
            _ if body.is_empty() => "the body is empty",
            Category::Syntax | Category::Io => "the body is not JSON",
            Category::Eof => "the body ends too early",
            Category::Data => "a value is missing, empty or of another type than documented",
        };
        format!("differs at line {} column {}: {problem}", error.line(), error.column())
    })
}

/// JSON whose texts are wiped from memory on drop, because a token may be among them.
struct Wiped(Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(json: &mut Value) {
    match json {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The path of a value: names and indices.
type Path = Vec<String>;

/// Converts a value into another type, if a rule knows how.
type Conversion = fn(&Value) -> Option<Value>;

/// Reads a value from JSON that serde does not accept as its type. Returns `None` if a value at fault is required or a
/// secret, or if there are too many for a body of this size.
fn repair<T: DeserializeOwned>(body: &[u8]) -> Option<Decoded<T>> {
    let costs = body.iter().map(|byte| match byte {
        b'{' | b'[' => CONTAINER,
        b',' => VALUE,
        _ => 0,
    });
    if costs.sum::<usize>() > MEMORY {
        return None;
    }
    let mut wiped = Wiped(serde_json::from_slice(body).ok()?);
    let json = &mut wiped.0;
    let (mut left_out, mut removed_items) = (Vec::new(), Vec::new());
    let mut read = attempt::<T>(json);
    // Each repair takes two readings.
    'repairs: for _ in 0..REPAIRS.min(BYTES / body.len().max(1) / 2) {
        let Err(path) = &mut read else { break };
        let mut path = std::mem::take(path);
        if path.iter().any(|step| SECRET_PROPERTIES.contains(&step.as_str())) {
            return None;
        }
        for conversion in [as_integer as Conversion, as_other_type] {
            let before = rewrite(json, &path, conversion);
            if !before.is_empty() {
                read = attempt(json);
                if read.as_ref().err().is_none_or(|next| is_progress(&path, next)) {
                    continue 'repairs;
                }
                put_back(json, &path, before);
            }
        }
        let original = restore_indices(&path, &removed_items);
        // Leaving out null loses nothing.
        if !take_out(json, &mut path)?.0.is_null() {
            left_out.push(original.iter().map(|step| format!("/{}", escape(step))).collect());
        }
        if find(json, &path).is_some_and(|parent| parent.is_array()) {
            removed_items.push(original);
        }
        read = attempt(json);
    }
    Some(Decoded { value: read.ok()?, left_out })
}

/// Reads a value, or returns the path of the first part that differs from its type.
fn attempt<T: DeserializeOwned>(json: &Value) -> Result<T, Path> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let steps = error.path().iter().filter_map(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        steps.collect()
    })
}

/// Converts the value at `path`, and its counterparts in other items of the same lists, because an API mostly treats
/// all items alike. Returns each old value, or `None` for each unchanged one.
fn rewrite(json: &mut Value, path: &[String], conversion: Conversion) -> Vec<Option<Value>> {
    let Some(kind) = find(json, path).map(|value| std::mem::discriminant(value)) else {
        return Vec::new();
    };
    let mut before = Vec::new();
    for_each_counterpart(json, path, &mut |value| {
        let other = conversion(value).filter(|_| std::mem::discriminant(value) == kind);
        before.push(other.map(|other| std::mem::replace(value, other)));
    });
    if before.iter().all(Option::is_none) { Vec::new() } else { before }
}

/// Undoes [`rewrite`].
fn put_back(json: &mut Value, path: &[String], before: Vec<Option<Value>>) {
    let mut before = before.into_iter();
    for_each_counterpart(json, path, &mut |value| {
        if let Some(old) = before.next().flatten() {
            *value = old;
        }
    });
}

/// Converts a number such as `5.0` into an integer.
fn as_integer(value: &Value) -> Option<Value> {
    let number = value.as_f64().filter(|number| value.is_f64() && number.abs() < EXACT)?;
    let integer: i64 = number.to_string().parse().ok()?;
    Some(integer.into())
}

/// Converts a number or a boolean into text and the reverse if both are spelled the same. Converts empty text into null,
/// and null into an empty list.
fn as_other_type(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) if !is_exact(number) => None,
        Value::Bool(_) | Value::Number(_) => Some(Value::String(value.to_string())),
        Value::String(text) if text.trim().is_empty() => Some(Value::Null),
        Value::String(text) => {
            let scalar: Value = serde_json::from_str(text).ok()?;
            let is_scalar = scalar.as_number().map_or(scalar.is_boolean(), is_exact);
            (is_scalar && trim_fraction(&scalar.to_string()) == trim_fraction(text))
                .then_some(scalar)
        }
        Value::Null => Some(Value::Array(Vec::new())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns false for a fraction that serde_json rounds.
fn is_exact(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.abs() < EXACT)
}

/// Removes the zeros at the end of a number's fraction.
fn trim_fraction(text: &str) -> &str {
    if text.contains('.') && !text.contains(['e', 'E']) {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Returns true if an error at `next` shows that the value at `path` is fine now. An error at the same path shows the opposite.
/// An error in an earlier item shows that the conversion broke that item.
fn is_progress(path: &[String], next: &[String]) -> bool {
    let is_counterpart = path.len() == next.len()
        && path.iter().zip(next).all(|(step, other)| {
            step == other || step.parse::<usize>().is_ok() && other.parse::<usize>().is_ok()
        });
    let indices = |path: &[String]| -> Vec<usize> {
        path.iter().filter_map(|step| step.parse().ok()).collect()
    };
    !is_counterpart || indices(next) > indices(path)
}

/// Takes the value at `path` out, and shortens `path` to its parent. If the value is required, the next error names the
/// parent. Counterparts that are null are removed too.
fn take_out(json: &mut Value, path: &mut Path) -> Option<Wiped> {
    let last = path.pop()?;
    let value = match find(json, path)? {
        Value::Object(members) => Wiped(members.remove(&last)?),
        Value::Array(items) => Wiped(items.remove(last.parse().ok()?)),
        _ => return None,
    };
    if value.0.is_null() {
        for_each_counterpart(json, path, &mut |counterpart| {
            if let Value::Object(members) = counterpart
                && members.get(&last).is_some_and(Value::is_null)
            {
                members.remove(&last);
            }
        });
    }
    Some(value)
}

/// Returns the path that `path` was before items were removed from lists.
fn restore_indices(path: &[String], removed_items: &[Path]) -> Path {
    let mut original = Path::new();
    for step in path {
        let beside = |item: &&Path| item.split_last().is_some_and(|(_, list)| list == original);
        let removed = removed_items.iter().filter(beside).filter_map(|item| item.last());
        let mut removed: Vec<usize> = removed.filter_map(|index| index.parse().ok()).collect();
        removed.sort_unstable();
        let count = |index, removed: usize| index + usize::from(removed <= index);
        original.push(match step.parse() {
            Ok(index) if !removed.is_empty() => removed.into_iter().fold(index, count).to_string(),
            _ => step.clone(),
        });
    }
    original
}

/// Escapes a step of a JSON pointer.
fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Returns the value at `path`.
fn find<'a>(json: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(json, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Shows every value whose path differs from `path` only in indices.
fn for_each_counterpart(json: &mut Value, path: &[String], show: &mut dyn FnMut(&mut Value)) {
    match (path.split_first(), json) {
        (None, value) => show(value),
        (Some((step, rest)), Value::Object(members)) => {
            if let Some(member) = members.get_mut(step) {
                for_each_counterpart(member, rest, show);
            }
        }
        (Some((_, rest)), Value::Array(items)) => {
            items.iter_mut().for_each(|item| for_each_counterpart(item, rest, show));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
