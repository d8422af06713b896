//! The pipeline, stage by stage and as a whole.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

mod as_written;
mod build_script;
mod checked_in;
mod diagnostics;
mod merging;
mod other_documents;
mod places;
mod properties;
mod recorded;
mod replacement;
mod setters;
mod warnings;

use std::path::Path;
use std::process::Command;

use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use argyle_user_tokens_codegen::{Generated, generate};
use client_review::outline;
use test_inputs::at_hand;

/// The documents of this package.
fn vendored() -> Sources {
    Sources::vendored(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")).unwrap()
}

/// The document of the user tokens among those of this package.
fn user_tokens(sources: &mut Sources) -> &mut SourceFile {
    let mut documents = sources.documents.iter_mut();
    documents.find(|document| document.name == "spec/user-tokens.yaml").unwrap()
}

/// A document with this text.
fn file(name: &str, text: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: text.into() }
}

/// What the pipeline makes of the vendored documents after a change to that of the user tokens.
fn generated_after(change: impl Fn(&str) -> String) -> Generated {
    let mut sources = vendored();
    let vendored = user_tokens(&mut sources);
    vendored.bytes = change(vendored.text().unwrap()).into_bytes();
    generate(&sources).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"))
}

#[test]
fn a_new_property_becomes_a_field_with_no_other_edit() {
    let property = "user_token:\n          type: string\n";
    let generated = generated_after(|text| {
        assert!(text.contains(property));
        text.replace(property, &format!("note:\n          type: string\n        {property}"))
    });
    let field = "field types::CreateUserTokenResponse.note: Option<String>";
    let outline = outline(&generated);
    assert!(outline.lines().any(|line| line == field), "{outline}");
    assert!(generated.client.contains("pub note: "));
}

#[test]
fn an_update_that_composes_or_requires_the_token_is_taken() {
    let response = "        user_token:\n          type: string\n          description: The generated user token.\n";
    for (from, to) in [
        (response.to_owned(), format!("{response}      required: [user_token]\n")),
        (
            format!("      type: object\n      properties:\n{response}"),
            "      allOf:\n        - type: object\n          properties: {user_token: {type: string}}\n        - \
             type: object\n          properties: {link: {type: string}}\n"
                .to_owned(),
        ),
        ("servers: []".to_owned(), "servers: [{url: 'https://api.argyle.com/v2', description: Production}]".to_owned()),
    ] {
        let generated = generated_after(|text| {
            assert!(text.contains(&from), "{from}");
            text.replace(&from, &to)
        });
        assert!(outline(&generated).contains("field types::CreateUserTokenResponse.user_token: "), "{to}");
    }
}

#[test]
fn generated_code_says_what_it_was_made_from_and_can_be_read() {
    let generated = generated_after(str::to_owned);
    for code in [generated.client, generated.mock] {
        assert!(
            code.starts_with("// Generated from spec/create-user.yaml, spec/user-tokens.yaml, spec/overlay.yaml. "),
            "{code}"
        );
        for unwanted in ["<Note>", "](/", "```ignore", "unwrap()", "JSON schema"] {
            assert!(!code.contains(unwanted), "{unwanted} in {code}");
        }
    }
}

#[test]
fn the_front_page_of_the_client_opens_with_what_a_reader_does_with_it() {
    let client = generated_after(str::to_owned).client;
    let (before, _) = client.split_once("pub struct Client {").unwrap();
    let page = before.rsplit("}\n").next().unwrap();
    let places = ["with one method an operation", "[`Client::builder`]", "# Argyle's API"];
    let places = places.map(|part| page.find(part).unwrap_or_else(|| panic!("{part}: {page}")));
    assert!(places.is_sorted(), "{page}");
}

#[test]
fn the_vendored_document_is_the_published_one_byte_for_byte() {
    let page = "../shared/argyle/create-a-user-token.md";
    let Some(documentation) = at_hand(page, "the published page of the vendored document") else {
        return;
    };
    let documentation = std::fs::read_to_string(documentation).unwrap();
    let (_, block) = documentation.split_once("````yaml post /v2/user-tokens\n").unwrap();
    let (block, _) = block.split_once("````").unwrap();
    assert!(user_tokens(&mut vendored()).text().unwrap() == block);
}

/// What [`at_hand`] does where nothing is there, for the test below.
#[test]
#[ignore = "is a part of the test below, in a process of its own"]
fn something_is_left_out() {
    assert_eq!(at_hand("nowhere", "a thing"), None);
}

#[test]
fn what_a_test_leaves_out_is_said_though_it_passes() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "something_is_left_out", "--ignored"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.starts_with("LEFT OUT: a thing, which needs "),
        "{said}"
    );
    assert!(said.trim_end().ends_with("nowhere"), "{said}");
}
