//! Measures the time of the pipeline without optimizations, as in a build script:
//! `cargo bench -p argyle-user-tokens-codegen --profile dev`. Arguments name further documents. Without arguments, it
//! also measures how the time grows with the document.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;

/// The number of runs of each measurement.
const RUNS: usize = 9;

/// The number of runs of each growing document. The shortest counts.
const GROWTH_RUNS: usize = 3;

fn main() -> ExitCode {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let Ok(mut sources) = Sources::vendored(&directory) else {
        eprintln!("spec/ cannot be read");
        return ExitCode::FAILURE;
    };
    print_times("the vendored document", &sources);
    if std::env::args().skip(1).all(|argument| argument.starts_with('-')) {
        print_growth("operations", &sources, write_operations);
        print_growth("properties", &sources, write_properties);
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
        print_times(&format!("all {} documents", sources.documents.len()), &sources);
    }
    ExitCode::SUCCESS
}

/// Prints the time for a document and for a document of ten times its size.
fn print_growth(unit: &str, vendored: &Sources, document: fn(usize) -> String) {
    let measure = |count: usize| {
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
    let times = [measure(small), measure(large)];
    println!(
        "{small} {unit}: {:.1?}, {large}: {:.1?}, {:.1} times as long",
        times[0],
        times[1],
        times[1].as_secs_f64() / times[0].as_secs_f64()
    );
}

/// The lines before the paths of a document.
const HEAD: &str =
    "openapi: 3.0.3\ninfo: {title: Scale, version: 1.0.0}\nsecurity: [{basicAuth: []}]\npaths:\n";

/// The lines after the schemas of a document.
const FOOT: &str = "  securitySchemes:\n    basicAuth: {type: http, scheme: basic}\n";

/// Writes a document of `count` operations, each with a type of its own.
fn write_operations(count: usize) -> String {
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
                // Each type refers to one other type.
                index / 2
            )
        })
        .collect();
    format!("{HEAD}{paths}components:\n  schemas:\n{schemas}{FOOT}")
}

/// Writes a document of one operation with `count` properties.
fn write_properties(count: usize) -> String {
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

fn print_times(name: &str, sources: &Sources) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let outcome = generate(sources);
            let time = started.elapsed();
            if let Err(diagnostics) = outcome {
                diagnostics.iter().for_each(|diagnostic| eprintln!("{diagnostic}"));
            }
            time
        })
        .collect();
    times.sort_unstable();
    println!(
        "{name}: {:.1?} minimum, {:.1?} median, {:.1?} maximum",
        times[0],
        times[RUNS / 2],
        times[RUNS - 1]
    );
}
