//! JSONPath, as RFC 9535 has it: which places of a document a query selects.

mod comparison;
mod evaluation;
mod parser;
mod pattern;
mod query;
mod syntax;

use std::fmt;

use serde_json::Value;

use crate::document::pointer;
use evaluation::Evaluation;
use parser::Parser;
use query::Step;
use syntax::Query;

/// A query that starts at the root of a document.
#[derive(Debug)]
pub struct JsonPath(Query);

/// What is wrong with a text that is no JSONPath.
#[derive(Debug)]
pub struct ParseError {
    problem: String,
    /// The character at which it is wrong, counted from 1.
    character: usize,
}

impl JsonPath {
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Parser::new(text).whole().map(Self)
    }

    /// The JSON pointer of each place that is selected: once, however often it is selected, and in the order of the
    /// document, in which what stands in something comes behind it, and items of a list come one after the other.
    pub fn locations(&self, root: &Value) -> Vec<String> {
        let nodes = Evaluation::new(root).query(&self.0, root);
        let pointer_of = |steps: &Vec<Step>| {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            pointer::join("", steps.iter().map(String::as_str))
        };
        nodes.keys().map(pointer_of).collect()
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at character {}", self.problem, self.character)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_is_selected_is_named_once_in_the_order_of_the_document() {
        let root = json!({"b": [1, [2], 3], "a": {"c": 4}, "~/": 5});
        for (path, locations) in [
            ("$", vec![""]),
            ("$.b[2, 0, -1]", vec!["/b/0", "/b/2"]),
            ("$['b', 'a', 'b']", vec!["/a", "/b"]),
            ("$['~/']", vec!["/~0~1"]),
            ("$..*", vec!["/a", "/a/c", "/b", "/b/0", "/b/1", "/b/1/0", "/b/2", "/~0~1"]),
            ("$..[0]", vec!["/b/0", "/b/1/0"]),
            ("$.c", vec![]),
        ] {
            assert_eq!(JsonPath::parse(path).unwrap().locations(&root), locations, "{path}");
        }
    }

    #[test]
    fn what_is_no_query_says_why_and_where() {
        for (path, problem) in [
            ("", "it does not start with `$`, at character 1"),
            ("$.é.", "it ends where a name, or `*` was expected, at character 5"),
            (
                "$[?@.a == 1 || @.b.* == 2]",
                "more than one value, where one is needed, at character 16",
            ),
        ] {
            let error = JsonPath::parse(path).unwrap_err().to_string();
            assert!(error.ends_with(problem), "{path}: {error}");
        }
    }
}
