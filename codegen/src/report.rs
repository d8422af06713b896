//! What the stages report about operations: why there is no client, and what the client lacks.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::{Document, OperationKey};

/// What an author of documents can do about an operation that the client has not, or not as a whole.
const REMEDY: &str = "fix it in overlay.yaml if you need it";

/// The diagnostics of a run of the pipeline.
#[derive(Debug, Default)]
pub struct Report {
    /// Reasons for which no client can be made.
    pub errors: Vec<Diagnostic>,
    /// What is left out of the client, or is less than the document means.
    pub warnings: Vec<Diagnostic>,
    /// The operations that a client must have as a whole.
    required: BTreeSet<OperationKey>,
}

impl Report {
    /// An empty report, in which every problem of a `required` operation is an error.
    pub fn new(required: impl IntoIterator<Item = OperationKey>) -> Self {
        Self { required: required.into_iter().collect(), ..Self::default() }
    }

    /// Fails with the errors, if there are any.
    pub fn fail_on_errors(&self) -> Result<(), Vec<Diagnostic>> {
        fail_on_any(self.errors.clone())
    }

    /// Takes an operation out of the client, with a warning that names the reason. A required operation cannot be
    /// left out: there, the reason stops the build.
    pub fn leave_out(&mut self, document: &mut Document, key: &OperationKey, reason: &str) {
        let title = key.title();
        if self.required.contains(key) {
            self.errors.push(document.diagnostic(
                &key.pointer(),
                format!("{title} cannot become a method: {reason}"),
                "this crate cannot do without it; download the document again, or fix it in overlay.yaml",
            ));
        } else {
            let problem = format!("{title} is left out of the client: {reason}");
            self.warnings.push(document.diagnostic(&key.pointer(), problem, REMEDY));
        }
        document.remove(key);
    }

    /// Warns that an operation is in the client with less than the document means. Where it is required, that
    /// stops the build.
    pub fn reduce(&mut self, document: &Document, key: &OperationKey, problem: &str) {
        let problem = format!("{}: {problem}", key.title());
        let diagnostic = document.diagnostic(&key.pointer(), problem, REMEDY);
        if self.required.contains(key) {
            self.errors.push(diagnostic);
        } else {
            self.warnings.push(diagnostic);
        }
    }

    /// Warns that the client has less at these places than the document means.
    pub fn warn(&mut self, document: &Document, places: &[String], problem: &str) {
        let remedy = "describe it in another way in overlay.yaml if you need more";
        let warnings = places.iter().map(|place| document.diagnostic(place, problem, remedy));
        self.warnings.extend(warnings);
    }
}
