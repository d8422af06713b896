//! Measures the costs of Argyle's other pages, if they are available: lines of the client, and the time to check it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use argyle_user_tokens_codegen::source::Sources;

use super::describe_error;
use super::measurement::{Goal, Measurement};
use crate::checkout;

/// Checks the crate with all pages, and with only the vendored documents.
pub fn measure(root: &Path) -> Result<Vec<Measurement>, String> {
    let pages = root.join("../shared/argyle/pages");
    if !pages.is_dir() {
        eprintln!("LEFT OUT: {} has no pages", pages.display());
        return Ok(Vec::new());
    }
    let measurement = |name: &str, ours: f64| Measurement {
        name: name.to_owned(),
        ours,
        theirs: None,
        goal: Goal::None,
    };
    let mut sources: Sources = checkout::read_documents(&root.join("spec"))?;
    sources
        .add(&pages)
        .map_err(|errors| checkout::list_errors("the pages cannot be read", &errors))?;
    let lines = checkout::generate_client(&sources)?.client.lines().count();
    Ok(vec![
        measurement("13 more pages: lines of the client", lines as f64),
        measurement(
            "13 more pages: `cargo check` of the crate alone, s",
            time_check(root, Some(&pages))?,
        ),
        measurement("no more pages: `cargo check` of the crate alone, s", time_check(root, None)?),
    ])
}

/// Measures the time to check the crate when its dependencies are compiled.
fn time_check(root: &Path, pages: Option<&Path>) -> Result<f64, String> {
    let name = if pages.is_some() { "pages" } else { "no-pages" };
    let target = root.join("target/bench").join(name);
    let run = || {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--quiet", "--locked"]).current_dir(root);
        cargo.env("CARGO_TARGET_DIR", &target).env_remove("ARGYLE_SPEC_DIR");
        cargo.envs(pages.map(|pages| ("ARGYLE_SPEC_DIR", pages)));
        let output = cargo.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(printed) }
    };
    run()?;
    // Touching a document reruns only the build script and the check of the crate.
    let document = root.join("spec/overlay.yaml");
    fs::File::open(&document)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|error| describe_error(&document, &error))?;
    let started = Instant::now();
    run()?;
    Ok(started.elapsed().as_secs_f64())
}
