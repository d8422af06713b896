//! Measures the costs of the crate and of the alternatives to it, and shows them as a table and as plots.

mod builds;
pub mod calls;
pub mod measurement;
mod pages;
mod plot;
pub mod readme;
mod single;

use std::fs;
use std::path::{Path, PathBuf};

use crate::checkout;
use measurement::{Measurement, write_table};

/// The groups of measurements, in the order of the table.
pub const GROUPS: [&str; 6] = ["builds", "single", "load", "memory", "burst", "pages"];

/// The options of `bench`.
pub struct Request {
    /// The groups to measure, from [`GROUPS`].
    pub groups: Vec<String>,
    /// Replaces the table in `benches/README.md`.
    pub write: bool,
    /// Compares with that table, and writes nothing.
    pub check: bool,
}

/// The folder of measurements and plots.
struct Folder(PathBuf);

impl Folder {
    fn create(root: &Path) -> Result<Self, String> {
        let path = root.join("target/bench");
        fs::create_dir_all(&path).map_err(|error| describe_error(&path, &error))?;
        Ok(Self(path))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.0.join(name);
        fs::write(&path, text).map_err(|error| describe_error(&path, &error))
    }

    /// Reads the measurements of a group, if there are any.
    fn read_group(&self, group: &str) -> Vec<Measurement> {
        let text = fs::read_to_string(self.0.join(group).with_extension("tsv"));
        text.unwrap_or_default().lines().filter_map(Measurement::read).collect()
    }
}

/// Measures, and returns whether the check passes.
pub fn run(request: &Request) -> Result<bool, String> {
    let root = checkout::absolute(&checkout::root());
    let folder = Folder::create(&root)?;
    for group in &request.groups {
        eprintln!("measuring: {group}");
        let measured = match group.as_str() {
            "builds" => builds::measure(&root)?,
            "single" => single::measure(&root)?,
            "pages" => pages::measure(&root)?,
            _ => calls::measure(&root, group)?,
        };
        if request.check {
            return readme::check(&root, &measured);
        }
        let lines: String =
            measured.iter().map(|measurement| measurement.to_line() + "\n").collect();
        folder.write(&format!("{group}.tsv"), &lines)?;
    }
    let mut all = Vec::new();
    for group in GROUPS {
        let measured = folder.read_group(group);
        if !measured.is_empty() {
            folder.write(&format!("{group}.svg"), &plot::draw(group, &measured))?;
        }
        all.extend(measured);
    }
    let table = write_table(&all);
    print!("{table}");
    folder.write("table.md", &table)?;
    if request.write {
        readme::replace_table(&root, "table", &table)?;
    }
    Ok(true)
}

fn describe_error(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
