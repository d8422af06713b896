//! Runs the soak of `benches/calls/` over both versions of HTTP at once, and compares its figures with limits.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::bench::measurement::format_figure;
use crate::bench::{calls, readme};
use crate::checkout;

/// The options of `soak`.
pub struct Request {
    pub minutes: u32,
    /// Replaces the table in `benches/README.md`.
    pub write: bool,
}

/// The versions of HTTP, and their columns.
const VERSIONS: [&str; 2] = ["http1", "http2"];

/// A figure that must not exceed a limit.
struct Limit {
    name: &'static str,
    /// Computes the figure from those of the program.
    compute: fn(&Figures) -> Option<f64>,
    maximum: f64,
}

const LIMITS: [Limit; 5] = [
    Limit {
        name: "calls that return neither",
        compute: |figures| figures.find("calls that return neither"),
        maximum: 0.0,
    },
    Limit {
        name: "longest call: ms",
        compute: |figures| figures.find("longest call: ms"),
        // The deadline of 10 s, and the time to start and end a task on a busy machine.
        maximum: 10_100.0,
    },
    Limit {
        name: "heap in use: growth in %",
        compute: |figures| {
            figures
                .compute_growth("heap in use at the start: bytes", "heap in use at the end: bytes")
        },
        maximum: 1.0,
    },
    Limit {
        name: "memory: growth in %",
        compute: |figures| {
            figures.compute_growth("memory at the start: KiB", "memory at the end: KiB")
        },
        maximum: 1.0,
    },
    Limit {
        name: "file descriptors: growth",
        compute: |figures| {
            let start = figures.find("file descriptors at the start")?;
            Some(figures.find("file descriptors at the end")? - start)
        },
        maximum: 2.0,
    },
];

/// The figures of one run, each with its name.
struct Figures(Vec<(String, f64)>);

impl Figures {
    /// Reads lines of a name and a figure, with a tab between them.
    fn read(text: &str) -> Result<Self, String> {
        let read_line = |line: &str| {
            let (name, figure) = line.split_once('\t')?;
            Some((name.to_owned(), figure.parse().ok()?))
        };
        let lines = text.lines();
        let figures =
            lines.map(|line| read_line(line).ok_or_else(|| format!("{line:?} is not a figure")));
        figures.collect::<Result<_, _>>().map(Self)
    }

    /// Computes the growth from one figure to another, in percent.
    fn compute_growth(&self, start: &str, end: &str) -> Option<f64> {
        Some((self.find(end)? / self.find(start)? - 1.0) * 100.0)
    }

    fn find(&self, name: &str) -> Option<f64> {
        self.0.iter().find_map(|(found, figure)| (found == name).then_some(*figure))
    }
}

/// Calls for so many minutes, and returns whether every figure is within its limit.
pub fn run(request: &Request) -> Result<bool, String> {
    let root = checkout::absolute(&checkout::root());
    let program = calls::build_program(&root, &["--features", "soak"])?;
    let started = VERSIONS.map(|version| start(&program, version, request.minutes));
    let [http1, http2] = started.map(|process| process.and_then(finish));
    let runs = [http1?, http2?];
    let (table, holds) = write_table(&runs)?;
    print!("{table}");
    if request.write {
        readme::replace_table(&root, "soak", &table)?;
    }
    Ok(holds)
}

fn start(program: &Path, version: &str, minutes: u32) -> Result<Child, String> {
    let mut command = Command::new(program);
    command.args(["soak", version, &minutes.to_string()]).stdout(Stdio::piped());
    command.spawn().map_err(|error| format!("{}: {error}", program.display()))
}

fn finish(process: Child) -> Result<Figures, String> {
    let output = process.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the soak ended early".to_owned());
    }
    Figures::read(&String::from_utf8_lossy(&output.stdout))
}

/// Writes the figures as a Markdown table, and returns whether every one is within its limit.
fn write_table(runs: &[Figures; 2]) -> Result<(String, bool), String> {
    let mut table = "| | HTTP/1.1 | HTTP/2 | limit |\n| --- | ---: | ---: | ---: |\n".to_owned();
    let mut holds = true;
    let mut add = |name: &str, [http1, http2]: [f64; 2], limit: &str| {
        let [http1, http2] = [http1, http2].map(format_figure);
        table += &format!("| {name} | {http1} | {http2} | {limit} |\n");
    };
    let find = |name: &str, compute: &dyn Fn(&Figures) -> Option<f64>| {
        let figure = |run| compute(run).ok_or_else(|| format!("there is no figure {name:?}"));
        Ok::<_, String>([figure(&runs[0])?, figure(&runs[1])?])
    };
    for (name, _) in &runs[0].0 {
        if LIMITS.iter().all(|limit| limit.name != name) {
            add(name, find(name, &|run| run.find(name))?, "");
        }
    }
    for limit in &LIMITS {
        let figures = find(limit.name, &limit.compute)?;
        let is_met = figures.iter().all(|figure| *figure <= limit.maximum);
        let missed = if is_met { "" } else { ", missed" };
        add(limit.name, figures, &format!("≤ {}{missed}", format_figure(limit.maximum)));
        holds &= is_met;
    }
    Ok((table, holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the figures of a run with these resources at the end.
    fn write_run(kibibytes: f64, descriptors: f64) -> Figures {
        let text = format!(
            "calls\t720000\ncalls that return neither\t0\nrequests a call\t1.05\nlongest call: ms\t9000\n\
             heap in use at the start: bytes\t380000\nheap in use at the end: bytes\t380000\n\
             memory at the start: KiB\t20000\nmemory at the end: KiB\t{kibibytes}\n\
             file descriptors at the start\t20\nfile descriptors at the end\t{descriptors}\n"
        );
        Figures::read(&text).unwrap()
    }

    #[test]
    fn growing_memory_or_descriptors_miss_the_limit() {
        for (kibibytes, descriptors, holds, row) in [
            (20_100.0, 22.0, true, "| memory: growth in % | 0 | 0.5 | ≤ 1 |"),
            (19_000.0, 9.0, true, "| file descriptors: growth | 0 | -11 | ≤ 2 |"),
            (20_300.0, 20.0, false, "| memory: growth in % | 0 | 1.5 | ≤ 1, missed |"),
            (20_000.0, 22.5, false, "| file descriptors: growth | 0 | 2.5 | ≤ 2, missed |"),
        ] {
            let runs = [write_run(20_000.0, 20.0), write_run(kibibytes, descriptors)];
            let (table, is_met) = write_table(&runs).unwrap();
            assert!(is_met == holds && table.contains(row), "{table}");
            assert!(table.contains("| calls | 720,000 | 720,000 |  |"), "{table}");
        }
    }

    #[test]
    fn a_line_without_a_figure_is_an_error() {
        assert!(Figures::read("calls\tmany").is_err());
        assert!(write_table(&[write_run(1.0, 1.0), Figures(Vec::new())]).is_err());
    }
}
