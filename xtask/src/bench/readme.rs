//! The table in README, and whether what it says still holds.

use std::fs;
use std::path::Path;

use super::failed;
use super::measurement::{Measurement, figure};

/// What stands around the table.
const START: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->";

/// How much a count may grow before somebody has to look: it is not the same for every compiler.
const TOLERANCE: f64 = 1.03;

/// Puts the table into README.
pub fn write(root: &Path, table: &str) -> Result<(), String> {
    let path = root.join("README.md");
    let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    let parts = text.split_once(START);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("README.md has no {START:?}"))?;
    fs::write(&path, format!("{before}{START}{table}{END}{after}"))
        .map_err(|error| failed(&path, &error))
}

/// Compares measurements with those in README, and says which have grown.
pub fn check(root: &Path, measured: &[Measurement]) -> Result<bool, String> {
    let path = root.join("README.md");
    let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    let mut holds = true;
    for measurement in measured {
        let name = &measurement.name;
        let (ours, theirs) =
            figures(&text, name).ok_or_else(|| format!("README.md has no row {name:?}"))?;
        let (before, now) = (ours / theirs, measurement.ratio().unwrap_or(f64::INFINITY));
        let is_near = now <= before * TOLERANCE && measurement.is_met();
        println!(
            "{name}: {} to {}, {now:.3}; README says {before:.3}{}",
            figure(measurement.ours),
            figure(measurement.theirs.unwrap_or_default()),
            if is_near { "" } else { ", which no longer holds" }
        );
        holds &= is_near;
    }
    Ok(holds)
}

/// The two figures in the row of this name.
fn figures(readme: &str, name: &str) -> Option<(f64, f64)> {
    let row = readme.lines().find_map(|it| it.strip_prefix(&format!("| {name} |")))?;
    let mut cells = row.split('|').map(|it| it.trim().replace(',', "").parse::<f64>());
    Some((cells.next()?.ok()?, cells.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measurement::{Goal, table};

    #[test]
    fn a_row_of_the_table_is_read_as_it_was_written() {
        let rows = [
            Measurement::new("a call: instructions", 77_048.0, 82_191.0, Goal::AtMost(0.95)),
            Measurement::new("a call: allocations", 55.0, 59.0, Goal::Count(55.0)),
        ];
        let text = table(&rows);
        assert_eq!(figures(&text, "a call: instructions"), Some((77_048.0, 82_191.0)));
        assert_eq!(figures(&text, "a call: allocations"), Some((55.0, 59.0)));
        assert_eq!(figures(&text, "a call"), None);
    }
}
