//! Reads YAML or JSON as JSON values, which all later stages use.

use serde_json::Value;
use serde_yaml::Value as Yaml;

use super::file::{DOWNLOAD_AGAIN, SourceFile};
use crate::diagnostic::Diagnostic;

/// Reads a file as a JSON value. Fails for duplicate keys and for values that JSON does not support.
pub fn read(file: &SourceFile) -> Result<Value, Diagnostic> {
    let refuse = |at: Option<(usize, usize)>, problem: String| {
        let place = match at {
            Some((line, column)) => format!("{}:{line}:{column}", file.name),
            None => file.name.clone(),
        };
        Diagnostic::new(place, format!("the file is not well-formed {problem}"), DOWNLOAD_AGAIN)
    };
    let refuse_yaml = |error: serde_yaml::Error| {
        let at = error.location().map(|at| (at.line(), at.column()));
        refuse(at, format!("YAML: {error}"))
    };
    // Some editors write a byte order mark, which the parsers reject.
    let text = file.read_text()?.trim_start_matches('\u{feff}');
    let mut yaml: Yaml = if file.name.ends_with(".json") {
        // JSON allows tabs as whitespace, and YAML does not.
        serde_json::from_str(text).map_err(|error| {
            refuse(Some((error.line(), error.column())), format!("JSON: {error}"))
        })?
    } else {
        serde_yaml::from_str(text).map_err(refuse_yaml)?
    };
    yaml.apply_merge().map_err(refuse_yaml)?;
    // Status codes are often unquoted; converting to JSON turns these keys into strings.
    serde_json::to_value(yaml).map_err(|error| refuse(None, format!("JSON: {error}")))
}
