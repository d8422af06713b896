//! The maintainer's commands: `cargo xtask spec` takes an update of a page of Argyle's documentation.

mod arguments;
mod fetch;
mod outline;
mod page;
mod update;

#[allow(dead_code, reason = "the build script writes what this program only wants to see made")]
#[path = "../../build/mod.rs"]
mod pipeline;

use std::process::ExitCode;

use arguments::Command;
use update::Outcome;

fn main() -> ExitCode {
    let result = match arguments::read(std::env::args().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", arguments::USAGE);
            return ExitCode::SUCCESS;
        }
        Ok(Command::Spec(request)) => update::run(&request),
        Err(problem) => Err(problem),
    };
    match result {
        Ok(Outcome::Current | Outcome::Written) => ExitCode::SUCCESS,
        // A nightly job tells an update by this code from a failure.
        Ok(Outcome::Differs) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::from(2)
        }
    }
}
