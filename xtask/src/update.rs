//! Taking a page: extract, try, compare, and only then write.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use argyle_user_tokens_codegen::Generated;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use argyle_user_tokens_codegen::source::markdown;

use crate::arguments::Request;
use crate::checkout::{self, listed};
use crate::fetch;
use crate::outline::{self, Verdict};

/// The document in `spec/` that is the project's own text, and that no page is written over.
const OWN: &str = "create-user.yaml";

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
    let page = SourceFile { name: "the document of the page".to_owned(), bytes: document.into() };
    page.check().map_err(|it| listed("the page cannot be taken", &it))?;
    let folder = request.root.join("spec");
    let mut sources = checkout::documents(&folder)?;
    let before = outline_of(&sources);
    let lacking = lacking(&sources);
    let own = sources.documents.iter().find(|known| known.name == format!("spec/{OWN}"));
    if own.is_some_and(|own| share_operation(own, &page)) {
        return compare_with_own(request, page, sources, &before, lacking);
    }
    let name = file_name(request, &page, &sources)?;
    let place = format!("spec/{name}");
    let vendored = sources.documents.iter_mut().find(|known| known.name == place);
    match vendored {
        Some(known) if known.bytes == page.bytes => {
            println!("{place} is the published page.");
            return Ok(Outcome::Current);
        }
        Some(known) => known.bytes = page.bytes,
        None => sources.documents.push(SourceFile { name: place.clone(), ..page }),
    }
    sources.documents.sort_by(|left, right| left.name.cmp(&right.name));
    report(&place, &before, lacking, &checkout::client(&sources)?);
    if request.check {
        println!("{place} is not the published page; without --check it would be written.");
        return Ok(Outcome::Differs);
    }
    write(&folder, &name, document)?;
    println!("{} is written.", checkout::absolute(&folder.join(&name)).display());
    checkout::generate(&request.root)?;
    Ok(Outcome::Written)
}

/// Reports how the interface differs with a page in place of the project's own document, which stays as it is.
fn compare_with_own(
    request: &Request,
    page: SourceFile,
    mut sources: Sources,
    before: &str,
    lacking: usize,
) -> Result<Outcome, String> {
    if !request.check {
        return Err(format!(
            "spec/{OWN} describes an operation of the page in the words of this project, and no page is written over it; \
             --check reports how the interface differs, and a program that wants the page puts it into its ARGYLE_SPEC_DIR"
        ));
    }
    sources.program.push(page);
    report("the page", before, lacking, &checkout::client(&sources)?);
    println!("spec/{OWN} is the project's own text, and no page is written over it.");
    Ok(Outcome::Differs)
}

/// Whether two documents have an operation in common.
fn share_operation(left: &SourceFile, right: &SourceFile) -> bool {
    let known = left.operations();
    right.operations().iter().any(|operation| known.contains(operation))
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
fn file_name(request: &Request, page: &SourceFile, sources: &Sources) -> Result<String, String> {
    let operations = page.operations();
    let holder = sources.documents.iter().find(|known| share_operation(known, page));
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
    if place == format!("spec/{OWN}") {
        return Err(format!(
            "{place} is the project's own text, and no page is written over it; choose another --name"
        ));
    }
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

/// Prints what the client lacks, and how its interface differs from the one before.
fn report(place: &str, before: &str, lacking: usize, generated: &Generated) {
    for warning in &generated.warnings {
        println!("warning: {warning}");
    }
    let complete = generated.warnings.len() <= lacking;
    let changes = outline::compare(before, &client_review::outline(generated));
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
