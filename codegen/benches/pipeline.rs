//! How long the pipeline takes, as unoptimised as it runs in a build script:
//! `cargo bench -p argyle-user-tokens-codegen --profile dev`, with files to add to the vendored document as arguments.
//! Without arguments, it shows how the time grows with the document.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;

/// How often each is run.
const RUNS: usize = 9;

/// How often each document is run that shows how the time grows; the least of them counts.
const GROWTH_RUNS: usize = 3;

fn main() -> ExitCode {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let Ok(mut sources) = Sources::vendored(&directory) else {
        eprintln!("spec/ cannot be read");
        return ExitCode::FAILURE;
    };
    print("the vendored document", &sources);
    if std::env::args().skip(1).all(|argument| argument.starts_with('-')) {
        print_growth("operations", &sources, operations);
        print_growth("properties", &sources, properties);
    }
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

/// Prints the time for a document and for one of ten times its size.
fn print_growth(what: &str, vendored: &Sources, document: fn(usize) -> String) {
    let time = |count: usize| {
        let mut sources = vendored.clone();
        sources
            .documents
            .push(SourceFile { name: "scale.yaml".to_owned(), bytes: document(count).into() });
        let times = (0..GROWTH_RUNS).map(|_| {
            let started = Instant::now();
            let outcome = generate(&sources);
            let time = started.elapsed();
            drop(outcome);
            time
        });
        times.min().unwrap_or_default()
    };
    let (small, large) = (200, 2000);
    let times = [time(small), time(large)];
    println!(
        "{small} {what}: {:.1?}, {large}: {:.1?}, which is {:.1} times as long",
        times[0],
        times[1],
        times[1].as_secs_f64() / times[0].as_secs_f64()
    );
}

/// The lines of a document, in front of its components.
const HEAD: &str =
    "openapi: 3.0.3\ninfo: {title: Scale, version: 1.0.0}\nsecurity: [{basicAuth: []}]\npaths:\n";

/// The lines of a document behind its schemas.
const FOOT: &str = "  securitySchemes:\n    basicAuth: {type: http, scheme: basic}\n";

/// A document of so many operations, each with a type of its own.
fn operations(count: usize) -> String {
    let paths: String = (0..count)
        .map(|index| {
            format!(
                "  /v2/scale-{index}:\n    get:\n      parameters: [{{in: query, name: limit, schema: {{type: integer}}}}]\n      \
                 responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: \
                 '#/components/schemas/Scale{index}'}}}}}}}}}}\n"
            )
        })
        .collect();
    let schemas: String = (0..count)
        .map(|index| {
            format!(
                "    Scale{index}: {{type: object, description: A thing., properties: {{id: {{type: string, format: uuid}}, \
                 status: {{type: string, enum: [a, b]}}, other: {{$ref: '#/components/schemas/Scale{}'}}}}}}\n",
                // Things know each other, and not all of them.
                index / 2
            )
        })
        .collect();
    format!("{HEAD}{paths}components:\n  schemas:\n{schemas}{FOOT}")
}

/// A document of one operation with so many properties.
fn properties(count: usize) -> String {
    let properties: String = (0..count)
        .map(|index| {
            format!(
                "        property_{index}: {{type: string, description: The property {index}.}}\n"
            )
        })
        .collect();
    format!(
        "{HEAD}  /v2/scale:\n    get:\n      responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/Scale'}}}}}}}}}}\ncomponents:\n  schemas:\n    Scale:\n      type: object\n      \
         properties:\n{properties}{FOOT}"
    )
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
