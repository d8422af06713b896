//! Counts what one call costs, in instructions and allocations, with valgrind: the difference of two runs that are not
//! of the same length.

use std::path::Path;
use std::process::Command;

use super::calls;
use super::measurement::{Goal, Measurement};

/// The lengths of the two runs, in calls.
const LENGTHS: [u32; 2] = [200, 1_200];

/// Counts both, of this crate and of reqwest.
pub fn measure(root: &Path) -> Result<Vec<Measurement>, String> {
    let program = calls::program(root)?;
    let instructions = ["sdk", "reqwest"].map(|who| {
        each(who, |length| {
            let said = valgrind(
                &program,
                who,
                length,
                &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
            )?;
            number_behind(&said, "Collected :")
        })
    });
    let allocations = ["sdk", "reqwest"].map(|who| {
        each(who, |length| {
            let said = valgrind(&program, who, length, &["--tool=memcheck", "--leak-check=no"])?;
            number_behind(&said, "total heap usage:")
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

/// What one call adds to a count.
fn each(who: &str, count: impl Fn(u32) -> Result<f64, String>) -> Result<f64, String> {
    let [short, long] = LENGTHS;
    let added = count(long)? - count(short)?;
    if added <= 0.0 {
        return Err(format!("calls of {who} cost nothing, so something was not counted"));
    }
    Ok(added / f64::from(long - short))
}

/// What valgrind says of a run.
fn valgrind(program: &Path, who: &str, length: u32, tool: &[&str]) -> Result<String, String> {
    let output = Command::new("valgrind")
        .args(tool)
        .arg(program)
        .args(["single", who, &length.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be started; install it ({error})"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// `1,234` of `… total heap usage: 1,234 allocs, …`.
fn number_behind(said: &str, label: &str) -> Result<f64, String> {
    let number = said.lines().find_map(|line| Some(line.split_once(label)?.1.trim()));
    let number = number.and_then(|it| it.split_whitespace().next());
    let number = number.and_then(|it| it.replace(',', "").parse().ok());
    number.ok_or_else(|| format!("valgrind says nothing of {label:?}:\n{said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_a_report_is_found_behind_its_label() {
        let said = "==1== Collected : 25183\n==1==   total heap usage: 1,234 allocs, 5 frees\n";
        assert_eq!(number_behind(said, "Collected :"), Ok(25_183.0));
        assert_eq!(number_behind(said, "total heap usage:"), Ok(1_234.0));
        assert!(number_behind(said, "leaked:").is_err());
    }
}
