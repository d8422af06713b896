//! The maintainer's commands: `cargo xtask spec` takes an update of a page of Argyle's documentation, and
//! `cargo xtask properties` runs the property tests with new inputs.

mod arguments;
mod fetch;
mod outline;
mod page;
mod properties;
mod update;

#[allow(dead_code, reason = "the build script writes what this program only wants to see made")]
#[path = "../../build/mod.rs"]
mod pipeline;

use std::process::ExitCode;

use arguments::Command;
use update::Outcome;

fn main() -> ExitCode {
    let result = arguments::read(std::env::args().skip(1)).and_then(|command| match command {
        Command::Help => {
            println!("{}", arguments::USAGE);
            Ok(true)
        }
        // A nightly job tells an update by its exit code from a failure.
        Command::Spec(request) => update::run(&request).map(|it| !matches!(it, Outcome::Differs)),
        Command::Properties(request) => properties::run(&request),
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::from(2)
        }
    }
}
