//! What a JSONPath consists of.

use serde_json::Value;

#[derive(Debug)]
pub struct Query {
    pub start: Start,
    pub segments: Vec<Segment>,
}

#[derive(Debug)]
pub enum Start {
    /// `$`, the document.
    Root,
    /// `@`, the value that a filter is asked about.
    Current,
}

#[derive(Debug)]
pub struct Segment {
    /// Whether it selects in everything that stands in a value, too, as `..` does.
    pub descends: bool,
    pub selectors: Vec<Selector>,
}

#[derive(Debug)]
pub enum Selector {
    Name(String),
    Wildcard,
    /// A negative one counts from the end.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Condition),
}

/// What is true or false of a value.
#[derive(Debug)]
pub enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Exists(Query),
    Compares(Operand, Operator, Operand),
    Matches { text: Operand, pattern: Operand, extent: Extent },
}

/// A single value, or nothing.
#[derive(Debug)]
pub enum Operand {
    Literal(Value),
    /// The value that a query selects, if it is a single one.
    Single(Query),
    Length(Box<Operand>),
    Count(Query),
}

#[derive(Clone, Copy, Debug)]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How much of a text has to match a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    Whole,
    Part,
}

impl Query {
    /// Whether it selects no more than one value, in whatever document.
    pub fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            let selectors = segment.selectors.as_slice();
            !segment.descends && matches!(selectors, [Selector::Name(_) | Selector::Index(_)])
        })
    }
}
