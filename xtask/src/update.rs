//! Taking a page: extract, try, compare, and only then write.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use argyle_user_tokens_codegen::source::markdown;

use crate::arguments::Request;
use crate::checkout::{self, listed};
use crate::fetch;
use crate::outline::{self, Changes, Verdict};

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
    let document = markdown::document(&text)?;
    let alone = SourceFile { name: "the document of the page".to_owned(), bytes: document.into() };
    alone.check().map_err(|it| listed("the page cannot be taken", &it))?;
    let folder = request.root.join("spec");
    let mut sources = checkout::documents(&folder)?;
    let before = outline_of(&sources);
    let lacking = lacking(&sources);
    let name = file_name(request, document, &sources)?;
    let place = format!("spec/{name}");
    let vendored = sources.documents.iter_mut().find(|page| page.name == place);
    match vendored {
        Some(page) if page.bytes == document.as_bytes() => {
            println!("{place} is the published page.");
            return Ok(Outcome::Current);
        }
        Some(page) => page.bytes = document.into(),
        None => sources.documents.push(SourceFile { name: place.clone(), bytes: document.into() }),
    }
    sources.documents.sort_by(|left, right| left.name.cmp(&right.name));
    let generated = checkout::client(&sources)?;
    for warning in &generated.warnings {
        println!("warning: {warning}");
    }
    let complete = generated.warnings.len() <= lacking;
    report(&place, &outline::compare(&before, &client_review::outline(&generated)), complete);
    if request.check {
        println!("{place} is not the published page; without --check it would be written.");
        return Ok(Outcome::Differs);
    }
    write(&folder, &name, document)?;
    println!("{} is written.", checkout::absolute(&folder.join(&name)).display());
    checkout::generate(&request.root)?;
    Ok(Outcome::Written)
}

/// How much of the vendored documents the client lacks already.
fn lacking(sources: &Sources) -> usize {
    checkout::client(sources).map_or(0, |generated| generated.warnings.len())
}

/// The interface that the vendored documents make; none where they are what is broken.
fn outline_of(sources: &Sources) -> String {
    match checkout::client(sources) {
        Ok(generated) => client_review::outline(&generated),
        Err(problem) => {
            eprintln!(
                "xtask: nothing is compared, as the vendored documents make no client: {problem}"
            );
            String::new()
        }
    }
}

/// The file of the page: the one that has its operations, the one that was asked for, or a new one that is
/// named by what the operations are about.
fn file_name(request: &Request, document: &str, sources: &Sources) -> Result<String, String> {
    let page = SourceFile { name: String::new(), bytes: document.into() };
    let operations = page.operations();
    let holder = sources.documents.iter().find(|page| {
        let known = page.operations();
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
    let place = format!("spec/{name}.yaml");
    if request.name.is_none() && sources.documents.iter().any(|document| document.name == place) {
        return Err(format!(
            "{place} has other operations, and would be lost; --name {name} replaces it, and any other --name puts \
             the page beside it"
        ));
    }
    Ok(format!("{name}.yaml"))
}

/// `v2`, which says nothing about what a page is about.
fn is_version(step: &str) -> bool {
    step.strip_prefix('v').is_some_and(|digits| digits.parse::<u32>().is_ok())
}

fn report(place: &str, changes: &Changes, complete: bool) {
    println!("{place} changes the public interface:");
    changes.removed.iter().for_each(|line| println!("  removed  {line}"));
    for (before, after) in &changes.changed {
        println!("  changed  {before}\n       to  {after}");
    }
    changes.added.iter().for_each(|line| println!("  added    {line}"));
    if changes.removed.is_empty() && changes.changed.is_empty() && changes.added.is_empty() {
        println!("  not at all");
    }
    match (changes.verdict, complete) {
        (Verdict::Minor | Verdict::Patch, false) => println!(
            "verdict: incomplete, as the client lacks what the warnings name; what it has is {}",
            changes.verdict
        ),
        (verdict, _) => println!("verdict: {verdict}"),
    }
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
