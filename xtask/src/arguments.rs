//! The command line.

use std::path::PathBuf;

pub const USAGE: &str = "\
Takes an update of a page of Argyle's API reference.

Usage: cargo xtask spec <PAGE> [--check] [--name <NAME>] [--spec <DIRECTORY>]

  PAGE         a page in Markdown, as a file or as an address: that of the page, with or without .md
  --check      write nothing; the exit code is 1 where the page differs from what is vendored
  --name       the name of the file in spec/, without .yaml, for a page that is not there yet
  --spec       the directory of documents, if it is not that of this checkout

The page is written only if the pipeline takes it. Exit codes: 0 done or nothing to do, 1 the page differs
(with --check), 2 the page cannot be taken.";

/// What was asked for.
pub enum Command {
    Help,
    Spec(Request),
}

/// A page to take.
pub struct Request {
    pub page: String,
    pub check: bool,
    pub name: Option<String>,
    pub directory: PathBuf,
}

/// Reads the command line.
pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    match arguments.next().as_deref() {
        None | Some("-h" | "--help" | "help") => return Ok(Command::Help),
        Some("spec") => {}
        Some(other) => return Err(format!("there is no command {other:?}; see --help")),
    }
    let mut page = None;
    let mut request = Request {
        page: String::new(),
        check: false,
        name: None,
        directory: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec")),
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value; see --help"));
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--check" => request.check = true,
            "--name" => request.name = Some(name(value()?)?),
            "--spec" => request.directory = value()?.into(),
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
