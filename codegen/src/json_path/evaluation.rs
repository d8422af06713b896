//! Tells what the conditions of filters are about a value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ptr;

use regex::Regex;
use serde_json::Value;

use super::comparison::compares;
use super::pattern;
use super::syntax::{Condition, Extent, Operand};

/// The evaluation of a query in a document.
pub struct Evaluation<'a> {
    pub root: &'a Value,
    /// What the conditions of filters turned out to be, by their address and that of the value. A filter does not know
    /// what it stands in, so that one in another need not be asked about a value once for each that it stands in.
    decided: HashMap<(*const Condition, *const Value), bool>,
    patterns: HashMap<(String, Extent), Option<Regex>>,
}

impl<'a> Evaluation<'a> {
    pub fn new(root: &'a Value) -> Self {
        Self { root, decided: HashMap::new(), patterns: HashMap::new() }
    }

    /// Whether the whole condition of a filter is true of a value.
    pub fn holds(&mut self, filter: &Condition, current: &'a Value) -> bool {
        let key = (ptr::from_ref(filter), ptr::from_ref(current));
        if let Some(decided) = self.decided.get(&key) {
            return *decided;
        }
        let outcome = self.is_true(filter, current);
        self.decided.insert(key, outcome);
        outcome
    }

    fn is_true(&mut self, condition: &Condition, current: &'a Value) -> bool {
        match condition {
            Condition::Any(conditions) => conditions.iter().any(|it| self.is_true(it, current)),
            Condition::All(conditions) => conditions.iter().all(|it| self.is_true(it, current)),
            Condition::Not(condition) => !self.is_true(condition, current),
            Condition::Exists(query) => !self.query(query, current).is_empty(),
            Condition::Compares(left, operator, right) => {
                let left = self.value(left, current);
                let right = self.value(right, current);
                compares(left.as_deref(), *operator, right.as_deref())
            }
            Condition::Matches { text, pattern, extent } => {
                let text = self.value(text, current);
                let pattern = self.value(pattern, current);
                match (text.as_deref(), pattern.as_deref()) {
                    (Some(Value::String(text)), Some(Value::String(pattern))) => {
                        self.matches(text, pattern, *extent)
                    }
                    _ => false,
                }
            }
        }
    }

    /// The value of an operand, if it has one.
    fn value<'b>(&mut self, operand: &'b Operand, current: &'a Value) -> Option<Cow<'b, Value>>
    where
        'a: 'b,
    {
        match operand {
            Operand::Literal(value) => Some(Cow::Borrowed(value)),
            Operand::Single(query) => {
                let nodes = self.query(query, current);
                let is_one = nodes.values().map(|node| node.times).eq([1]);
                nodes.values().next().filter(|_| is_one).map(|node| Cow::Borrowed(node.value))
            }
            Operand::Count(query) => {
                let times = self.query(query, current).into_values().map(|node| node.times);
                Some(Cow::Owned(times.fold(0, u64::saturating_add).into()))
            }
            Operand::Length(operand) => {
                let length = match self.value(operand, current)?.as_ref() {
                    Value::String(text) => text.chars().count(),
                    Value::Array(items) => items.len(),
                    Value::Object(members) => members.len(),
                    _ => return None,
                };
                Some(Cow::Owned(length.into()))
            }
        }
    }

    /// Nothing matches what is no pattern.
    fn matches(&mut self, text: &str, pattern: &str, extent: Extent) -> bool {
        let key = (pattern.to_owned(), extent);
        let pattern = self.patterns.entry(key).or_insert_with(|| pattern::compile(pattern, extent));
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json_path::JsonPath;

    /// Whether a condition is true of the value `current` of a document.
    fn holds(condition: &str, current: Value) -> bool {
        let root = json!({"current": current, "limit": 2, "pattern": "a.c"});
        let path = JsonPath::parse(&format!("$[?{condition}]")).unwrap();
        path.locations(&root).contains(&"/current".to_owned())
    }

    #[test]
    fn conditions_are_joined_and_negated() {
        for (condition, expected) in [
            ("@.a", true),
            ("@.null", true),
            ("@.c", false),
            ("!@.c", true),
            ("@.a && @.c", false),
            ("@.c || @.a", true),
            // What is joined by `&&` holds together more than what is joined by `||`.
            ("@.a || @.c && @.c", true),
            ("(@.a || @.c) && @.c", false),
            ("!(@.a && @.c)", true),
            ("@.a < $.limit", true),
            ("@.list[?@ == $.limit]", true),
            ("@.list[?@ > $.limit]", false),
        ] {
            let current = json!({"a": 1, "null": null, "list": [1, 2]});
            assert_eq!(holds(condition, current), expected, "{condition}");
        }
    }

    #[test]
    fn functions_tell_of_values_what_they_are_named_after() {
        for (condition, current, expected) in [
            ("length(@) == 2", json!("é😀"), true),
            ("length(@) == 2", json!([1, [2, 3]]), true),
            ("length(@) == 2", json!({"a": 1, "b": 2}), true),
            ("length(@) == @.absent", json!(12), true),
            ("count(@.*) == 2", json!([1, 2]), true),
            ("count(@[0, 0, *]) == 4", json!([1, 2]), true),
            ("count(@..*) == 3", json!([1, [2]]), true),
            ("count(@..*..*) == 1", json!([1, [2]]), true),
            ("value(@.*) == 1", json!([1]), true),
            ("value(@.*) == @.absent", json!([1, 1]), true),
            ("value(@[0, 0]) == @.absent", json!([1, 1]), true),
            ("match(@, 'a.c')", json!("abc"), true),
            ("match(@, $.pattern)", json!("abcd"), false),
            ("search(@, $.pattern)", json!("_abcd"), true),
            ("search(@, '(')", json!("("), false),
            ("!match(@, 'a')", json!(1), true),
            ("match(@, 1)", json!("1"), false),
        ] {
            assert_eq!(holds(condition, current), expected, "{condition}");
        }
    }
}
