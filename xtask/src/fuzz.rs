//! Runs the fuzz targets with libFuzzer, on the stable toolchain.

mod seeds;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::bench::measurement::format_figure;
use crate::checkout;

/// The targets, in the order of the table.
pub const TARGETS: [&str; 6] =
    ["base_url", "claims", "document", "error_body", "response", "retry_after"];

/// Counts the edges and traces the comparisons that an input reaches, as cargo-fuzz does. There is no sanitizer, which
/// would need a nightly toolchain; the crate has no unsafe code.
const FLAGS: [&str; 6] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The options of `fuzz`.
pub struct Request {
    /// The targets to run, from [`TARGETS`].
    pub targets: Vec<String>,
    /// The number of executions of each target.
    pub runs: u64,
}

/// The result of a target.
struct Outcome {
    executions: u64,
    /// The edges that inputs reach.
    coverage: u64,
    /// The edges with how often an input passes them, and the comparisons.
    features: u64,
    corpus: u64,
    seconds: f64,
    /// The line that describes the failure.
    finding: Option<String>,
}

/// Runs the targets, and returns whether every input kept its promises.
pub fn run(request: &Request) -> Result<bool, String> {
    let root = checkout::absolute(&checkout::root());
    start(cargo(&root, "build").arg("--bins"))?;
    println!("target        executions    cov     ft  corpus  seconds  found");
    let mut holds = true;
    for target in &request.targets {
        let outcome = run_target(&root, target, request.runs)?;
        println!(
            "{target:<12}{:>12}{:>7}{:>7}{:>8}{:>9.1}  {}",
            format_figure(outcome.executions as f64),
            outcome.coverage,
            outcome.features,
            outcome.corpus,
            outcome.seconds,
            outcome.finding.as_deref().unwrap_or("nothing")
        );
        holds &= outcome.finding.is_none();
    }
    Ok(holds)
}

/// Returns a command of Cargo for the package in `fuzz/`.
fn cargo(root: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root.join("fuzz"))
        // Without a target, the flags apply to build scripts too, and these do not link with libFuzzer.
        .args([command, "--quiet", "--release", "--locked", "--target", "host-tuple"])
        .env("CARGO_TARGET_DIR", root.join("target/fuzz"))
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    cargo
}

/// Starts a command, and fails if the command does.
fn start(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err("the fuzz targets do not build".to_owned()) }
}

/// Runs a target with its seeds and the inputs of earlier runs.
fn run_target(root: &Path, target: &str, runs: u64) -> Result<Outcome, String> {
    let corpus = create_folder(root.join("fuzz/corpus").join(target))?;
    let failures = create_folder(root.join("fuzz/artifacts").join(target))?;
    let tables = create_folder(root.join("target/fuzz/seeds").join(target))?;
    seeds::write_texts(root, target, &tables)?;
    let log = root.join("target/fuzz").join(target).with_extension("log");
    let output = File::create(&log).map_err(|error| describe_error(&log, &error))?;
    let started = Instant::now();
    let status = cargo(root, "run")
        .args(["--bin", target, "--", &format!("-runs={runs}"), "-timeout=10"])
        .arg("-print_final_stats=1")
        .arg(format!("-artifact_prefix={}/", failures.display()))
        .args([corpus, tables])
        .args(seeds::find_folders(root, target))
        .stderr(output)
        .status()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    let seconds = started.elapsed().as_secs_f64();
    let printed = fs::read(&log).map_err(|error| describe_error(&log, &error))?;
    let printed = String::from_utf8_lossy(&printed);
    let finding =
        (!status.success()).then(|| describe_finding(&printed, &log, &status.to_string()));
    let progress = printed.lines().rfind(|line| line.contains(" cov: ")).unwrap_or_default();
    let executions = find_number(&printed, "stat::number_of_executed_units:").unwrap_or_default();
    let number = |label| find_number(progress, label).unwrap_or_default();
    Ok(Outcome {
        executions,
        coverage: number(" cov:"),
        features: number(" ft:"),
        corpus: number(" corp:"),
        seconds,
        finding,
    })
}

/// Finds the number after a label: `41` in `… corp: 41/2300b …`.
fn find_number(text: &str, label: &str) -> Option<u64> {
    let rest = text.split_once(label)?.1.trim_start();
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// Describes a failure by the panic, by libFuzzer's summary, or by how the target ended, and names the input.
fn describe_finding(printed: &str, log: &Path, status: &str) -> String {
    let mut lines = printed.lines();
    let panic = lines.by_ref().find(|line| line.contains(" panicked at ")).and(lines.next());
    let summary = || printed.lines().find_map(|line| line.strip_prefix("SUMMARY: "));
    let input = printed.lines().find_map(|line| line.split_once("Test unit written to "));
    let input = input.map_or_else(|| log.display().to_string(), |(_, path)| path.to_owned());
    format!("{} ({input})", panic.or_else(summary).unwrap_or(status))
}

fn create_folder(path: PathBuf) -> Result<PathBuf, String> {
    fs::create_dir_all(&path).map_err(|error| describe_error(&path, &error))?;
    Ok(path)
}

fn describe_error(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_libfuzzer_are_read() {
        let progress = "#64\tDONE   cov: 391 ft: 902 corp: 41/2300b lim: 4 exec/s: 0 rss: 38Mb";
        let read = |label| find_number(progress, label);
        assert_eq!([read(" cov:"), read(" ft:"), read(" corp:")], [391, 902, 41].map(Some));
        assert_eq!(read("stat::number_of_executed_units:"), None);
    }

    #[test]
    fn a_finding_names_the_panic_and_the_input() {
        let printed = "\nthread '<unnamed>' (7) panicked at src/documents.rs:9:5:\nassertion failed\n\
                       SUMMARY: libFuzzer: deadly signal\nartifact_prefix='a/'; Test unit written to a/crash-1\n";
        let log = Path::new("claims.log");
        assert_eq!(describe_finding(printed, log, "signal: 11"), "assertion failed (a/crash-1)");
        let timeout = "SUMMARY: libFuzzer: timeout\n";
        assert_eq!(describe_finding(timeout, log, "signal: 11"), "libFuzzer: timeout (claims.log)");
        assert_eq!(describe_finding("", log, "signal: 11"), "signal: 11 (claims.log)");
    }
}
