//! The build script tells Cargo what it reads, writes what the pipeline makes, and says what is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use argyle_user_tokens_codegen::build_script::directives;
use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use client_review::outline;

use crate::vendored;

/// The documents of the crate.
const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");

/// A folder of a program with one document, and an empty one to write into; both are the test's own.
fn prepared(test: &str, document: &str) -> (PathBuf, PathBuf) {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("out")).unwrap();
    fs::create_dir_all(home.join("program")).unwrap();
    fs::write(home.join("program/other.yaml"), document).unwrap();
    (home.join("program"), home.join("out"))
}

#[test]
fn every_document_that_is_read_is_one_whose_change_makes_cargo_run_it_again() {
    let trouble = include_str!("../../../tests/documents/trouble.yaml");
    let (program, out) = prepared("watched", trouble);
    let directives = directives(Path::new(SPEC), Some(&program), &out);
    let watched: Vec<&Path> = directives
        .iter()
        .filter_map(|it| it.strip_prefix("cargo::rerun-if-changed="))
        .map(Path::new)
        .collect();
    // What is in a folder that is watched is watched too. A path that does not exist would make Cargo run it
    // every time.
    assert_eq!(watched, [Path::new(SPEC), &program]);
    assert!(watched.iter().all(|it| it.exists()), "{watched:?}");
}

#[test]
fn what_it_writes_is_what_the_pipeline_makes_and_the_parts_of_the_runtime_are_those_it_asks_for() {
    let (program, out) = prepared("written", include_str!("../../../tests/documents/trouble.yaml"));
    for program in [None, Some(program.as_path())] {
        let told = directives(Path::new(SPEC), program, &out);
        let mut sources = vendored();
        if let Some(program) = program {
            sources.add(program).unwrap();
        }
        let made = generate(&sources).unwrap_or_else(|it| panic!("{it:#?}"));
        for (file, text) in [("client.rs", &made.client), ("mock.rs", &made.mock)] {
            assert!(fs::read_to_string(out.join(file)).unwrap() == *text, "{file}");
        }
        let parts: Vec<String> =
            made.parts.iter().map(|it| format!("cargo::rustc-cfg=argyle_spec=\"{it}\"")).collect();
        assert_eq!(parts.iter().any(|it| it.contains("list_pages")), program.is_some());
        assert!(parts.iter().all(|it| told.contains(it)), "{told:#?}");
        assert!(made.client.contains(&format!(
            "// parts: {}\n",
            made.parts.into_iter().collect::<Vec<_>>().join(" ")
        )));
    }
}

#[test]
fn what_cannot_be_taken_is_an_error_of_cargo_and_what_is_left_out_a_warning() {
    let kinds = |test: &str, other: &str| {
        let (program, out) = prepared(test, other);
        let directives = directives(Path::new(SPEC), Some(&program), &out);
        let kinds = directives.iter().filter_map(|it| it.strip_prefix("cargo::")?.split_once('='));
        let kinds: Vec<String> = kinds.map(|(kind, _)| kind.to_owned()).collect();
        (kinds, out.join("client.rs").exists())
    };
    let (broken, written) = kinds("broken", "openapi: [");
    assert_eq!((broken.last().map(String::as_str), written), (Some("error"), false));
    let (troubled, written) =
        kinds("troubled", include_str!("../../../tests/documents/trouble.yaml"));
    assert_eq!((troubled.last().map(String::as_str), written), (Some("warning"), true));
}

#[test]
fn a_file_whose_name_starts_with_a_dot_is_no_document() {
    let (program, out) = prepared("dots", include_str!("../../../tests/documents/free.yaml"));
    let before = directives(Path::new(SPEC), Some(&program), &out);
    for name in [".other.yaml", ".#other.yaml", ".page.md", ".a.json"] {
        fs::write(program.join(name), "openapi: [").unwrap();
    }
    // What Emacs puts beside a file that is edited leads nowhere.
    #[cfg(unix)]
    std::os::unix::fs::symlink("somebody@somewhere.1", program.join(".#page.yaml")).unwrap();
    assert_eq!(directives(Path::new(SPEC), Some(&program), &out), before);
}

