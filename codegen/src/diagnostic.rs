//! A diagnostic: a problem of a document, with its place and remedy.

use std::fmt;

/// A problem of a document, with its place and remedy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    place: String,
    problem: String,
    remedy: String,
}

impl Diagnostic {
    /// Creates a diagnostic. `place` is a file, `file:line:column`, or `file#` and a JSON pointer.
    pub fn new(
        place: impl fmt::Display,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { place: place.to_string(), problem: problem.into(), remedy: remedy.into() }
    }

    /// Returns the place and the problem, without the remedy.
    pub(crate) fn place_and_problem(&self) -> String {
        format!("{}: {}", self.place, self.problem)
    }
}

impl fmt::Display for Diagnostic {
    /// Writes one line, because a directive for Cargo ends with its line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}: {}; {}", self.place, self.problem, self.remedy);
        let words: Vec<&str> = text.split_whitespace().collect();
        f.write_str(&words.join(" "))
    }
}

/// Returns all values, or else all diagnostics, because a stage reports its diagnostics together.
pub(crate) fn collect<T>(
    results: impl IntoIterator<Item = Result<T, Diagnostic>>,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let mut values = Vec::new();
    let mut diagnostics = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(values) } else { Err(diagnostics) }
}

/// Fails with the diagnostics, if there are any.
pub(crate) fn fail_on_any(
    diagnostics: impl IntoIterator<Item = Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    collect(diagnostics.into_iter().map(Err::<(), _>)).map(drop)
}
