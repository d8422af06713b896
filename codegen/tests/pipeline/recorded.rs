//! The client of all available documents matches the record: its public interface, and every warning.

use std::path::Path;

use argyle_user_tokens_codegen::generate;
use client_review::outline;
use test_inputs::{at_hand, recording};

use crate::vendored;

#[test]
fn the_client_of_all_documents_matches_the_record() {
    let Some(pages) = at_hand("../shared/argyle/pages", "Argyle's other documents") else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = vendored();
    for (folder, shown) in [(pages, "pages"), (root.join("tests/documents"), "tests/documents")] {
        let before = sources.program.len();
        sources.add(&folder).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
        for document in &mut sources.program[before..] {
            let name = document.name.rsplit('/').next().unwrap();
            document.name = format!("{shown}/{name}");
        }
    }
    let generated = generate(&sources).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let warnings = generated.warnings.iter().map(ToString::to_string);
    let warnings: Vec<String> = warnings.map(|warning| warning.replace('\n', " ")).collect();
    let outline: Vec<String> = outline(&generated).lines().map(str::to_owned).collect();
    for (name, lines) in [("warnings.txt", warnings), ("outline.txt", outline)] {
        let path = root.join("tests/recorded").join(name);
        recording::compare(&path, &lines, true).unwrap_or_else(|difference| panic!("{difference}"));
    }
}
