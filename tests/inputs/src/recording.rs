//! Recordings: outputs of the crate in files, so that a test shows every change of them.

use std::collections::BTreeSet;
use std::path::Path;

/// Compares `lines` with those of the file `path`. Each line starts with its topic and a blank. If inputs are missing,
/// lines on other topics are skipped.
///
/// With `RECORD=1` in the environment, it writes the file instead.
///
/// # Errors
///
/// Returns the lines that are new, and those that are gone.
pub fn compare(path: &Path, lines: &[String], is_all_at_hand: bool) -> Result<(), String> {
    if is_all_at_hand && std::env::var_os("RECORD").is_some_and(|value| value == "1") {
        return std::fs::write(path, lines.join("\n") + "\n").map_err(|error| error.to_string());
    }
    let recorded = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let topics: BTreeSet<&str> = lines.iter().map(|line| topic(line)).collect();
    let recorded = recorded.lines().filter(|line| is_all_at_hand || topics.contains(topic(line)));
    let recorded: BTreeSet<&str> = recorded.collect();
    let lines: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    let gone = recorded.difference(&lines).map(|line| format!("- {line}"));
    let new = lines.difference(&recorded).map(|line| format!("+ {line}"));
    let differences: Vec<String> = gone.chain(new).collect();
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} differs from the present output; RECORD=1 rewrites it:\n{}",
        path.display(),
        differences.join("\n")
    ))
}

/// Returns the topic of a line.
fn topic(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}