#[test]
fn a_folder_of_a_program_that_is_not_there_or_empty_is_named_by_its_whole_path() {
    let (program, out) = prepared("named", "");
    fs::remove_file(program.join("other.yaml")).unwrap();
    for folder in [program.join("nowhere"), program] {
        let directives = directives(Path::new(SPEC), Some(&folder), &out);
        let error = directives.last().unwrap();
        assert!(error.starts_with(&format!("cargo::error={}:", folder.display())), "{error}");
    }
}

#[test]
fn a_page_in_markdown_is_read_where_it_stands_and_named_by_its_own_lines() {
    let page = |operation: &str| {
        format!(
            "# A page\n\n````yaml\nopenapi: 3.0.0\ninfo: {{title: Things, version: '1'}}\nsecurity: [{{basicAuth: []}}]\n\
             paths:\n  /v2/things:\n    get: {operation}\n````\n"
        )
    };
    let (program, out) = prepared("markdown", "");
    fs::remove_file(program.join("other.yaml")).unwrap();
    fs::write(program.join("README.md"), "# About this folder\n").unwrap();
    fs::write(program.join("things.md"), page("{responses: {}}")).unwrap();
    let told = directives(Path::new(SPEC), Some(&program), &out);
    assert!(!told.iter().any(|it| it.starts_with("cargo::error")), "{told:#?}");
    assert!(fs::read_to_string(out.join("client.rs")).unwrap().contains("fn list_things("));

    fs::write(program.join("things.md"), page("[")).unwrap();
    let told = directives(Path::new(SPEC), Some(&program), &out);
    let error = told.last().unwrap();
    let place = format!("cargo::error={}/things.md:10:", program.display());
    assert!(error.starts_with(&place), "{error}");
}

#[test]
fn the_fingerprint_tells_every_change_of_a_document() {
    let mut sources = vendored();
    let before = sources.fingerprint();
    assert_eq!(before, Sources::vendored(Path::new(SPEC)).unwrap().fingerprint());
    sources.overlays[0].bytes.push(b'\n');
    assert_ne!(before, sources.fingerprint());
}

#[test]
fn a_document_is_read_whatever_it_is_written_in() {
    let (program, _) = prepared("written_in", "");
    fs::remove_file(program.join("other.yaml")).unwrap();
    let path = |name: &str| format!("/v2/{name}");
    let yaml = |name: &str| {
        format!(
            "openapi: 3.0.0\nsecurity: [{{basicAuth: []}}]\npaths: {{{}: {{get: {{responses: {{}}}}}}}}\n",
            path(name)
        )
    };
    let json = format!(
        "{{\n\t\"openapi\": \"3.0.0\",\n\t\"security\": [{{\"basicAuth\": []}}],\n\t\"paths\": {{\"{}\": {{\"get\": {{}}}}}}\n}}",
        path("tabs")
    );
    fs::write(program.join("a.yml"), yaml("plain")).unwrap();
    fs::write(program.join("b.yaml"), format!("\u{feff}{}", yaml("marked"))).unwrap();
    fs::write(program.join("c.json"), json).unwrap();
    fs::write(program.join("d.md"), format!("# D\n\n````yaml get /v2/d\n{}````\n", yaml("page")))
        .unwrap();
    let mut sources = vendored();
    sources.add(&program).unwrap();
    let outline = outline(&generate(&sources).unwrap_or_else(|it| panic!("{it:#?}")));
    for name in ["plain", "marked", "tabs", "page"] {
        assert!(outline.contains(&format!("fn Client::list_{name}(")), "{name}: {outline}");
    }
    fs::write(program.join("c.json"), "{\"openapi\": \"3.0.0\",\n\"paths\": {},\n\"paths\": {}}")
        .unwrap();
    let mut sources = vendored();
    sources.add(&program).unwrap();
    let problem = generate(&sources).err().unwrap()[0].to_string();
    assert!(problem.contains("c.json:3:") && problem.contains("duplicate"), "{problem}");
}
