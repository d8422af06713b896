//! Stage 4, docs: converts the Markdown of Argyle's website to Markdown for rustdoc.

mod components;
mod rustdoc;

use serde_json::Value;

use crate::document::Document;
use crate::document::walk::{Node, visit};

/// The keys of documentation.
const PROSE: [&str; 3] = ["description", "summary", "title"];

/// Rewrites all documentation in `document`.
pub fn apply(document: &mut Document) {
    visit(&mut document.root, Node::Object, "", &mut |_, _, value| {
        for key in PROSE {
            if let Some(Value::String(text)) = value.get_mut(key) {
                *text = rustdoc::to_rustdoc(text);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documentation_is_rewritten_and_data_is_unchanged() {
        let link = "[x](/y)";
        let properties = json!({"description": {"type": "string", "description": link}, "example": {"title": link}});
        let root = json!({"info": {"description": link}, "components": {"schemas": {"A": {
            "properties": properties,
            "example": {"description": link},
            "enum": [{"title": link}],
        }}}});
        let mut document = Document::from_root(root);
        apply(&mut document);
        let at = |pointer: &str| document.root.pointer(pointer).cloned().unwrap();
        let fixed = "[x](https://docs.argyle.com/y)";
        assert_eq!(at("/info/description"), fixed);
        assert_eq!(at("/components/schemas/A/properties/description/description"), fixed);
        assert_eq!(at("/components/schemas/A/properties/example/title"), fixed);
        assert_eq!(at("/components/schemas/A/example/description"), link);
        assert_eq!(at("/components/schemas/A/enum/0/title"), link);
    }
}
