//! Decodes what the API really sends, which is not always what its documents say: each value that differs from its
//! documented type is repaired or left out.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;
use zeroize::Zeroize as _;

use crate::generated::SECRET_PROPERTIES;

/// The maximum number of places that are repaired or left out. Each requires reading the whole body again.
const PLACES: usize = 16;
/// The maximum number of bytes that are read again, about 0.2 s of work: a large body has fewer places.
const BYTES: usize = 4 * 1024 * 1024;
/// The maximum memory of the JSON of a body, estimated from what its values cost serde_json.
const MEMORY: usize = 8 * 1024 * 1024;
const CONTAINER: usize = 700;
const VALUE: usize = 100;

/// Integers below this one are exact in a floating-point number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value, and the JSON pointers of what was left out of it.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    pub(crate) left_out: Vec<String>,
}

impl<T> Decoded<T> {
    /// A value of which nothing was left out.
    pub(crate) fn whole(value: T) -> Self {
        Self { value, left_out: Vec::new() }
    }
}

/// The body of a success as the type that the document gives it, or what is wrong with the body. No body is null, which is a
/// value of some types. Serde's own message quotes values, and a value may be a token, so it is not kept.
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

/// JSON whose texts are wiped from memory on drop, as a token may be among them.
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
type Place = Vec<String>;

/// Converts a value into another type, if a rule knows how.
type Conversion = fn(&Value) -> Option<Value>;

/// Reads a value from JSON that serde does not accept as its type. None if what differs is required, or a secret, or
/// stands in too many places for a body of this size.
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
    // Each place takes two readings.
    'places: for _ in 0..PLACES.min(BYTES / body.len().max(1) / 2) {
        let Err(place) = &mut read else { break };
        let mut place = std::mem::take(place);
        if place.iter().any(|step| SECRET_PROPERTIES.contains(&step.as_str())) {
            return None;
        }
        for conversion in [as_integer as Conversion, as_other_type] {
            let before = rewrite(json, &place, conversion);
            if !before.is_empty() {
                read = attempt(json);
                if read.as_ref().err().is_none_or(|next| is_progress(&place, next)) {
                    continue 'places;
                }
                put_back(json, &place, before);
            }
        }
        let original = restore_indices(&place, &removed_items);
        // Null in place of a value is no loss.
        if !take_out(json, &mut place)?.0.is_null() {
            left_out.push(original.iter().map(|step| format!("/{}", escape(step))).collect());
        }
        if find(json, &place).is_some_and(|parent| parent.is_array()) {
            removed_items.push(original);
        }
        read = attempt(json);
    }
    Some(Decoded { value: read.ok()?, left_out })
}

/// Reads a value, or returns the place of the first part that differs from its type.
fn attempt<T: DeserializeOwned>(json: &Value) -> Result<T, Place> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let steps = error.path().iter().filter_map(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        steps.collect()
    })
}

/// Writes the value at `place` as its documented type may be, and so its counterparts in other items of the same lists:
/// what differs in one item mostly differs in all. Returns each value as it was, or nothing for one that stays.
fn rewrite(json: &mut Value, place: &[String], conversion: Conversion) -> Vec<Option<Value>> {
    let Some(kind) = find(json, place).map(|value| std::mem::discriminant(value)) else {
        return Vec::new();
    };
    let mut before = Vec::new();
    for_each_counterpart(json, place, &mut |value| {
        let other = conversion(value).filter(|_| std::mem::discriminant(value) == kind);
        before.push(other.map(|other| std::mem::replace(value, other)));
    });
    if before.iter().all(Option::is_none) { Vec::new() } else { before }
}

/// Undoes [`rewrite`].
fn put_back(json: &mut Value, place: &[String], before: Vec<Option<Value>>) {
    let mut before = before.into_iter();
    for_each_counterpart(json, place, &mut |value| {
        if let Some(old) = before.next().flatten() {
            *value = old;
        }
    });
}

/// Converts a number such as `5.0` into the integer.
fn as_integer(value: &Value) -> Option<Value> {
    let number = value.as_f64().filter(|number| value.is_f64() && number.abs() < EXACT)?;
    let integer: i64 = number.to_string().parse().ok()?;
    Some(integer.into())
}

/// Converts a number or a boolean into text and the reverse if both are spelled the same, empty text into null, and null
/// into an empty list.
fn as_other_type(value: &Value) -> Option<Value> {
    match value {
        // serde_json has rounded a larger one.
        Value::Number(number) if number.is_f64() && number.as_f64()?.abs() >= EXACT => None,
        Value::Bool(_) | Value::Number(_) => Some(Value::String(value.to_string())),
        Value::String(text) if text.trim().is_empty() => Some(Value::Null),
        Value::String(text) => {
            let scalar: Value = serde_json::from_str(text).ok()?;
            let is_scalar = scalar.is_number() || scalar.is_boolean();
            (is_scalar && trim_fraction(&scalar.to_string()) == trim_fraction(text))
                .then_some(scalar)
        }
        Value::Null => Some(Value::Array(Vec::new())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of a number without the zeros at the end of its fraction.
fn trim_fraction(text: &str) -> &str {
    if text.contains('.') && !text.contains(['e', 'E']) {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Returns true if an error at `next` says that the value at `place` is fine now. One at the same place says that it is not, and
/// one in an item before it, that the item was fine and is no more.
fn is_progress(place: &[String], next: &[String]) -> bool {
    let is_counterpart = place.len() == next.len()
        && place.iter().zip(next).all(|(step, other)| {
            step == other || step.parse::<usize>().is_ok() && other.parse::<usize>().is_ok()
        });
    let indices = |place: &[String]| -> Vec<usize> {
        place.iter().filter_map(|step| step.parse().ok()).collect()
    };
    !is_counterpart || indices(next) > indices(place)
}

/// Takes the value at `place` out, and leaves the place of what is around it. If it is required, the next error is about
/// that. A property that is null in one item mostly is in others, which lose it too.
fn take_out(json: &mut Value, place: &mut Place) -> Option<Wiped> {
    let last = place.pop()?;
    let value = match find(json, place)? {
        Value::Object(members) => Wiped(members.remove(&last)?),
        Value::Array(items) => Wiped(items.remove(last.parse().ok()?)),
        _ => return None,
    };
    if value.0.is_null() {
        for_each_counterpart(json, place, &mut |counterpart| {
            if let Value::Object(members) = counterpart
                && members.get(&last).is_some_and(Value::is_null)
            {
                members.remove(&last);
            }
        });
    }
    Some(value)
}

/// The place that `place` was before items were removed from lists.
fn restore_indices(place: &[String], removed_items: &[Place]) -> Place {
    let mut original = Place::new();
    for step in place {
        let beside = |item: &&Place| item.split_last().is_some_and(|(_, list)| list == original);
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

/// The value at `place`.
fn find<'a>(json: &'a mut Value, place: &[String]) -> Option<&'a mut Value> {
    place.iter().try_fold(json, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Shows every value that stands at `place` with whatever indices.
fn for_each_counterpart(json: &mut Value, place: &[String], show: &mut dyn FnMut(&mut Value)) {
    match (place.split_first(), json) {
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
