//! Goes through a text from its start to its end, and says where something is wrong with it.

use super::Parser;
use crate::json_path::ParseError;

impl<'a> Parser<'a> {
    pub(super) fn takes(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    pub(super) fn next_character(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    pub(super) fn require(&mut self, expected: &str, described: &str) -> Result<(), ParseError> {
        if self.takes(expected) { Ok(()) } else { Err(self.unexpected(described)) }
    }

    pub(super) fn unexpected(&self, expected: &str) -> ParseError {
        match self.rest.chars().next() {
            Some(found) => self.error(format!("`{found}` stands where {expected} was expected")),
            None => self.error(format!("it ends where {expected} was expected")),
        }
    }

    /// What is wrong with the next character.
    pub(super) fn error(&self, problem: impl Into<String>) -> ParseError {
        self.error_before(self.rest, problem)
    }

    /// What is wrong with the first character of an earlier `rest`.
    pub(super) fn error_before(&self, rest: &str, problem: impl Into<String>) -> ParseError {
        let character = self.text.chars().count() - rest.chars().count() + 1;
        ParseError { problem: problem.into(), character }
    }
}
