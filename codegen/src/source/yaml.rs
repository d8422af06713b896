//! YAML, or JSON, as the JSON that every stage after the first works on.

use serde_json::Value;
use serde_yaml::Value as Yaml;

use super::file::{DOWNLOAD_AGAIN, SourceFile};
use crate::diagnostic::Diagnostic;

/// The content of a file as JSON; duplicate keys and values that JSON does not have are refused.
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
    // Some editors write a byte order mark, which says nothing about UTF-8.
    let text = file.text()?.trim_start_matches('\u{feff}');
    let mut yaml: Yaml = if file.name.ends_with(".json") {
        // YAML has no tabs where JSON may.
        serde_json::from_str(text).map_err(|error| {
            refuse(Some((error.line(), error.column())), format!("JSON: {error}"))
        })?
    } else {
        serde_yaml::from_str(text).map_err(refuse_yaml)?
    };
    yaml.apply_merge().map_err(refuse_yaml)?;
    // Status codes are often written without quotes, and become text.
    serde_json::to_value(yaml).map_err(|error| refuse(None, format!("JSON: {error}")))
}
