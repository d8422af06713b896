//! Counts the instructions and allocations of a call with valgrind, as the difference of a long and a short run.

use std::path::Path;
use std::process::Command;

use super::calls;
use super::measurement::{Goal, Measurement};

/// The numbers of calls of the two runs.
const LENGTHS: [u32; 2] = [200, 1_200];

/// Counts instructions and allocations, of this crate and of reqwest.
pub fn measure(root: &Path) -> Result<Vec<Measurement>, String> {
    let program = calls::build_program(root, &[])?;
    let instructions = ["sdk", "reqwest"].map(|who| {
        count_per_call(who, |length| {
            let report = run_valgrind(
                &program,
                who,
                length,
                &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
            )?;
            find_number(&report, "Collected :")
        })
    });
    let allocations = ["sdk", "reqwest"].map(|who| {
        count_per_call(who, |length| {
            let tool = ["--tool=memcheck", "--leak-check=no"];
            let report = run_valgrind(&program, who, length, &tool)?;
            find_number(&report, "total heap usage:")
        })
    });
    let ([ours, theirs], [our_allocations, their_allocations]) = (instructions, allocations);
    Ok(vec![
        Measurement::new("a call: instructions", ours?, theirs?, Goal::AtMost(0.95)),
        Measurement::new(
            "a call: allocations",
            our_allocations?,
            their_allocations?,
            Goal::Count(55.0),
        ),
    ])
}

/// Returns the count that one call adds.
fn count_per_call(who: &str, count: impl Fn(u32) -> Result<f64, String>) -> Result<f64, String> {
    let [short, long] = LENGTHS;
    let added = count(long)? - count(short)?;
    if added <= 0.0 {
        return Err(format!(
            "the counts of {who} do not grow with the calls; check valgrind's output"
        ));
    }
    Ok(added / f64::from(long - short))
}

/// Runs the program in valgrind, and returns the report.
fn run_valgrind(program: &Path, who: &str, length: u32, tool: &[&str]) -> Result<String, String> {
    let output = Command::new("valgrind")
        .args(tool)
        .arg(program)
        .args(["single", who, &length.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be started; install it ({error})"))?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(report) } else { Err(report) }
}

/// Finds the number after a label: `1,234` in `… total heap usage: 1,234 allocs, …`.
fn find_number(report: &str, label: &str) -> Result<f64, String> {
    let number = report.lines().find_map(|line| Some(line.split_once(label)?.1.trim()));
    let number = number.and_then(|rest| rest.split_whitespace().next());
    let number = number.and_then(|digits| digits.replace(',', "").parse().ok());
    number.ok_or_else(|| format!("valgrind's report has no {label:?}:\n{report}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_after_a_label_is_found() {
        let report = "==1== Collected : 25183\n==1==   total heap usage: 1,234 allocs, 5 frees\n";
        assert_eq!(find_number(report, "Collected :"), Ok(25_183.0));
        assert_eq!(find_number(report, "total heap usage:"), Ok(1_234.0));
        assert!(find_number(report, "leaked:").is_err());
    }
}
