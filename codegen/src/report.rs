//! Errors and warnings of the stages.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::{Document, OperationKey};

/// The remedy for a skipped or reduced operation.
const REMEDY: &str = "fix it in overlay.yaml if you need it";

/// The diagnostics of a run of the pipeline.
#[derive(Debug, Default)]
pub struct Report {
    /// Problems that stop the build.
    pub errors: Vec<Diagnostic>,
    /// Parts of the documents that are skipped or reduced.
    pub warnings: Vec<Diagnostic>,
    /// The operations that the client requires without reductions.
    required: BTreeSet<OperationKey>,
}

impl Report {
    /// Creates an empty report. Every problem of a `required` operation is an error.
    pub fn new(required: impl IntoIterator<Item = OperationKey>) -> Self {
        Self { required: required.into_iter().collect(), ..Self::default() }
    }

    /// Fails with the errors, if there are any.
    pub fn fail_on_errors(&self) -> Result<(), Vec<Diagnostic>> {
        fail_on_any(self.errors.clone())
    }

    /// Removes an operation from the client, and warns with the reason. For a required operation, the reason stops the
    /// build.
    pub fn skip(&mut self, document: &mut Document, key: &OperationKey, reason: &str) {
        let title = key.title();
        if self.required.contains(key) {
            self.errors.push(document.diagnostic(
                &key.pointer(),
                format!("{title} cannot become a method: {reason}"),
                "the crate requires it; download the document again, or fix it in overlay.yaml",
            ));
        } else {
            let problem = format!("{title} is skipped: {reason}");
            self.warnings.push(document.diagnostic(&key.pointer(), problem, REMEDY));
        }
        document.remove(key);
    }

    /// Warns that the client supports an operation only in part. For a required operation, this stops the build.
    pub fn warn_reduced(&mut self, document: &Document, key: &OperationKey, problem: &str) {
        let problem = format!("{}: {problem}", key.title());
        let diagnostic = document.diagnostic(&key.pointer(), problem, REMEDY);
        if self.required.contains(key) {
            self.errors.push(diagnostic);
        } else {
            self.warnings.push(diagnostic);
        }
    }

    /// Warns that the client supports these places only in part.
    pub fn warn_places(&mut self, document: &Document, places: &[String], problem: &str) {
        let remedy = "change its description in overlay.yaml if you need more";
        let warnings = places.iter().map(|place| document.diagnostic(place, problem, remedy));
        self.warnings.extend(warnings);
    }
}
