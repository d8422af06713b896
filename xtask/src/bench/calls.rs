//! Runs the program in `benches/calls/`, which measures calls, and reads its output.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measurement::{Goal, Measurement};

/// Builds the program for release, with further arguments of Cargo.
pub fn build_program(root: &Path, arguments: &[&str]) -> Result<PathBuf, String> {
    let target = root.join("target/bench/calls");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--locked", "--package", "calls"])
        .args(arguments)
        .current_dir(root)
        // The caller's flags must not affect the measurement.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", &target)
        .status()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() {
        Ok(target.join("release/calls"))
    } else {
        Err("the program in benches/calls does not build".to_owned())
    }
}

/// Measures a group of the program.
pub fn measure(root: &Path, group: &str) -> Result<Vec<Measurement>, String> {
    let program = build_program(root, &[])?;
    // Each connection uses a file descriptor, and the default limit is too low.
    let output = Command::new("sh")
        .args(["-c", "ulimit -n $(ulimit -H -n) && exec \"$0\" \"$1\""])
        .arg(program)
        .arg(group)
        .output()
        .map_err(|error| format!("sh cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| read_line(line).ok_or_else(|| format!("{line:?} is not a measurement")))
        .collect()
}

fn read_line(line: &str) -> Option<Measurement> {
    let mut fields = line.split('\t');
    let (name, ours, theirs) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Measurement::new(name, ours.parse().ok()?, theirs.parse().ok()?, choose_goal(name)))
}

/// Chooses the goal by the unit in the name.
fn choose_goal(name: &str) -> Goal {
    if name.ends_with("calls a second") {
        Goal::AtLeast(0.97)
    } else if name.ends_with("p99 in us") {
        Goal::AtMost(1.05)
    } else if name.ends_with("bytes each") || name.ends_with("ms") {
        Goal::AtMost(1.1)
    } else {
        Goal::None
    }
}
