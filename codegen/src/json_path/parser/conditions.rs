//! Reads the conditions of filters.

use super::Parser;
use crate::json_path::ParseError;
use crate::json_path::syntax::{Condition, Operand, Operator, Query};

/// The longer ones come first, as they start with a shorter one.
const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

/// What may stand on its own in a condition or, some of it, beside an operator.
pub enum Term {
    Query(Query),
    /// A literal, or a function whose result is a value.
    Operand(Operand),
    /// A function whose result is true or false.
    Condition(Condition),
}

impl Parser<'_> {
    /// A condition, and the blanks behind it.
    pub(super) fn condition(&mut self) -> Result<Condition, ParseError> {
        self.nested(|parser| {
            let all =
                |parser: &mut Self| parser.joined("&&", Self::basic_condition, Condition::All);
            parser.joined("||", all, Condition::Any)
        })
    }

    /// One condition, or several with an operator between them, and the blanks behind them.
    fn joined(
        &mut self,
        operator: &str,
        read: impl Fn(&mut Self) -> Result<Condition, ParseError>,
        join: impl FnOnce(Vec<Condition>) -> Condition,
    ) -> Result<Condition, ParseError> {
        let mut conditions = vec![read(self)?];
        loop {
            self.skip_blanks();
            if !self.takes(operator) {
                return Ok(join(conditions));
            }
            self.skip_blanks();
            conditions.push(read(self)?);
        }
    }

    fn basic_condition(&mut self) -> Result<Condition, ParseError> {
        let is_negated = self.takes("!");
        self.skip_blanks();
        let condition = if self.takes("(") {
            self.skip_blanks();
            let condition = self.condition()?;
            self.require(")", "`)`")?;
            condition
        } else {
            self.test_or_comparison(is_negated)?
        };
        Ok(if is_negated { Condition::Not(Box::new(condition)) } else { condition })
    }

    fn test_or_comparison(&mut self, is_negated: bool) -> Result<Condition, ParseError> {
        let start = self.rest;
        let term = self.term()?;
        self.skip_blanks();
        let operator = OPERATORS.into_iter().find(|(sign, _)| self.takes(sign));
        let Some((sign, operator)) = operator else {
            return match term {
                Term::Query(query) => Ok(Condition::Exists(query)),
                Term::Condition(condition) => Ok(condition),
                Term::Operand(_) => {
                    Err(self.error_before(start, "a value is no condition and has to be compared"))
                }
            };
        };
        if is_negated {
            let problem = format!(
                "what `!` negates has to stand in parentheses to be compared with `{sign}`"
            );
            return Err(self.error_before(start, problem));
        }
        let left = self.operand_of(term, start)?;
        self.skip_blanks();
        Ok(Condition::Compares(left, operator, self.operand()?))
    }

    pub(super) fn term(&mut self) -> Result<Term, ParseError> {
        if let Some(value) = self.literal()? {
            return Ok(Term::Operand(Operand::Literal(value)));
        }
        if self.rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return self.nested(Self::function);
        }
        if !self.rest.starts_with(['$', '@']) {
            return Err(self.unexpected("a condition or a value"));
        }
        self.query().map(Term::Query)
    }
}

#[cfg(test)]
mod tests {
    use crate::json_path::JsonPath;

    fn is_read(condition: &str) -> bool {
        JsonPath::parse(&format!("$[?{condition}]")).is_ok()
    }

    #[test]
    fn conditions_are_read_as_the_grammar_has_them() {
        for condition in [
            " @.a&&$.b || ! @..c ",
            "((@.a))&&!( @.b==1 )",
            "@['a'][ 0 ] .b<=$[-1]",
            "1!=\n'a'",
            "@.a==true||null<@.b",
            "@[?@.a == 1]",
        ] {
            assert!(is_read(condition), "{condition}");
        }
        for condition in [
            "",
            "1",
            "'a'",
            "true",
            "a",
            "!!@",
            "!@ == 1",
            "!1",
            "@ = 1",
            "@ === 1",
            "@ <> 1",
            "@ == 1 == 1",
            "@ & @",
            "@ && ",
            "@ || || @",
            "(@",
            "@)",
            "()",
            "@ == (1)",
            "@ == [1]",
            "@ == {}",
            "@ == nil",
            "(@ == 1) == true",
            "@ == @.*",
            "@..a == 1",
            "@[0:1] == 1",
            "@[0, 1] == 1",
        ] {
            assert!(!is_read(condition), "{condition}");
        }
    }
}
