//! Reads the command line.

use std::path::PathBuf;

use crate::{bench, checkout, fuzz, properties, soak};

pub const USAGE: &str = "\
Usage: cargo xtask spec <PAGE> [--check] [--name <NAME>] [--root <FOLDER>]
       cargo xtask generate
       cargo xtask outline
       cargo xtask properties [--seed <SEED>] [--cases <NUMBER>]
       cargo xtask bench [<GROUP>...] [--write | --check]
       cargo xtask fuzz [<TARGET>...] [--runs <NUMBER>]
       cargo xtask soak [--minutes <NUMBER>] [--write]

spec updates a vendored document from a page of Argyle's API reference.

  PAGE         a Markdown page, as a file or as an address with or without .md
  --check      write nothing; exit with 1 if the page differs from the vendored document
  --name       the name of a new file in spec/, without .yaml
  --root       another checkout whose spec/ and generated/ are updated

The command writes the document into spec/ and its client into generated/, but only if the pipeline accepts it.
spec/create-user.yaml is the project's own text: the command never overwrites it, and --check compares.
Exit codes: 0 updated or up to date, 1 the page differs
(with --check), 2 the page is rejected.

generate writes the client of spec/ into generated/.

outline prints the public interface of that client, one item per line.

properties runs the property tests with new random inputs.

  --seed       the seed of all inputs, to repeat a run; random by default, and printed first
  --cases      the number of inputs for each property: 1024 by default, which takes some minutes

Exit codes: 0 all properties hold, 1 one fails, 2 the tests cannot be run.

bench measures the costs of the crate, prints a table, and draws plots into target/bench/.

  GROUP        builds, single, load, memory, burst or pages; all by default, which takes half an hour. The table keeps
               earlier measurements
  --write      replace the table in benches/README.md
  --check      compare one group with that table; exit with 1 if a figure has grown by more than 3 %

bench runs only on Linux, and single requires valgrind.

fuzz runs the fuzz targets with libFuzzer, and prints a table. An input that fails is kept in fuzz/artifacts/, an input
that reaches new code in fuzz/corpus/.

  TARGET       a file in fuzz/fuzz_targets/, without .rs; all by default
  --runs       the number of executions of each target: 10000 by default, which takes some minutes

Exit codes: 0 all promises hold, 1 one fails, 2 the targets cannot be run. Requires Rust 1.91 and a C++ compiler.

soak calls a server that fails one request in twenty, over HTTP/1.1 and HTTP/2, and prints a table.

  --minutes    the time, 60 by default
  --write      replace the table in benches/README.md

Exit codes: 0 all figures are within their limits, 1 one is not, 2 the soak cannot be run. It runs only on Linux.";

/// A command with its options.
pub enum Command {
    Help,
    Spec(Request),
    Generate,
    Outline,
    Properties(properties::Request),
    Bench(bench::Request),
    Fuzz(fuzz::Request),
    Soak(soak::Request),
}

/// The options of `spec`.
pub struct Request {
    pub page: String,
    pub check: bool,
    pub name: Option<String>,
    pub root: PathBuf,
}

/// Reads the command line.
pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    match arguments.next().as_deref() {
        None | Some("-h" | "--help" | "help") => return Ok(Command::Help),
        Some("spec") => {}
        Some(name @ ("generate" | "outline")) => {
            return match arguments.next().as_deref() {
                None if name == "generate" => Ok(Command::Generate),
                None => Ok(Command::Outline),
                Some("-h" | "--help") => Ok(Command::Help),
                Some(extra) => Err(format!("{name} has no argument {extra:?}; see --help")),
            };
        }
        Some("properties") => return read_properties(arguments),
        Some("bench") => return read_bench(arguments),
        Some("fuzz") => return read_fuzz(arguments),
        Some("soak") => return read_soak(arguments),
        Some(other) => return Err(format!("unknown command {other:?}; see --help")),
    }
    let mut page = None;
    let mut request =
        Request { page: String::new(), check: false, name: None, root: checkout::root() };
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().ok_or(format!("{argument} requires a value; see --help"));
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--check" => request.check = true,
            "--name" => request.name = Some(check_name(value()?)?),
            "--root" => request.root = value()?.into(),
            option if option.starts_with('-') => {
                return Err(format!("unknown option {option}; see --help"));
            }
            _ if page.is_none() => page = Some(argument),
            _ => return Err(format!("unexpected argument {argument:?}; see --help")),
        }
    }
    request.page = page.ok_or("spec requires a page, as a file or an address; see --help")?;
    Ok(Command::Spec(request))
}

/// Reads the options of `properties`.
fn read_properties(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = properties::Request { seed: None, cases: 1024 };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--seed" => request.seed = Some(read_number(&argument, arguments.next())?),
            "--cases" => {
                let cases = u32::try_from(read_number(&argument, arguments.next())?)
                    .ok()
                    .filter(|cases| *cases > 0);
                request.cases = cases.ok_or("--cases must be at least 1 and at most 4294967295")?;
            }
            other => return Err(format!("properties has no argument {other:?}; see --help")),
        }
    }
    Ok(Command::Properties(request))
}

/// Reads the options of `bench`.
fn read_bench(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = bench::Request { groups: Vec::new(), write: false, check: false };
    for argument in arguments {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--write" => request.write = true,
            "--check" => request.check = true,
            group if bench::GROUPS.contains(&group) => request.groups.push(argument),
            other => return Err(format!("bench has no argument {other:?}; see --help")),
        }
    }
    if request.check && (request.groups.len() != 1 || request.write) {
        return Err(
            "--check compares exactly one group, and writes nothing: leave out --write".to_owned()
        );
    }
    if request.groups.is_empty() {
        request.groups = bench::GROUPS.map(str::to_owned).into();
    }
    Ok(Command::Bench(request))
}

/// Reads the options of `fuzz`.
fn read_fuzz(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = fuzz::Request { targets: Vec::new(), runs: 10_000 };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--runs" => request.runs = read_number(&argument, arguments.next())?,
            target if fuzz::TARGETS.contains(&target) => request.targets.push(argument),
            other => return Err(format!("fuzz has no argument {other:?}; see --help")),
        }
    }
    if request.targets.is_empty() {
        request.targets = fuzz::TARGETS.map(str::to_owned).into();
    }
    Ok(Command::Fuzz(request))
}

/// Reads the options of `soak`.
fn read_soak(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = soak::Request { minutes: 60, write: false };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--minutes" => {
                let minutes = u32::try_from(read_number(&argument, arguments.next())?).ok();
                let minutes = minutes.filter(|minutes| (1..=10_000).contains(minutes));
                request.minutes =
                    minutes.ok_or("--minutes must be at least 1 and at most 10000")?;
            }
            "--write" => request.write = true,
            other => return Err(format!("soak has no argument {other:?}; see --help")),
        }
    }
    Ok(Command::Soak(request))
}

/// Reads the value of an option as a number.
fn read_number(option: &str, value: Option<String>) -> Result<u64, String> {
    let value = value.ok_or(format!("{option} requires a value; see --help"))?;
    value.parse().map_err(|_| format!("{option} requires a number, not {value:?}"))
}

/// Checks that a name is a valid file name and not the overlay's.
fn check_name(name: String) -> Result<String, String> {
    let is_valid =
        name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    match is_valid && !name.is_empty() && name != "overlay" {
        true => Ok(name),
        false => Err(format!(
            "{name:?} is not a valid name: use letters, digits, - and _; `overlay` is reserved"
        )),
    }
}
