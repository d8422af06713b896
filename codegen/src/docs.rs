//! Stage 4, docs: turns the descriptions of Argyle's website into Markdown for rustdoc.

mod callouts;
mod markdown;

use serde_json::{Map, Value};

use super::document::{DATA, Document};

/// The keys whose text is documentation.
const PROSE: [&str; 3] = ["description", "summary", "title"];

/// The keys whose members are named by the API and not by OpenAPI.
const NAMED: [&str; 13] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "links",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
];

/// Rewrites every text of documentation in `document`.
pub fn apply(document: &mut Document) {
    rewrite_object(&mut document.root);
}

fn rewrite_object(object: &mut Map<String, Value>) {
    for (key, value) in object.iter_mut() {
        match value {
            Value::String(text) if PROSE.contains(&key.as_str()) => {
                *text = markdown::to_rustdoc(text)
            }
            _ if DATA.contains(&key.as_str()) || key.starts_with("x-") => {}
            Value::Object(members) if NAMED.contains(&key.as_str()) => {
                members.values_mut().for_each(rewrite);
            }
            value => rewrite(value),
        }
    }
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Object(object) => rewrite_object(object),
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documentation_is_rewritten_and_data_is_left_alone() {
        let link = "[x](/y)";
        let properties = json!({"description": {"type": "string", "description": link}, "example": {"title": link}});
        let root = json!({"info": {"description": link}, "components": {"schemas": {"A": {
            "properties": properties,
            "example": {"description": link},
            "enum": [{"title": link}],
        }}}});
        let mut document = Document::new(root.as_object().cloned().unwrap());
        apply(&mut document);
        let root = Value::Object(document.root);
        let at = |pointer: &str| root.pointer(pointer).cloned().unwrap();
        let fixed = "[x](https://docs.argyle.com/y)";
        assert_eq!(at("/info/description"), fixed);
        assert_eq!(at("/components/schemas/A/properties/description/description"), fixed);
        assert_eq!(at("/components/schemas/A/properties/example/title"), fixed);
        assert_eq!(at("/components/schemas/A/example/description"), link);
        assert_eq!(at("/components/schemas/A/enum/0/title"), link);
    }
}
