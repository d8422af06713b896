//! Follows the segments of a query through a document.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::evaluation::Evaluation;
use super::syntax::{Query, Segment, Selector, Start};

/// What a query selects, by the steps that lead there from its start. What is selected several times is here once,
/// with their number: otherwise a query like `$..*..*..*` would take longer with every segment.
pub type Nodes<'a> = BTreeMap<Vec<Step<'a>>, Node<'a>>;

/// A selected value.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub value: &'a Value,
    /// How often it is selected.
    pub times: u64,
}

/// One step into an object or a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Index(index) => index.fmt(f),
        }
    }
}

impl<'a> Evaluation<'a> {
    /// What a query selects that stands in a filter about `current`.
    pub fn query(&mut self, query: &Query, current: &'a Value) -> Nodes<'a> {
        let value = match query.start {
            Start::Root => self.root,
            Start::Current => current,
        };
        let start = Nodes::from([(Vec::new(), Node { value, times: 1 })]);
        query.segments.iter().fold(start, |nodes, segment| self.segment(segment, nodes))
    }

    fn segment(&mut self, segment: &Segment, nodes: Nodes<'a>) -> Nodes<'a> {
        let nodes = if segment.descends { with_descendants(nodes) } else { nodes };
        let mut found = Nodes::new();
        for (steps, node) in nodes {
            for selector in &segment.selectors {
                for (step, value) in self.select(selector, node.value) {
                    add(&mut found, longer(&steps, step), Node { value, ..node });
                }
            }
        }
        found
    }

    fn select(&mut self, selector: &Selector, value: &'a Value) -> Vec<(Step<'a>, &'a Value)> {
        match (selector, value) {
            (Selector::Name(name), Value::Object(members)) => {
                let member = members.get_key_value(name);
                member.map(|(name, value)| (Step::Name(name), value)).into_iter().collect()
            }
            (Selector::Wildcard, value) => children(value),
            (Selector::Index(index), Value::Array(items)) => {
                item(items, from_start(*index, length(items))).into_iter().collect()
            }
            (Selector::Slice { start, end, step }, Value::Array(items)) => {
                let indices = indices(*start, *end, *step, length(items));
                indices.into_iter().filter_map(|index| item(items, index)).collect()
            }
            (Selector::Filter(condition), value) => {
                let mut found = children(value);
                found.retain(|(_, child)| self.holds(condition, child));
                found
            }
            _ => Vec::new(),
        }
    }
}

/// The nodes, and everything that stands in them, in one walk: what something stands in comes before it, so that its
/// own turn comes when it is known how often it is selected.
fn with_descendants(mut nodes: Nodes<'_>) -> Nodes<'_> {
    let mut found = Nodes::new();
    while let Some((steps, node)) = nodes.pop_first() {
        for (step, value) in children(node.value) {
            add(&mut nodes, longer(&steps, step), Node { value, ..node });
        }
        found.insert(steps, node);
    }
    found
}

fn longer<'a>(steps: &[Step<'a>], step: Step<'a>) -> Vec<Step<'a>> {
    steps.iter().copied().chain([step]).collect()
}

fn add<'a>(nodes: &mut Nodes<'a>, steps: Vec<Step<'a>>, node: Node<'a>) {
    let known = nodes.entry(steps).or_insert(Node { times: 0, ..node });
    known.times = known.times.saturating_add(node.times);
}

fn children(value: &Value) -> Vec<(Step<'_>, &Value)> {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (Step::Index(index), item)).collect()
        }
        Value::Object(members) => {
            members.iter().map(|(name, value)| (Step::Name(name), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn length(items: &[Value]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// An item, if the list has it.
fn item(items: &[Value], index: i64) -> Option<(Step<'_>, &Value)> {
    let index = usize::try_from(index).ok()?;
    items.get(index).map(|item| (Step::Index(index), item))
}

/// What an index is that may count from the end.
fn from_start(index: i64, length: i64) -> i64 {
    if index < 0 { length + index } else { index }
}

/// The indices of a slice, as section 2.3.4.2.2 of RFC 9535 counts them.
fn indices(start: Option<i64>, end: Option<i64>, step: i64, length: i64) -> Vec<i64> {
    let bound = |index: Option<i64>, default, low, high| {
        index.map_or(default, |index| from_start(index, length).clamp(low, high))
    };
    let size = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    match step {
        1.. => {
            let range = bound(start, 0, 0, length)..bound(end, length, 0, length);
            range.step_by(size).collect()
        }
        0 => Vec::new(),
        // No index of a list with nothing in it is there: both bounds are the one in front of it.
        ..0 => {
            let last = length - 1;
            let range = bound(end, -1, -1, last) + 1..=bound(start, last, -1, last);
            range.rev().step_by(size).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json_path::JsonPath;

    fn selected(path: &str, root: &Value) -> Vec<String> {
        JsonPath::parse(path).unwrap().locations(root)
    }

    #[test]
    fn a_slice_may_count_from_the_end_and_backwards() {
        let root = json!([0, 1, 2, 3, 4]);
        for (slice, expected) in [
            ("1:3", vec!["/1", "/2"]),
            ("-2:", vec!["/3", "/4"]),
            (":-3", vec!["/0", "/1"]),
            ("::2", vec!["/0", "/2", "/4"]),
            ("3:1:-1", vec!["/2", "/3"]),
            ("::-3", vec!["/1", "/4"]),
            (":-2:-1", vec!["/4"]),
            ("9:-9:-4", vec!["/0", "/4"]),
            ("-9:1", vec!["/0"]),
            ("::0", vec![]),
            ("3:1", vec![]),
            ("::9007199254740991", vec!["/0"]),
            ("::-9007199254740991", vec!["/4"]),
        ] {
            assert_eq!(selected(&format!("$[{slice}]"), &root), expected, "{slice}");
        }
        assert!(selected("$[::-1]", &json!([])).is_empty());
    }

    #[test]
    fn selectors_select_nothing_in_values_of_another_type() {
        let root = json!([{"0": 1, "a": [2]}, [3], "text", null]);
        for (path, expected) in [
            ("$[*][0]", vec!["/1/0"]),
            ("$[*]['0']", vec!["/0/0"]),
            ("$[*][:]", vec!["/1/0"]),
            ("$[*].*", vec!["/0/0", "/0/a", "/1/0"]),
            ("$[*][?@ > 1]", vec!["/1/0"]),
            ("$[-4].a[-1]", vec!["/0/a/0"]),
            ("$[4, -5]", vec![]),
        ] {
            assert_eq!(selected(path, &root), expected, "{path}");
        }
    }

    #[test]
    fn more_segments_and_filters_do_not_multiply_the_work() {
        let root = (0..30).fold(json!(0), |inner, _| json!([inner, {"a": 1}]));
        let nested = format!("$..{}*{}", "[?@..".repeat(30), "]".repeat(30));
        for path in
            [format!("${}", "..*".repeat(30)), format!("${}", "[0, 0, *]".repeat(30)), nested]
        {
            assert!(!selected(&path, &root).is_empty(), "{path}");
        }
    }
}
