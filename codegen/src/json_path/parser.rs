//! Reads a JSONPath: its segments and selectors.

mod conditions;
mod cursor;
mod functions;
mod literals;

use super::ParseError;
use super::syntax::{Query, Segment, Selector, Start};

/// How deep filters, parentheses and functions may stand in each other, so that no text exhausts the stack.
const MAX_DEPTH: usize = 64;

/// A text that is read from its start to its end.
pub struct Parser<'a> {
    text: &'a str,
    /// What is not read yet.
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, rest: text, depth: 0 }
    }

    /// The query that the whole text is.
    pub fn whole(mut self) -> Result<Query, ParseError> {
        if !self.rest.starts_with('$') {
            return Err(self.error("it does not start with `$`"));
        }
        let query = self.query()?;
        if self.rest.is_empty() { Ok(query) } else { Err(self.unexpected("`.`, `[` or the end")) }
    }

    fn query(&mut self) -> Result<Query, ParseError> {
        let start = if self.takes("$") {
            Start::Root
        } else {
            self.require("@", "a query, which starts with `$` or `@`,")?;
            Start::Current
        };
        let mut segments = Vec::new();
        loop {
            // Blanks are a part of a query only if a segment follows.
            let end = self.rest;
            self.skip_blanks();
            match self.segment()? {
                Some(segment) => segments.push(segment),
                None => {
                    self.rest = end;
                    return Ok(Query { start, segments });
                }
            }
        }
    }

    fn segment(&mut self) -> Result<Option<Segment>, ParseError> {
        let descends = self.takes("..");
        let selectors = if self.takes("[") {
            self.list_of_selectors()?
        } else if descends || self.takes(".") {
            vec![self.shorthand()?]
        } else {
            return Ok(None);
        };
        Ok(Some(Segment { descends, selectors }))
    }

    fn list_of_selectors(&mut self) -> Result<Vec<Selector>, ParseError> {
        let mut selectors = Vec::new();
        loop {
            self.skip_blanks();
            selectors.push(self.selector()?);
            self.skip_blanks();
            if self.takes("]") {
                return Ok(selectors);
            }
            self.require(",", "`,` or `]`")?;
        }
    }

    /// What stands behind a dot.
    fn shorthand(&mut self) -> Result<Selector, ParseError> {
        if self.takes("*") {
            return Ok(Selector::Wildcard);
        }
        let is_first =
            |letter: char| letter.is_ascii_alphabetic() || letter == '_' || !letter.is_ascii();
        if !self.rest.starts_with(is_first) {
            return Err(self.unexpected("a name, or `*`"));
        }
        let name = self.take_while(|letter| is_first(letter) || letter.is_ascii_digit());
        Ok(Selector::Name(name.to_owned()))
    }

    fn selector(&mut self) -> Result<Selector, ParseError> {
        if self.takes("*") {
            return Ok(Selector::Wildcard);
        }
        if self.takes("?") {
            self.skip_blanks();
            return self.condition().map(Selector::Filter);
        }
        if let Some(name) = self.string()? {
            return Ok(Selector::Name(name));
        }
        let start = self.integer()?;
        self.skip_blanks();
        match start {
            _ if self.takes(":") => self.rest_of_slice(start),
            Some(index) => Ok(Selector::Index(index)),
            None => Err(self.unexpected("a name in quotes, `*`, an index, a slice or a filter")),
        }
    }

    fn rest_of_slice(&mut self, start: Option<i64>) -> Result<Selector, ParseError> {
        self.skip_blanks();
        let end = self.integer()?;
        self.skip_blanks();
        let mut step = None;
        if self.takes(":") {
            self.skip_blanks();
            step = self.integer()?;
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    /// Reads what may stand in itself.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!(
                "filters, parentheses and functions stand more than {MAX_DEPTH} deep in each other"
            )));
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::super::JsonPath;

    fn is_read(text: &str) -> bool {
        JsonPath::parse(text).is_ok()
    }

    #[test]
    fn segments_and_selectors_are_read_as_the_grammar_has_them() {
        for text in [
            "$",
            "$.a_1 .é\n[ 'b' , \"c\", * ,0 ]..d..*..[ 0 ]",
            "$[1:2:3, :, ::, 1 : , : 2 , : : -1]",
            "$[?@.a]['b']",
        ] {
            assert!(is_read(text), "{text}");
        }
        for text in [
            " $",
            "$ ",
            "@",
            "a",
            "$a",
            "$.",
            "$..",
            "$...a",
            "$. a",
            "$.1",
            "$.-",
            "$.'a'",
            "$[]",
            "$[a]",
            "$[0",
            "$[0,]",
            "$[,0]",
            "$[0 1]",
            "$[1:2:3:4]",
            "$[1.0]",
            "$[+1]",
            "$[?]",
            "$[(@)]",
            "$$",
            "$@",
        ] {
            assert!(!is_read(text), "{text}");
        }
    }

    #[test]
    fn what_stands_too_deep_in_itself_is_refused_before_the_stack_ends() {
        let within = |start: &str, depth: usize, end: &str| {
            JsonPath::parse(&format!("{}{}", start.repeat(depth), end.repeat(depth)))
        };
        assert!(within("$[?", 64, "]").is_err(), "there is nothing in the innermost filter");
        assert!(is_read(&format!("${}{}", "[?@".repeat(64), "]".repeat(64))));
        for part in ["(", "!(", "length(", "@[?", "match(@[?"] {
            let error = JsonPath::parse(&format!("$[?{}", part.repeat(100_000))).unwrap_err();
            assert!(error.to_string().contains("more than 64 deep"), "{part}: {error}");
        }
    }
}
