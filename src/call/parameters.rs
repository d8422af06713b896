//! Parameters of a request as it carries them.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// What is escaped in a segment of a path: what would end the segment, or is no part of a URL.
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
    .add(b'%');

/// A path parameter as one segment of a path.
pub(crate) fn path_segment(value: &str) -> String {
    utf8_percent_encode(value, NOT_IN_A_SEGMENT).to_string()
}

/// A query parameter as name and value: a list as several of one name, an object as one for each property, and
/// null not at all.
pub(crate) fn query(name: &str, value: &impl Serialize) -> Vec<(String, String)> {
    match serde_json::to_value(value).unwrap_or_default() {
        Value::Array(items) => {
            items.into_iter().filter_map(|item| Some((name.to_owned(), text(item)?))).collect()
        }
        Value::Object(properties) => {
            properties.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect()
        }
        value => text(value).map(|text| (name.to_owned(), text)).into_iter().collect(),
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        value => Some(value.to_string()),
    }
}
