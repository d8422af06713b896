//! Reads a body whose values differ from their documented types: each such value is repaired or left out.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use zeroize::Zeroize as _;

use crate::generated::SECRET_PROPERTIES;

/// How many places of a body are repaired or left out at most. Each is found by reading the whole body again.
const PLACES: usize = 16;
/// How many bytes are read again at most, so that a large body has fewer places: it takes its thread some 0.2 s at most.
const BYTES: usize = 4 * 1024 * 1024;
/// How many bytes of memory the JSON of a body takes at most, by what objects, lists and other values cost serde_json.
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

/// Where a value stands: the names and indices that lead to it.
type Place = Vec<String>;

/// Reads a value from JSON that serde does not accept as its type. None if what differs is required, or a secret, or
/// stands in too many places for a body of this size.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Option<Decoded<T>> {
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
    let mut left_out: Vec<Place> = Vec::new();
    let mut read = attempt::<T>(json);
    // Each place takes two readings.
    for _ in 0..PLACES.min(BYTES / body.len().max(1) / 2) {
        let Err(place) = &mut read else { break };
        let mut place = std::mem::take(place);
        if place.iter().any(|step| SECRET_PROPERTIES.contains(&step.as_str())) {
            return None;
        }
        let before = rewrite(json, &place);
        if !before.is_empty() {
            read = attempt(json);
            if read.as_ref().err().is_none_or(|next| is_progress(&place, next)) {
                continue;
            }
            put_back(json, &place, before);
        }
        let original = as_it_came(json, &place, &left_out);
        take_out(json, &mut place)?;
        left_out.push(original);
        read = attempt(json);
    }
    let pointer = |place: Place| place.iter().map(|step| format!("/{}", escaped(step))).collect();
    Some(Decoded { value: read.ok()?, left_out: left_out.into_iter().map(pointer).collect() })
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
fn rewrite(json: &mut Value, place: &[String]) -> Vec<Option<Value>> {
    let Some(kind) = find(json, place).map(|value| std::mem::discriminant(value)) else {
        return Vec::new();
    };
    let mut before = Vec::new();
    for_each_counterpart(json, place, &mut |value| {
        let other = rewritten(value).filter(|_| std::mem::discriminant(value) == kind);
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

/// Text for a number or a boolean and the reverse, where both are spelled the same; null for empty text.
fn rewritten(value: &Value) -> Option<Value> {
    match value {
        // serde_json has rounded a larger one.
        Value::Number(number) if number.is_f64() && number.as_f64()?.abs() >= EXACT => None,
        Value::Bool(_) | Value::Number(_) => Some(Value::String(value.to_string())),
        Value::String(text) if text.trim().is_empty() => Some(Value::Null),
        Value::String(text) => {
            let scalar: Value = serde_json::from_str(text).ok()?;
            let is_scalar = scalar.is_number() || scalar.is_boolean();
            (is_scalar && plain(&scalar.to_string()) == plain(text)).then_some(scalar)
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of a number without the zeros at the end of its fraction.
fn plain(text: &str) -> &str {
    if text.contains('.') && !text.contains(['e', 'E']) {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Whether an error at `next` says that the value at `place` is fine now. One at the same place says that it is not, and
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

/// Takes the value at `place` out. Where it is required, the next error is about the value around it.
fn take_out(json: &mut Value, place: &mut Place) -> Option<()> {
    let last = place.pop()?;
    match find(json, place)? {
        Value::Object(members) => drop(Wiped(members.remove(&last)?)),
        Value::Array(items) => drop(Wiped(items.remove(last.parse().ok()?))),
        _ => return None,
    }
    Some(())
}

/// The place that `place` was before items were taken out of lists.
fn as_it_came(json: &Value, place: &[String], left_out: &[Place]) -> Place {
    let (mut original, mut value) = (Place::new(), Some(json));
    for step in place {
        let index = step.parse::<usize>().ok().filter(|_| value.is_some_and(Value::is_array));
        value = index.map_or_else(|| value?.get(step), |index| value?.get(index));
        let is_beside =
            |other: &&Place| other.split_last().is_some_and(|(_, list)| list == original);
        let gone = left_out.iter().filter(is_beside).filter_map(|other| other.last()?.parse().ok());
        let mut gone: Vec<usize> = gone.collect();
        gone.sort_unstable();
        let before = |index, gone: usize| index + usize::from(gone <= index);
        original.push(match index {
            Some(index) => gone.into_iter().fold(index, before).to_string(),
            None => step.clone(),
        });
    }
    original
}

/// A step of a JSON pointer.
fn escaped(step: &str) -> String {
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
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;
    use test_inputs::config;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
    #[serde(default)]
    struct Page {
        text: Option<String>,
        number: Option<f64>,
        truth: Option<bool>,
        user_token: Option<String>,
        items: Vec<Item>,
        map: std::collections::BTreeMap<String, Vec<u8>>,
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Item {
        id: String,
        size: Option<i64>,
    }

    /// A body with something of every kind, as the type has it.
    fn documented() -> Value {
        json!({
            "text": "7", "number": 1.5, "truth": true, "user_token": null,
            "items": [{"id": "a", "size": 1}, {"id": "b", "size": null}, {"id": "3", "size": -2}],
            "map": {"x": [1, 2], "y": [], "0": [3]},
        })
    }

    /// The pointers of all values inside of one, and the value at each.
    fn values(json: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
        let inner: Vec<(String, &Value)> = match json {
            Value::Object(members) => {
                members.iter().map(|(key, value)| (key.clone(), value)).collect()
            }
            Value::Array(items) => {
                items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
            }
            _ => return,
        };
        for (step, value) in inner {
            let pointer = format!("{pointer}/{step}");
            found.push((pointer.clone(), value.clone()));
            values(value, &pointer, found);
        }
    }

    fn page(body: &Value) -> Option<(Page, Vec<String>)> {
        read(body.to_string().as_bytes()).map(|read| (read.value, read.left_out))
    }

    #[test]
    fn a_value_in_another_form_is_repaired_and_nothing_is_left_out() {
        let (read, left_out) =
            page(&json!({"text": 1.5, "number": "7.50", "truth": "true", "items": [{"id": true, "size": ""}]}))
                .unwrap();
        assert_eq!(read.text.as_deref(), Some("1.5"));
        assert_eq!((read.number, read.truth), (Some(7.5), Some(true)));
        assert_eq!(read.items, [Item { id: "true".to_owned(), size: None }]);
        assert!(left_out.is_empty(), "{left_out:?}");
    }

    #[test]
    fn a_repair_covers_all_items_of_a_list() {
        let items: Vec<Value> =
            (0..500).map(|id| json!({"id": id, "size": id.to_string()})).collect();
        let (read, left_out) = page(&json!({"items": items})).unwrap();
        let sizes: Vec<_> = read.items.iter().map(|item| (item.id.clone(), item.size)).collect();
        let expected: Vec<_> = (0..500).map(|id| (id.to_string(), Some(id))).collect();
        assert_eq!((sizes, left_out.len()), (expected, 0));
    }

    #[test]
    fn what_cannot_be_repaired_is_left_out_by_the_pointer_that_it_came_with() {
        let (read, left_out) = page(&json!({
            "text": {"a": 1}, "number": "7.0.1", "truth": "yes",
            "items": [{"size": 1}, {"id": "b", "size": "x"}, [], {"id": "d"}, 5, {"id": "f", "size": []}],
            "map": {"a/b~c": [1, 300, 2, null, 3]},
        }))
        .unwrap();
        let ids: Vec<&str> = read.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!((ids, &read.map["a/b~c"][..]), (vec!["b", "d", "f"], &[1, 2, 3][..]));
        let expected = [
            "/text",
            "/number",
            "/truth",
            "/items/0",
            "/items/1/size",
            "/items/2",
            "/items/4",
            "/items/5/size",
            "/map/a~1b~0c/1",
            "/map/a~1b~0c/3",
        ];
        let sorted = |mut pointers: Vec<String>| {
            pointers.sort_unstable();
            pointers
        };
        assert_eq!(sorted(left_out), sorted(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_number_is_not_rounded_into_another_type() {
        let (read, left_out) = page(&json!({"items": [{"id": "a", "size": "1.5"}, {"id": "b", "size": 1e3}], "text": 1e17, "number": "12345678901234567890.5"})).unwrap();
        assert!(
            read.items.iter().all(|item| item.size.is_none())
                && read.text.is_none()
                && read.number.is_none()
        );
        assert_eq!(left_out.len(), 4, "{left_out:?}");
    }

    #[test]
    fn what_is_required_or_secret_or_off_in_too_many_places_is_an_error() {
        let many: Vec<Value> = (0..=PLACES).map(|_| json!({"size": 1})).collect();
        for body in [
            json!({"user_token": 5}),
            json!({"user_token": [""]}),
            json!("x"),
            json!({"items": many}),
        ] {
            assert_eq!(page(&body), None, "{body}");
        }
        assert!(read::<Item>(br#"{"id": null}"#).is_none());
        assert!(read::<Page>(b"{").is_none());
    }

    #[test]
    fn a_large_body_has_fewer_places_and_many_objects_none() {
        let wrong = json!({"id": "a", "size": "x"});
        let body = |items: usize, id: &str, places: usize| {
            let items = (0..items).map(|_| json!({"id": id})).chain(vec![wrong.clone(); places]);
            json!({"items": items.collect::<Vec<_>>()})
        };
        let id = "a".repeat(250);
        let large = |places| page(&body(4_100, &id, places)).map(|(_, left_out)| left_out.len());
        assert!(body(4_100, &id, 0).to_string().len() > 1024 * 1024);
        assert_eq!((large(1), large(2), large(PLACES)), (Some(1), None, None));
        let crowded = |items| page(&body(items, "a", 1)).map(|(_, left_out)| left_out.len());
        let most = MEMORY / (CONTAINER + VALUE);
        assert_eq!((crowded(most - 3), crowded(most + 1)), (Some(1), None));
    }

    #[test]
    fn texts_are_wiped() {
        let mut json = documented();
        wipe(&mut json);
        let mut left = Vec::new();
        values(&json, "", &mut left);
        let texts: Vec<&str> = left.iter().filter_map(|(_, value)| value.as_str()).collect();
        assert_eq!(texts, ["", "", "", ""]);
    }

    proptest! {
        #![proptest_config(config(512))]

        /// No value is made up, and each pointer that is listed leads to a value of the body.
        #[test]
        fn what_is_read_of_a_changed_body_came_with_it(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..6),
        ) {
            let mut body = documented();
            let mut places = Vec::new();
            values(&body, "", &mut places);
            for (place, other) in &changes {
                if let Some(value) = body.pointer_mut(&place.get(&places).0) {
                    *value = other.clone();
                }
            }
            if let Some((read, left_out)) = page(&body) {
                let (mut came, mut kept) = (Vec::new(), Vec::new());
                values(&body, "", &mut came);
                values(&serde_json::to_value(&read).unwrap(), "", &mut kept);
                let spelled = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let scalars = |values: &[(String, Value)]| -> Vec<String> {
                    let scalars = values.iter().map(|(_, value)| value);
                    let scalars = scalars.filter(|value| !value.is_object() && !value.is_array());
                    let number = |text: &str| text.parse().ok().map(|number: f64| number.to_string());
                    scalars.map(spelled).map(|text| number(&text).unwrap_or(text)).collect()
                };
                let came_scalars = scalars(&came);
                for scalar in scalars(&kept) {
                    prop_assert!(scalar == "null" || came_scalars.contains(&scalar), "{scalar} of {body} is {read:?}");
                }
                for pointer in &left_out {
                    prop_assert!(body.pointer(pointer).is_some(), "{pointer} of {body}");
                }
            }
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3i64..300).prop_map(Value::from),
            (-3.0..3.0).prop_map(Value::from),
            "[a7.]{0,3}".prop_map(Value::from),
        ];
        let list = prop::collection::vec(scalar.clone(), 0..3).prop_map(Value::from);
        let object = prop::collection::btree_map("id|size|x", scalar.clone(), 0..3);
        let object = object.prop_map(|members| Value::Object(members.into_iter().collect()));
        prop_oneof![scalar, list, object]
    }
}
