//! A diagnostic: what the pipeline says when a document cannot become a client.

use std::fmt;

/// One thing that is wrong with a document, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    place: String,
    problem: String,
    remedy: String,
}

impl Diagnostic {
    /// `place` is a file, `file:line:column` or a file with a JSON pointer behind `#`.
    pub fn new(
        place: impl fmt::Display,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { place: place.to_string(), problem: problem.into(), remedy: remedy.into() }
    }

    /// What is wrong and where, without what to do about it.
    pub(crate) fn finding(&self) -> String {
        format!("{}: {}", self.place, self.problem)
    }
}

impl fmt::Display for Diagnostic {
    /// One line, because Cargo reads the directives of a build script by the line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}: {}; {}", self.place, self.problem, self.remedy);
        let words: Vec<&str> = text.split_whitespace().collect();
        f.write_str(&words.join(" "))
    }
}

/// All the values, or all the diagnostics: those of a stage are reported together.
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
