//! A program outside of the workspace gets the operations of documents of its own, and they work.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::fs;
use std::path::{Path, PathBuf};

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use client_review::{collect_examples, write_decoders, write_requests};
use test_inputs::program::{cargo, copy, write, write_same_features};
use test_inputs::{at_hand, recording};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The folder of documents of the program: the one that is full of trouble, and Argyle's others where they are
/// at hand.
fn documents(home: &Path) -> PathBuf {
    let folder = home.join("documents");
    copy(&Path::new(ROOT).join("tests/documents"), &folder).unwrap();
    write(&folder.join("deep.yaml"), deep().as_bytes()).unwrap();
    if let Some(pages) = at_hand("../shared/argyle/pages", "Argyle's other documents") {
        copy(&pages, &folder).unwrap();
    }
    if let Some(page) = at_hand("../shared/argyle/create-a-user-token.md", "Argyle's own page") {
        write(&folder.join("create-a-user-token.md"), &fs::read(page).unwrap()).unwrap();
    }
    folder
}

/// A document with schemas that are nested as deeply as a client has them: a chain, a ring, and one inside of another
/// without a name; and with a chain that is longer.
fn deep() -> String {
    let reference = |index: usize| format!("{{$ref: '#/components/schemas/Deep{index}'}}");
    let link = |index: usize, next: usize| {
        let next = reference(next);
        format!(
            "    Deep{index}: {{type: object, properties: {{next: {{type: array, items: {next}}}}}}}\n"
        )
    };
    let chain: String = (0..14).map(|index| link(index, index + 1)).collect();
    let ring: String = (100..114).map(|index| link(index, 100 + (index - 99) % 14)).collect();
    let longer: String = (200..600).map(|index| link(index, index + 1)).collect();
    let nested = (0..35).fold("{type: string}".to_owned(), |inner, _| {
        format!("{{type: object, properties: {{a: {inner}}}}}")
    });
    let body = |schema: String| format!("content: {{application/json: {{schema: {schema}}}}}");
    let sending = |schema: String| {
        format!("{{requestBody: {{{}}}, responses: {{'204': {{description: ''}}}}}}", body(schema))
    };
    format!(
        "openapi: 3.0.3\ninfo: {{title: Deep, version: '1'}}\nsecurity: [{{basicAuth: []}}]\npaths:\n  /v2/deep:\n    get: \
         {{responses: {{'200': {{description: '', {}}}}}}}\n    post: {}\n    put: {}\n    patch: {}\ncomponents:\n  \
         schemas:\n{chain}    Deep14: {{type: string}}\n{ring}{longer}    Deep600: {{type: string}}\n  securitySchemes:\n    \
         basicAuth: {{type: http, scheme: basic}}\n",
        body(reference(0)),
        sending(reference(100)),
        sending(nested),
        sending(reference(200)),
    )
}

/// Puts the program together, and returns its folder.
fn program() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    copy(&Path::new(ROOT).join("tests/outside"), &home).unwrap();
    let manifest = fs::read_to_string(home.join("Cargo.toml.in")).unwrap();
    let manifest = manifest.replace("@CRATE@", ROOT);
    write(&home.join("Cargo.toml"), manifest.as_bytes()).unwrap();
    write_same_features(Path::new(ROOT), &home.join("same-features")).unwrap();
    // The same versions as here, which are on this machine already.
    let lock = fs::read(Path::new(ROOT).join("Cargo.lock")).unwrap();
    write(&home.join("Cargo.lock"), &lock).unwrap();
    let documents = documents(&home);
    let config = "[env]\nARGYLE_SPEC_DIR = { value = \"documents\", relative = true }\n";
    write(&home.join(".cargo/config.toml"), config.as_bytes()).unwrap();

    let mut sources = Sources::vendored(&Path::new(ROOT).join("spec")).unwrap();
    sources.add(&documents).unwrap();
    let generated = generate(&sources).unwrap();
    write(
        &home.join("tests/decoders.rs.txt"),
        write_decoders(&generated, &collect_examples(&sources)).as_bytes(),
    )
    .unwrap();
    write(&home.join("tests/requests.rs.txt"), write_requests(&generated).as_bytes()).unwrap();
    home
}

#[test]
fn operations_of_a_programs_documents_work() {
    let home = program();
    let mut cargo = cargo(&home, env!("CARGO_TARGET_TMPDIR"));
    cargo.args(["test", "--offline", "--quiet"]);
    let recorded = at_hand("../shared/argyle/recorded", "bodies recorded from the API");
    cargo.envs(recorded.map(|folder| ("RECORDED", folder.canonicalize().unwrap())));
    cargo.env("RECORDINGS", &home);
    let output = cargo.output().unwrap();
    let said =
        [output.stdout, output.stderr].map(|stream| String::from_utf8_lossy(&stream).into_owned());
    assert!(output.status.success(), "{}", said.join("\n"));

    let is_all_at_hand = at_hand("../shared/argyle/pages", "Argyle's other documents").is_some();
    for name in ["requests.txt", "examples.txt"] {
        let lines = fs::read_to_string(home.join(name)).unwrap();
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        let recorded = Path::new(ROOT).join("tests/recorded").join(name);
        recording::compare(&recorded, &lines, is_all_at_hand).unwrap();
    }
}
