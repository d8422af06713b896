//! How long the pipeline takes, as unoptimised as it runs in a build script:
//! `cargo bench -p argyle-user-tokens-codegen --profile dev`, with files to add to the vendored document as arguments.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;

/// How often each is run.
const RUNS: usize = 9;

fn main() -> ExitCode {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let Ok(mut sources) = Sources::vendored(&directory) else {
        eprintln!("spec/ cannot be read");
        return ExitCode::FAILURE;
    };
    print("the vendored document", &sources);
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with('-')) {
        match std::fs::read(&path) {
            Ok(bytes) => sources.documents.push(SourceFile { name: path, bytes }),
            Err(error) => {
                eprintln!("{path} cannot be read: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if sources.documents.len() > 1 {
        print(&format!("all {} documents", sources.documents.len()), &sources);
    }
    ExitCode::SUCCESS
}

fn print(what: &str, sources: &Sources) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let outcome = generate(sources);
            let time = started.elapsed();
            if let Err(diagnostics) = outcome {
                diagnostics.iter().for_each(|it| eprintln!("{it}"));
            }
            time
        })
        .collect();
    times.sort_unstable();
    println!(
        "{what}: {:.1?} least, {:.1?} median, {:.1?} most",
        times[0],
        times[RUNS / 2],
        times[RUNS - 1]
    );
}
