//! Patterns of the paths that typed mocks match.

use crate::call::parameters::path_segment;

/// Returns a pattern of the paths that the client sends for a template: with these values, and any values of the other parameters.
pub(super) fn write_pattern(template: &str, known: &[(&str, String)]) -> String {
    let mut parts = template.split('{');
    let mut pattern = format!("^{}", escape(parts.next().unwrap_or_default()));
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or_default();
        let value = known.iter().find(|(parameter, _)| *parameter == name);
        pattern += &value.map_or("[^/]*".to_owned(), |(_, value)| escape(&path_segment(value)));
        pattern += &escape(rest);
    }
    pattern + "$"
}

/// Escapes a text so that a regular expression matches it literally.
fn escape(text: &str) -> String {
    let escape = |sign: char| sign.is_ascii_punctuation().then_some('\\').into_iter().chain([sign]);
    text.chars().flat_map(escape).collect()
}
