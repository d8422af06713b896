//! Reads functions and what they are given: what is not well-typed cannot be read.

use super::Parser;
use super::conditions::Term;
use crate::json_path::ParseError;
use crate::json_path::syntax::{Condition, Extent, Operand};

impl Parser<'_> {
    pub(super) fn function(&mut self) -> Result<Term, ParseError> {
        let start = self.rest;
        let name = self.take_while(|it| it.is_ascii_alphanumeric() || it == '_');
        if !["count", "length", "match", "search", "value"].contains(&name) {
            return Err(
                self.error_before(start, format!("`{name}` is neither a literal nor a function"))
            );
        }
        self.require("(", "`(`")?;
        self.skip_blanks();
        let term = match name {
            "length" => Term::Operand(Operand::Length(Box::new(self.operand()?))),
            "count" => Term::Operand(Operand::Count(self.query()?)),
            "value" => Term::Operand(Operand::Single(self.query()?)),
            _ => {
                let text = self.operand()?;
                self.skip_blanks();
                self.require(",", "`,`")?;
                self.skip_blanks();
                let extent = if name == "match" { Extent::Whole } else { Extent::Part };
                Term::Condition(Condition::Matches { text, pattern: self.operand()?, extent })
            }
        };
        self.skip_blanks();
        self.require(")", "`)`")?;
        Ok(term)
    }

    pub(super) fn operand(&mut self) -> Result<Operand, ParseError> {
        let start = self.rest;
        let term = self.term()?;
        self.operand_of(term, start)
    }

    pub(super) fn operand_of(&self, term: Term, start: &str) -> Result<Operand, ParseError> {
        let problem = match term {
            Term::Operand(operand) => return Ok(operand),
            Term::Query(query) if query.is_singular() => return Ok(Operand::Single(query)),
            Term::Query(_) => "the query may select more than one value, where one is needed",
            Term::Condition(_) => "the function is true or false, where a value is needed",
        };
        Err(self.error_before(start, problem))
    }
}

#[cfg(test)]
mod tests {
    use crate::json_path::JsonPath;

    fn is_read(condition: &str) -> bool {
        JsonPath::parse(&format!("$[?{condition}]")).is_ok()
    }

    #[test]
    fn functions_are_given_what_they_ask_for() {
        for condition in [
            "length( @.a ) == 1",
            "length('a') < length(value(@.*))",
            "count(@..*) > 1",
            "value(@.*) == null",
            "match(@ , 'a')",
            "!search($.a, @['b'])",
            "match(value(@..a), 'a') && search('a', 'b')",
        ] {
            assert!(is_read(condition), "{condition}");
        }
        for condition in [
            "length(@.a)",
            "length(@.*) == 1",
            "length() == 1",
            "length(@, @) == 1",
            "length(@ == 1) == 1",
            "length(match(@, 'a')) == 1",
            "count(@.*)",
            "count(1) == 1",
            "count(length(@)) == 1",
            "count(value(@)) == 1",
            "value(@)",
            "value('a') == 1",
            "match(@)",
            "match(@, 'a', 'b')",
            "match(@.*, 'a')",
            "match(@, 'a') == true",
            "search(@, @..a)",
            "size(@) == 1",
            "Length(@) == 1",
            "length (@) == 1",
            "length",
        ] {
            assert!(!is_read(condition), "{condition}");
        }
    }
}
