//! The command line.

use std::path::PathBuf;

use crate::{bench, checkout, properties};

pub const USAGE: &str = "\
Usage: cargo xtask spec <PAGE> [--check] [--name <NAME>] [--root <FOLDER>]
       cargo xtask generate
       cargo xtask outline
       cargo xtask properties [--seed <SEED>] [--cases <NUMBER>]
       cargo xtask bench [<GROUP>...] [--write | --check]

spec takes an update of a page of Argyle's API reference.

  PAGE         a page in Markdown, as a file or as an address: that of the page, with or without .md
  --check      write nothing; the exit code is 1 where the page differs from what is vendored
  --name       the name of the file in spec/, without .yaml, for a page that is not there yet
  --root       the checkout whose spec/ and generated/ are meant, if it is not this one

The page is written into spec/, and the client that is made of it into generated/, only if the pipeline takes it.
spec/create-user.yaml is the project's own text: no page is written over it, and --check compares.
Exit codes: 0 done or nothing to do, 1 the page differs
(with --check), 2 the page cannot be taken.

generate writes the client of the documents in spec/ into generated/.

outline prints the public interface of that client, one item a line.

properties runs the property tests with inputs that are not those of the test command.

  --seed       the seed of all inputs, to repeat a run; by default one is drawn, and printed first
  --cases      how many inputs each property gets: 1024 by default, which takes some minutes

Exit codes: 0 all promises are kept, 1 one is broken, 2 the tests cannot be run.

bench measures what the crate costs, prints a table, and draws plots into target/bench/.

  GROUP        builds, single, load, memory, burst or pages; all by default, which takes half an hour. What was
               measured before stays in the table
  --write      replace the table in benches/README.md
  --check      compare one group with that table; the exit code is 1 where it has grown by more than 3 %

It measures on Linux alone, and single needs valgrind.";

/// What was asked for.
pub enum Command {
    Help,
    Spec(Request),
    Generate,
    Outline,
    Properties(properties::Request),
    Bench(bench::Request),
}

/// A page to take.
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
                Some(extra) => Err(format!("{name} takes no {extra:?}; see --help")),
            };
        }
        Some("properties") => return properties(arguments),
        Some("bench") => return bench(arguments),
        Some(other) => return Err(format!("there is no command {other:?}; see --help")),
    }
    let mut page = None;
    let mut request =
        Request { page: String::new(), check: false, name: None, root: checkout::root() };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value; see --help"));
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--check" => request.check = true,
            "--name" => request.name = Some(name(value()?)?),
            "--root" => request.root = value()?.into(),
            option if option.starts_with('-') => {
                return Err(format!("there is no option {option}; see --help"));
            }
            _ if page.is_none() => page = Some(argument),
            _ => return Err(format!("there is one argument too many: {argument:?}; see --help")),
        }
    }
    request.page = page.ok_or("which page? name a file or an address; see --help")?;
    Ok(Command::Spec(request))
}

/// Reads what comes after `properties`.
fn properties(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = properties::Request { seed: None, cases: 1024 };
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments.next().ok_or(format!("{argument} wants a value; see --help"))?;
            value
                .parse::<u64>()
                .map_err(|_| format!("{argument} wants a number, and not {value:?}"))
        };
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--seed" => request.seed = Some(number()?),
            "--cases" => {
                let cases = u32::try_from(number()?).ok().filter(|cases| *cases > 0);
                request.cases = cases.ok_or("--cases is at least 1 and at most 4294967295")?;
            }
            other => return Err(format!("properties does not take {other:?}; see --help")),
        }
    }
    Ok(Command::Properties(request))
}

/// Reads what comes after `bench`.
fn bench(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut request = bench::Request { groups: Vec::new(), write: false, check: false };
    for argument in arguments {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--write" => request.write = true,
            "--check" => request.check = true,
            group if bench::GROUPS.contains(&group) => request.groups.push(argument),
            other => return Err(format!("bench does not take {other:?}; see --help")),
        }
    }
    if request.check && (request.groups.len() != 1 || request.write) {
        return Err("--check compares one group, and writes nothing".to_owned());
    }
    if request.groups.is_empty() {
        request.groups = bench::GROUPS.map(str::to_owned).into();
    }
    Ok(Command::Bench(request))
}

/// A name that is a file of its own in the directory.
fn name(name: String) -> Result<String, String> {
    let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    match plain && !name.is_empty() && name != "overlay" {
        true => Ok(name),
        false => Err(format!(
            "{name:?} is no name for a page: letters, digits, - and _, and not overlay"
        )),
    }
}
