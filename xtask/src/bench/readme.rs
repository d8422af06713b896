//! The table in `benches/README.md`, and whether its figures still hold.

use std::fs;
use std::path::Path;

use super::failed;
use super::measurement::{Measurement, figure};

/// The file with the table.
const FILE: &str = "benches/README.md";

/// The lines around the table.
const START: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->";

/// How much a count may grow before somebody has to look: it is not the same for every compiler.
const TOLERANCE: f64 = 1.03;

/// Replaces the table.
pub fn write(root: &Path, table: &str) -> Result<(), String> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    let parts = text.split_once(START);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{FILE} has no {START:?}"))?;
    fs::write(&path, format!("{before}{START}{table}{END}{after}"))
        .map_err(|error| failed(&path, &error))
}

/// Compares measurements with those in the table, and reports which have grown.
pub fn check(root: &Path, measured: &[Measurement]) -> Result<bool, String> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    let mut holds = true;
    for measurement in measured {
        let name = &measurement.name;
        let row = row(&text, name).ok_or_else(|| format!("{FILE} has no row {name:?}"))?;
        let (ours, theirs) =
            figures(row).ok_or_else(|| format!("the row {name:?} of {FILE} has no figures"))?;
        let (before, now) = (ours / theirs, measurement.ratio().unwrap_or(f64::INFINITY));
        // A goal that the table states as missed must not be missed by more.
        let is_stated = measurement.is_met() || row.ends_with("missed |");
        let is_near = now <= before * TOLERANCE && is_stated;
        println!(
            "{name}: {} to {}, {now:.3}; {FILE} says {before:.3}{}",
            figure(measurement.ours),
            figure(measurement.theirs.unwrap_or_default()),
            if is_near { "" } else { ", which no longer holds" }
        );
        holds &= is_near;
    }
    Ok(holds)
}

/// The row of this name, behind the name.
fn row<'a>(readme: &'a str, name: &str) -> Option<&'a str> {
    readme.lines().find_map(|line| line.strip_prefix(&format!("| {name} |")))
}

/// The two figures in a row.
fn figures(row: &str) -> Option<(f64, f64)> {
    let mut cells = row.split('|').map(|cell| cell.trim().replace(',', "").parse::<f64>());
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
        let figures = |name| row(&text, name).and_then(figures);
        assert_eq!(figures("a call: instructions"), Some((77_048.0, 82_191.0)));
        assert_eq!(figures("a call: allocations"), Some((55.0, 59.0)));
        assert_eq!(figures("a call"), None);
    }
}
