//! Taking a page: extract, try, compare, and only then write.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::arguments::Request;
use crate::outline::{self, Changes};
use crate::pipeline::source::{self, Page, Sources};
use crate::pipeline::{FEATURES, Generated, diagnostic::Diagnostic, generate};
use crate::{fetch, page};

/// What came of a request.
pub enum Outcome {
    /// The page is the vendored one.
    Current,
    /// The page differs from the vendored one, and nothing was written.
    Differs,
    /// The page was written.
    Written,
}

/// Takes a page, or compares it.
pub fn run(request: &Request) -> Result<Outcome, String> {
    let text = fetch::page(&request.page)?;
    let document = page::document(&text)?;
    let alone = Page { name: "the document of the page".to_owned(), bytes: document.into() };
    source::merge(&[alone]).map_err(|it| listed("the page cannot be taken", &it))?;
    let mut sources =
        source::read(&request.directory).map_err(|it| listed("spec/ cannot be read", &it))?;
    let before = outline_of(&sources)?;
    let name = file_name(request, document, &sources)?;
    let place = format!("spec/{name}");
    let vendored = sources.pages.iter_mut().find(|page| page.name == place);
    match vendored {
        Some(page) if page.bytes == document.as_bytes() => {
            println!("{place} is the published page.");
            return Ok(Outcome::Current);
        }
        Some(page) => page.bytes = document.into(),
        None => sources.pages.push(Page { name: place.clone(), bytes: document.into() }),
    }
    sources.pages.sort_by(|left, right| left.name.cmp(&right.name));
    let generated = generated(&sources)?;
    for warning in &generated.warnings {
        println!("warning: {warning}");
    }
    report(&place, &outline::compare(&before, &generated.outline));
    if request.check {
        println!("{place} is not the published page; without --check it would be written.");
        return Ok(Outcome::Differs);
    }
    write(&request.directory, &name, document)?;
    println!(
        "{place} is written. Review it, and accept the interface as spec/README.md describes."
    );
    Ok(Outcome::Written)
}

fn generated(sources: &Sources) -> Result<Generated, String> {
    generate(sources, &FEATURES).map_err(|it| listed("the pipeline does not take the page", &it))
}

/// The interface that the vendored pages make; none where they are what is broken.
fn outline_of(sources: &Sources) -> Result<String, String> {
    match generate(sources, &FEATURES) {
        Ok(generated) => Ok(generated.outline),
        Err(diagnostics) => {
            eprintln!(
                "xtask: {}",
                listed("the vendored pages make no client, so nothing is compared", &diagnostics)
            );
            Ok(String::new())
        }
    }
}

fn listed(problem: &str, diagnostics: &[Diagnostic]) -> String {
    let lines: String = diagnostics.iter().map(|it| format!("\n  {it}")).collect();
    format!("{problem}:{lines}")
}

/// The file of the page: the one that has its operations, the one that was asked for, or a new one that is
/// named by what the operations are about.
fn file_name(request: &Request, document: &str, sources: &Sources) -> Result<String, String> {
    let operations = operations(document.as_bytes());
    let holder = sources.pages.iter().find(|page| {
        let known = self::operations(&page.bytes);
        operations.iter().any(|operation| known.contains(operation))
    });
    if let Some(page) = holder {
        let name = page.name.trim_start_matches("spec/").to_owned();
        return match &request.name {
            Some(asked) if name != format!("{asked}.yaml") => {
                Err(format!("the operations of the page are in spec/{name} already"))
            }
            _ => Ok(name),
        };
    }
    let about = || {
        let (path, _) = operations.first()?.rsplit_once(' ')?;
        let steps =
            path.split('/').filter(|it| !it.is_empty() && !it.starts_with('{') && !is_version(it));
        Some(steps.collect::<Vec<_>>().join("-")).filter(|name| !name.is_empty())
    };
    let name = request.name.clone().or_else(about).ok_or("the document has no operations")?;
    match sources.pages.iter().any(|page| page.name == format!("spec/{name}.yaml")) {
        true if request.name.is_none() => Err(format!(
            "spec/{name}.yaml has other operations, and would be lost; --name {name} replaces it, and any \
             other --name puts the page beside it"
        )),
        true => Ok(format!("{name}.yaml")),
        false => Ok(format!("{name}.yaml")),
    }
}

/// `v2`, which says nothing about what a page is about.
fn is_version(step: &str) -> bool {
    step.strip_prefix('v').is_some_and(|digits| digits.parse::<u32>().is_ok())
}

/// The operations of a document, as `/path method`; none where it cannot be read.
fn operations(document: &[u8]) -> Vec<String> {
    let document: Value = serde_yaml::from_slice(document).unwrap_or_default();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods
                .filter(|(_, it)| it.is_object())
                .map(move |(method, _)| format!("{path} {method}"))
        })
        .collect()
}

fn report(place: &str, changes: &Changes) {
    println!("{place} changes the public interface:");
    changes.removed.iter().for_each(|line| println!("  removed  {line}"));
    for (before, after) in &changes.changed {
        println!("  changed  {before}\n       to  {after}");
    }
    changes.added.iter().for_each(|line| println!("  added    {line}"));
    if changes.removed.is_empty() && changes.changed.is_empty() && changes.added.is_empty() {
        println!("  not at all");
    }
    println!("verdict: {}", changes.verdict);
}

/// Writes the page in one step, so that there is never half of it.
fn write(directory: &Path, name: &str, document: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("spec/{name} cannot be written: {error}");
    let draft = directory.join(format!(".{name}.draft"));
    let mut file = fs::File::create(&draft).map_err(failed)?;
    let written = file.write_all(document.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written.and_then(|()| fs::rename(&draft, directory.join(name))) {
        // What is left of the draft is in nobody's way, as its name is no page's.
        let _ = fs::remove_file(&draft);
        return Err(failed(error));
    }
    Ok(())
}
