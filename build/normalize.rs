//! Stage 3, normalize: a list of rules, each for one class of document, that make it a client's.

mod names;
mod responses;

use super::diagnostic::Diagnostic;
use super::document::Document;

/// What a rule has to say besides its changes to the document.
#[derive(Default)]
pub struct Findings {
    /// Reasons for which no client can be made.
    pub errors: Vec<Diagnostic>,
    /// What is left out of the client.
    pub warnings: Vec<Diagnostic>,
}

/// A rule changes the document in place.
type Rule = fn(&mut Document, &mut Findings);

/// The rules in the order in which they are applied.
const RULES: [Rule; 3] =
    [names::name_operations, responses::keep_documented_success, responses::drop_error_responses];

/// Applies every rule, and returns what had to be left out.
pub fn apply(document: &mut Document) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    for rule in RULES {
        rule(document, &mut findings);
    }
    if findings.errors.is_empty() { Ok(findings.warnings) } else { Err(findings.errors) }
}
