//! Commands for maintainers. Each is a module.

mod arguments;
mod bench;
mod checkout;
mod fetch;
mod fuzz;
mod outline;
mod properties;
mod soak;
mod update;

use std::process::ExitCode;

use arguments::Command;
use update::Outcome;

fn main() -> ExitCode {
    let result = arguments::read(std::env::args().skip(1)).and_then(|command| match command {
        Command::Help => {
            println!("{}", arguments::USAGE);
            Ok(true)
        }
        // A scheduled job distinguishes an update from a failure by the exit code.
        Command::Spec(request) => {
            update::run(&request).map(|outcome| !matches!(outcome, Outcome::Differs))
        }
        Command::Generate => checkout::write_generated(&checkout::root()).map(|()| true),
        Command::Outline => checkout::outline(&checkout::root()).map(|text| {
            print!("{text}");
            true
        }),
        Command::Properties(request) => properties::run(&request),
        Command::Bench(request) => bench::run(&request),
        Command::Fuzz(request) => fuzz::run(&request),
        Command::Soak(request) => soak::run(&request),
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
