//! Measures what other pages of Argyle's API cost, where they are at hand: the lines of the client that they make, and
//! the time that it takes to check it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use argyle_user_tokens_codegen::source::Sources;

use super::failed;
use super::measurement::{Goal, Measurement};
use crate::checkout;

/// Checks the crate with all pages, and beside it with the vendored document alone.
pub fn measure(root: &Path) -> Result<Vec<Measurement>, String> {
    let pages = root.join("../shared/argyle/pages");
    if !pages.is_dir() {
        eprintln!("LEFT OUT: {} has no pages", pages.display());
        return Ok(Vec::new());
    }
    let of = |name: &str, ours: f64| Measurement {
        name: name.to_owned(),
        ours,
        theirs: None,
        goal: Goal::None,
    };
    let mut sources: Sources = checkout::documents(&root.join("spec"))?;
    sources.add(&pages).map_err(|it| checkout::listed("the pages cannot be read", &it))?;
    let lines = checkout::client(&sources)?.client.lines().count();
    Ok(vec![
        of("13 more pages: lines of the client", lines as f64),
        of("13 more pages: `cargo check` of the crate alone, s", check(root, Some(&pages))?),
        of("no more pages: `cargo check` of the crate alone, s", check(root, None)?),
    ])
}

/// How long it takes to check the crate when everything that it depends on is there.
fn check(root: &Path, pages: Option<&Path>) -> Result<f64, String> {
    let name = if pages.is_some() { "pages" } else { "no-pages" };
    let target = root.join("target/bench").join(name);
    let run = || {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--quiet", "--locked"]).current_dir(root);
        cargo.env("CARGO_TARGET_DIR", &target).env_remove("ARGYLE_SPEC_DIR");
        cargo.envs(pages.map(|pages| ("ARGYLE_SPEC_DIR", pages)));
        let output = cargo.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(said) }
    };
    run()?;
    // Only what was made of the documents is made again, the pipeline included.
    let document = root.join("spec/overlay.yaml");
    fs::File::open(&document)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|error| failed(&document, &error))?;
    let started = Instant::now();
    run()?;
    Ok(started.elapsed().as_secs_f64())
}
