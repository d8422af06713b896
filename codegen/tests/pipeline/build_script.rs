//! The build script watches its documents, writes the client, and reports diagnostics.

use std::fs;
use std::path::{Path, PathBuf};

use argyle_user_tokens_codegen::build_script::directives;
use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use client_review::outline;

use crate::vendored;

/// The documents of the crate.
const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");

/// Creates a program's folder with one document, and an empty output folder, both for a single test.
fn create_folders(test: &str, document: &str) -> (PathBuf, PathBuf) {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("out")).unwrap();
    fs::create_dir_all(home.join("program")).unwrap();
    fs::write(home.join("program/other.yaml"), document).unwrap();
    (home.join("program"), home.join("out"))
}

#[test]
fn a_change_of_any_document_reruns_the_build_script() {
    let trouble = include_str!("../../../tests/documents/trouble.yaml");
    let (program, out) = create_folders("watched", trouble);
    let directives = directives(Path::new(SPEC), Some(&program), &out);
    let watched: Vec<&Path> = directives
        .iter()
        .filter_map(|line| line.strip_prefix("cargo::rerun-if-changed="))
        .map(Path::new)
        .collect();
    // Cargo also watches the content of a folder. A missing path would rerun the script in every build.
    assert_eq!(watched, [Path::new(SPEC), &program]);
    assert!(watched.iter().all(|path| path.exists()), "{watched:?}");
}

#[test]
fn it_writes_the_generated_client_and_enables_its_parts() {
    let (program, out) =
        create_folders("written", include_str!("../../../tests/documents/trouble.yaml"));
    for program in [None, Some(program.as_path())] {
        let printed = directives(Path::new(SPEC), program, &out);
        let mut sources = vendored();
        if let Some(program) = program {
            sources.add(program).unwrap();
        }
        let made = generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}"));
        for (file, text) in [("client.rs", &made.client), ("mock.rs", &made.mock)] {
            assert!(fs::read_to_string(out.join(file)).unwrap() == *text, "{file}");
        }
        let parts: Vec<String> = made
            .parts
            .iter()
            .map(|part| format!("cargo::rustc-cfg=argyle_spec=\"{part}\""))
            .collect();
        assert_eq!(parts.iter().any(|part| part.contains("list_pages")), program.is_some());
        assert!(parts.iter().all(|part| printed.contains(part)), "{printed:#?}");
        assert!(made.client.contains(&format!(
            "// parts: {}\n",
            made.parts.into_iter().collect::<Vec<_>>().join(" ")
        )));
    }
}

#[test]
fn invalid_documents_are_errors_and_skipped_operations_warnings() {
    let kinds = |test: &str, other: &str| {
        let (program, out) = create_folders(test, other);
        let directives = directives(Path::new(SPEC), Some(&program), &out);
        let kinds = directives.iter();
        let kinds = kinds.filter_map(|line| line.strip_prefix("cargo::")?.split_once('='));
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
fn hidden_files_are_ignored() {
    let (program, out) = create_folders("dots", include_str!("../../../tests/documents/free.yaml"));
    let before = directives(Path::new(SPEC), Some(&program), &out);
    for name in [".other.yaml", ".#other.yaml", ".page.md", ".a.json"] {
        fs::write(program.join(name), "openapi: [").unwrap();
    }
    // Emacs creates a dangling symbolic link beside an edited file.
    #[cfg(unix)]
    std::os::unix::fs::symlink("somebody@somewhere.1", program.join(".#page.yaml")).unwrap();
    assert_eq!(directives(Path::new(SPEC), Some(&program), &out), before);
}

#[test]
fn a_missing_or_empty_folder_is_named_in_full() {
    let (program, out) = create_folders("named", "");
    fs::remove_file(program.join("other.yaml")).unwrap();
    for folder in [program.join("nowhere"), program] {
        let directives = directives(Path::new(SPEC), Some(&folder), &out);
        let error = directives.last().unwrap();
        assert!(error.starts_with(&format!("cargo::error={}:", folder.display())), "{error}");
    }
}

#[test]
fn diagnostics_name_the_lines_of_a_markdown_page() {
    let page = |operation: &str| {
        format!(
            "# A page\n\n````yaml\nopenapi: 3.0.0\ninfo: {{title: Things, version: '1'}}\nsecurity: [{{basicAuth: []}}]\n\
             paths:\n  /v2/things:\n    get: {operation}\n````\n"
        )
    };
    let (program, out) = create_folders("markdown", "");
    fs::remove_file(program.join("other.yaml")).unwrap();
    fs::write(program.join("README.md"), "# About this folder\n").unwrap();
    fs::write(program.join("things.md"), page("{responses: {}}")).unwrap();
    let printed = directives(Path::new(SPEC), Some(&program), &out);
    assert!(!printed.iter().any(|line| line.starts_with("cargo::error")), "{printed:#?}");
    assert!(fs::read_to_string(out.join("client.rs")).unwrap().contains("fn list_things("));

    fs::write(program.join("things.md"), page("[")).unwrap();
    let printed = directives(Path::new(SPEC), Some(&program), &out);
    let error = printed.last().unwrap();
    let place = format!("cargo::error={}/things.md:10:", program.display());
    assert!(error.starts_with(&place), "{error}");
}

#[test]
fn every_change_of_a_document_changes_the_fingerprint() {
    let mut sources = vendored();
    let before = sources.fingerprint();
    assert_eq!(before, Sources::vendored(Path::new(SPEC)).unwrap().fingerprint());
    sources.overlays[0].bytes.push(b'\n');
    assert_ne!(before, sources.fingerprint());
}

#[test]
fn documents_are_read_as_yaml_json_and_markdown() {
    let (program, _) = create_folders("written_in", "");
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
    let outline = outline(&generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}")));
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
