//! Encodes the parameters of a request.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use super::Operation;

/// The characters escaped in a path segment: those that would end it, and those that no URL contains.
const NOT_IN_A_SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    // `http` URLs treat it as `/`.
    .add(b'\\')
    .add(b'%');

/// A name and its value.
pub(crate) type Pair = (String, String);

/// The style of a list or an object in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A list: several values of one name. An object: one value for each property, under the name of the property.
    Exploded,
    /// A list: one text with commas. An object: one text of its names and values.
    Commas,
    /// The same with spaces.
    Spaces,
    /// The same with pipes.
    Pipes,
    /// An object: one value for each property, named `name[property]`.
    DeepObject,
    /// Any value as JSON.
    Json,
}

/// Marks a path segment that would lead to another path: an empty one, `.` or `..`. Percent-encoded text never contains it.
pub(crate) const NO_SEGMENT: char = '\0';

/// Percent-encodes a path parameter as one segment, or returns [`NO_SEGMENT`].
pub(crate) fn path_segment(value: &str) -> String {
    match value {
        "" | "." | ".." => NO_SEGMENT.to_string(),
        value => utf8_percent_encode(value, NOT_IN_A_SEGMENT).to_string(),
    }
}

/// Encodes a query parameter as names and values. Null is not sent.
pub(crate) fn query(name: &str, value: &impl Serialize, style: Style) -> Vec<Pair> {
    let mut pairs = Vec::new();
    add_styled(&mut pairs, name, serde_json::to_value(value).unwrap_or_default(), style);
    pairs
}

/// Encodes the properties of a body as names and values, in the style of each property. By default, a list is several
/// values of one name, and an object is JSON.
pub(crate) fn form(body: Value, operation: &Operation) -> Vec<Pair> {
    let Value::Object(properties) = body else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for (name, value) in properties {
        match operation.style(&name) {
            Some(style) => add_styled(&mut pairs, &name, value, style),
            None if value.is_object() => add(&mut pairs, &name, value),
            None => add_styled(&mut pairs, &name, value, Style::Exploded),
        }
    }
    pairs
}

fn add_styled(pairs: &mut Vec<Pair>, name: &str, value: Value, style: Style) {
    match (style, value) {
        (Style::Json, Value::Null) => {}
        (Style::Json, value) => pairs.push((name.to_owned(), value.to_string())),
        (Style::DeepObject, value) => add_deep(pairs, name.to_owned(), value),
        (Style::Exploded, Value::Array(items)) => {
            items.into_iter().for_each(|item| add(pairs, name, item));
        }
        (Style::Exploded, Value::Object(properties)) => {
            properties.into_iter().for_each(|(name, value)| add(pairs, &name, value));
        }
        (_, Value::Array(items)) => {
            add_joined(pairs, name, items.into_iter().filter_map(format_scalar).collect(), style);
        }
        (_, Value::Object(properties)) => {
            let texts = properties
                .into_iter()
                .filter_map(|(name, value)| Some([name, format_scalar(value)?]))
                .flatten();
            add_joined(pairs, name, texts.collect(), style);
        }
        (_, value) => add(pairs, name, value),
    }
}

fn add_joined(pairs: &mut Vec<Pair>, name: &str, texts: Vec<String>, style: Style) {
    let separator = match style {
        Style::Spaces => " ",
        Style::Pipes => "|",
        _ => ",",
    };
    if !texts.is_empty() {
        pairs.push((name.to_owned(), texts.join(separator)));
    }
}

fn add_deep(pairs: &mut Vec<Pair>, name: String, value: Value) {
    match value {
        Value::Array(items) => {
            items.into_iter().for_each(|item| add_deep(pairs, name.clone(), item))
        }
        Value::Object(properties) => {
            for (property, value) in properties {
                add_deep(pairs, format!("{name}[{property}]"), value);
            }
        }
        value => add(pairs, &name, value),
    }
}

fn add(pairs: &mut Vec<Pair>, name: &str, value: Value) {
    pairs.extend(format_scalar(value).map(|text| (name.to_owned(), text)));
}

/// Formats a value as text. Returns `None` for null.
fn format_scalar(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        value => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_parameter_is_one_segment_or_none() {
        for (value, segment) in [
            ("a b", "a%20b"),
            ("a/../b", "a%2F..%2Fb"),
            ("a\\..", "a%5C.."),
            ("...", "..."),
            ("%2e", "%252e"),
            ("\0", "%00"),
            ("", "\0"),
            (".", "\0"),
            ("..", "\0"),
        ] {
            assert_eq!(path_segment(value), segment);
        }
    }

    #[test]
    fn every_style_is_written_as_openapi_describes_it() {
        let (list, object) = (json!(["a", 1, null, true]), json!({"b": 2, "c": "d", "e": null}));
        let nested = json!({"f": {"g": [1, 2]}});
        for (style, value, expected) in [
            (Style::Exploded, &list, "x=a&x=1&x=true"),
            (Style::Exploded, &object, "b=2&c=d"),
            (Style::Commas, &list, "x=a,1,true"),
            (Style::Commas, &object, "x=b,2,c,d"),
            (Style::Commas, &json!([]), ""),
            (Style::Spaces, &list, "x=a 1 true"),
            (Style::Pipes, &list, "x=a|1|true"),
            (Style::DeepObject, &object, "x[b]=2&x[c]=d"),
            (Style::DeepObject, &nested, "x[f][g]=1&x[f][g]=2"),
            (Style::Json, &nested, "x={\"f\":{\"g\":[1,2]}}"),
            (Style::Json, &Value::Null, ""),
            (Style::Pipes, &json!("a"), "x=a"),
        ] {
            let pairs = query("x", value, style).into_iter();
            let text: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(text.join("&"), expected, "{style:?}");
        }
        let body = json!({"a": [1, "b"], "c": {"d": 1}, "e": null, "f": "g"});
        let body = form(body, &Operation::UNKNOWN);
        let text: Vec<String> =
            body.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(text.join("&"), "a=1&a=b&c={\"d\":1}&f=g");
    }
}
