//! Recordings: what the crate made of its inputs at some time, kept in a file, so that every change of it is seen.

use std::collections::BTreeSet;
use std::path::Path;

/// Compares `lines` with those of the file `path`. Each begins with what it is about and a blank. Where not all inputs
/// are at hand, lines about other things are left out.
///
/// With `RECORD=1` in the environment, the file is written instead.
///
/// # Errors
///
/// The lines that are new, and those that are gone.
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
        "{} is not what is made now; RECORD=1 writes it again:\n{}",
        path.display(),
        differences.join("\n")
    ))
}

/// What a line is about.
fn topic(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}
