//! Writes tables into `benches/README.md`, and compares measurements with one.

use std::fs;
use std::path::Path;

use super::describe_error;
use super::measurement::{Measurement, format_figure};

/// The file with the tables.
const FILE: &str = "benches/README.md";

/// The factor by which a count may grow, because compilers differ.
const TOLERANCE: f64 = 1.03;

/// Replaces the table between the marks of this name.
pub fn replace_table(root: &Path, name: &str, table: &str) -> Result<(), String> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| describe_error(&path, &error))?;
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let parts = text.split_once(&start);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{FILE} has no {start:?}"))?;
    fs::write(&path, format!("{before}{start}{table}{end}{after}"))
        .map_err(|error| describe_error(&path, &error))
}

/// Compares measurements with the table, and prints the differences.
pub fn check(root: &Path, measured: &[Measurement]) -> Result<bool, String> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| describe_error(&path, &error))?;
    let mut holds = true;
    for measurement in measured {
        let name = &measurement.name;
        let row = find_row(&text, name).ok_or_else(|| format!("{FILE} has no row {name:?}"))?;
        let (ours, theirs) = read_figures(row)
            .ok_or_else(|| format!("the row {name:?} of {FILE} has no figures"))?;
        let (before, now) = (ours / theirs, measurement.ratio().unwrap_or(f64::INFINITY));
        // The table may state a missed goal, and the figure must not grow further.
        let is_stated = measurement.is_met() || row.ends_with("missed |");
        let is_near = now <= before * TOLERANCE && is_stated;
        println!(
            "{name}: {} to {}, {now:.3}; {FILE} says {before:.3}{}",
            format_figure(measurement.ours),
            format_figure(measurement.theirs.unwrap_or_default()),
            if is_near { "" } else { ", which is outdated" }
        );
        holds &= is_near;
    }
    Ok(holds)
}

/// Finds the row of this name, without the name.
fn find_row<'a>(readme: &'a str, name: &str) -> Option<&'a str> {
    readme.lines().find_map(|line| line.strip_prefix(&format!("| {name} |")))
}

/// Reads the two figures in a row.
fn read_figures(row: &str) -> Option<(f64, f64)> {
    let mut cells = row.split('|').map(|cell| cell.trim().replace(',', "").parse::<f64>());
    Some((cells.next()?.ok()?, cells.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measurement::Goal;

    #[test]
    fn a_row_of_the_table_reads_as_written() {
        let rows = [
            Measurement::new("a call: instructions", 77_048.0, 82_191.0, Goal::AtMost(0.95)),
            Measurement::new("a call: allocations", 55.0, 59.0, Goal::Count(55.0)),
        ];
        let text = super::super::measurement::write_table(&rows);
        let figures = |name| find_row(&text, name).and_then(read_figures);
        assert_eq!(figures("a call: instructions"), Some((77_048.0, 82_191.0)));
        assert_eq!(figures("a call: allocations"), Some((55.0, 59.0)));
        assert_eq!(figures("a call"), None);
    }
}
