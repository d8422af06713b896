//! Updates a document: extracts it from the page, generates and compares the client, and only then writes.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use argyle_user_tokens_codegen::Generated;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use argyle_user_tokens_codegen::source::markdown;

use crate::arguments::Request;
use crate::checkout::{self, list_errors};
use crate::fetch;
use crate::outline::{self, Verdict};

/// The document in `spec/` that is the project's own text, and that no page is written over.
const OWN: &str = "create-user.yaml";

/// The outcome of an update.
pub enum Outcome {
    /// The vendored document is up to date.
    Current,
    /// The page differs from the vendored document, and nothing was written.
    Differs,
    /// The document was written.
    Written,
}

/// Updates a document, or compares it with the page.
pub fn run(request: &Request) -> Result<Outcome, String> {
    let text = fetch::read_page(&request.page)?;
    let document = markdown::find_document(&text)?;
    let page = SourceFile { name: "the document of the page".to_owned(), bytes: document.into() };
    page.check().map_err(|errors| list_errors("the page is rejected", &errors))?;
    let folder = request.root.join("spec");
    let mut sources = checkout::read_documents(&folder)?;
    let before = outline_of(&sources);
    let known_warnings = count_warnings(&sources);
    let own = sources.documents.iter().find(|known| known.name == format!("spec/{OWN}"));
    if own.is_some_and(|own| share_operation(own, &page)) {
        return compare_with_own(request, page, sources, &before, known_warnings);
    }
    let name = choose_file_name(request, &page, &sources)?;
    let place = format!("spec/{name}");
    let vendored = sources.documents.iter_mut().find(|known| known.name == place);
    match vendored {
        Some(known) if known.bytes == page.bytes => {
            println!("{place} is up to date.");
            return Ok(Outcome::Current);
        }
        Some(known) => known.bytes = page.bytes,
        None => sources.documents.push(SourceFile { name: place.clone(), ..page }),
    }
    sources.documents.sort_by(|left, right| left.name.cmp(&right.name));
    print_report(&place, &before, known_warnings, &checkout::generate_client(&sources)?);
    if request.check {
        println!("{place} differs from the page; without --check, the command updates it.");
        return Ok(Outcome::Differs);
    }
    write_document(&folder, &name, document)?;
    println!("wrote {}", checkout::absolute(&folder.join(&name)).display());
    checkout::write_generated(&request.root)?;
    Ok(Outcome::Written)
}

/// Reports how the interface differs with a page in place of the project's own document, which stays as it is.
fn compare_with_own(
    request: &Request,
    page: SourceFile,
    mut sources: Sources,
    before: &str,
    known_warnings: usize,
) -> Result<Outcome, String> {
    if !request.check {
        return Err(format!(
            "spec/{OWN} describes an operation of the page in the words of this project, and is never overwritten; \
             --check reports how the interface differs, and a program that wants the page puts it into its ARGYLE_SPEC_DIR"
        ));
    }
    sources.program.push(page);
    print_report("the page", before, known_warnings, &checkout::generate_client(&sources)?);
    println!("spec/{OWN} is the project's own text, and is never overwritten.");
    Ok(Outcome::Differs)
}

/// Returns true if two documents have an operation in common.
fn share_operation(left: &SourceFile, right: &SourceFile) -> bool {
    let known = left.operations();
    right.operations().iter().any(|operation| known.contains(operation))
}

/// Counts the warnings of the vendored documents.
fn count_warnings(sources: &Sources) -> usize {
    checkout::generate_client(sources).map_or(0, |generated| generated.warnings.len())
}

/// Returns the public interface of the vendored documents, or an empty text if they are invalid.
fn outline_of(sources: &Sources) -> String {
    match checkout::generate_client(sources) {
        Ok(generated) => client_review::outline(&generated),
        Err(problem) => {
            eprintln!(
                "xtask: the vendored documents are invalid, so all items count as added: {problem}"
            );
            String::new()
        }
    }
}

/// Chooses the file of the page: the file with its operations, the file from `--name`, or a new file named after the
/// path.
fn choose_file_name(
    request: &Request,
    page: &SourceFile,
    sources: &Sources,
) -> Result<String, String> {
    let operations = page.operations();
    let holder = sources.documents.iter().find(|known| share_operation(known, page));
    if let Some(page) = holder {
        let name = page.name.trim_start_matches("spec/").to_owned();
        return match &request.name {
            Some(asked) if name != format!("{asked}.yaml") => {
                Err(format!("spec/{name} already has the operations of the page; omit --name"))
            }
            _ => Ok(name),
        };
    }
    let derive = || {
        let (path, _) = operations.first()?.rsplit_once(' ')?;
        let steps = path
            .split('/')
            .filter(|step| !step.is_empty() && !step.starts_with('{') && !is_version(step));
        Some(steps.collect::<Vec<_>>().join("-")).filter(|name| !name.is_empty())
    };
    let name = request.name.clone().or_else(derive).ok_or("the document has no operations")?;
    let place = format!("spec/{name}.yaml");
    if place == format!("spec/{OWN}") {
        return Err(format!(
            "{place} is the project's own text, and no page is written over it; choose another --name"
        ));
    }
    if request.name.is_none() && sources.documents.iter().any(|document| document.name == place) {
        return Err(format!(
            "{place} has other operations; pass --name {name} to replace it, or another --name to add a file"
        ));
    }
    Ok(format!("{name}.yaml"))
}

/// Returns whether a segment is a version such as `v2`.
fn is_version(step: &str) -> bool {
    step.strip_prefix('v').is_some_and(|digits| digits.parse::<u32>().is_ok())
}

/// Prints the warnings, and the changes of the interface.
fn print_report(place: &str, before: &str, known_warnings: usize, generated: &Generated) {
    for warning in &generated.warnings {
        println!("warning: {warning}");
    }
    let complete = generated.warnings.len() <= known_warnings;
    let changes = outline::compare(before, &client_review::outline(generated));
    println!("{place} changes the public interface:");
    changes.removed.iter().for_each(|line| println!("  removed  {line}"));
    for (before, after) in &changes.changed {
        println!("  changed  {before}\n       to  {after}");
    }
    changes.added.iter().for_each(|line| println!("  added    {line}"));
    if changes.removed.is_empty() && changes.changed.is_empty() && changes.added.is_empty() {
        println!("  no changes");
    }
    match (changes.verdict, complete) {
        (Verdict::Minor | Verdict::Patch, false) => println!(
            "verdict: incomplete, because the warnings name missing parts; the rest is {}",
            changes.verdict
        ),
        (verdict, _) => println!("verdict: {verdict}"),
    }
}

/// Writes the document in one step, so an interrupted command leaves no partial file.
fn write_document(directory: &Path, name: &str, document: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("spec/{name} cannot be written: {error}");
    let draft = directory.join(format!(".{name}.draft"));
    let mut file = fs::File::create(&draft).map_err(failed)?;
    let written = file.write_all(document.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written.and_then(|()| fs::rename(&draft, directory.join(name))) {
        // A remaining draft is harmless, because the pipeline ignores hidden files.
        let _ = fs::remove_file(&draft);
        return Err(failed(error));
    }
    Ok(())
}
