//! Measures calls of this crate and of handwritten reqwest. Prints one measurement a line: its name, this crate's
//! figure and reqwest's, separated by tabs.
//!
//! `cargo xtask bench` runs it, and writes a table of its output.

mod burst;
mod client;
mod delay;
mod faults;
mod load;
mod memory;
mod server;
mod server_process;
mod single;
#[cfg(feature = "soak")]
mod soak;

use std::error::Error;
use std::process::ExitCode;

/// Every error ends the measurement.
type Failed = Box<dyn Error + Send + Sync>;

const USAGE: &str = "\
Usage: calls single <sdk|reqwest> <COUNT>   calls one after the other, for a tool that counts instructions
       calls load                           throughput and latency
       calls memory                         bytes a call that waits for its answer
       calls burst                          many calls at once, from a client that has no connection yet
       calls soak <http1|http2> <MINUTES>   calls for a long time, to a server that fails
                                            (with the feature `soak`)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["single", who, count] => single::run(who, count),
        ["load"] => load::run(),
        ["memory"] => memory::run(),
        ["memory", who, url] => memory::measure(who, url),
        ["burst"] => burst::run(),
        #[cfg(feature = "soak")]
        ["soak", version, minutes] => soak::run(version, minutes),
        ["serve", ref what @ ..] => server::run(what),
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("calls: {problem}");
            ExitCode::from(2)
        }
    }
}
