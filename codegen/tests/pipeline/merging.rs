//! Documents are merged; different definitions under one name stop the build.

use argyle_user_tokens_codegen::diagnostic::Diagnostic;
use argyle_user_tokens_codegen::{Generated, generate};
use client_review::outline;

use crate::{file, user_tokens, vendored};

/// Writes a document with one operation that returns a schema `Thing` with these properties.
fn write_document(path: &str, properties: &str) -> String {
    format!(
        "openapi: 3.0.1\ninfo: {{title: Things, version: '1'}}\nsecurity: [{{basicAuth: []}}]\npaths:\n  {path}:\n    get:\n      \
         responses:\n        '200':\n          description: ''\n          content:\n            application/json:\n              \
         schema: {{$ref: '#/components/schemas/Thing'}}\ncomponents:\n  schemas:\n    Thing:\n      type: object\n      \
         properties: {properties}\n  securitySchemes:\n    basicAuth: {{type: http, scheme: basic, description: Username = api_key_id, Password = api_key_secret}}\n"
    )
}

fn merge(first: String, second: String) -> Result<Generated, Vec<Diagnostic>> {
    let mut sources = vendored();
    let scheme = "description: Username = api_key_id, Password = api_key_secret";
    assert!(user_tokens(&mut sources).read_text().unwrap().contains(scheme));
    let quote = |text: String| {
        text.replace(scheme, "description: 'Username = api_key_id, Password = api_key_secret'")
    };
    sources.documents.push(file("spec/a.yaml", quote(first)));
    sources.documents.push(file("spec/b.yaml", quote(second)));
    generate(&sources)
}

#[test]
fn equal_definitions_are_accepted() {
    let same = "{a: {type: string}}";
    let generated =
        merge(write_document("/v2/a-things", same), write_document("/v2/b-things", same));
    let outline = outline(&generated.unwrap_or_else(|errors| panic!("{errors:#?}")));
    for name in ["list_a_things", "list_b_things", "create_user_token"] {
        assert!(outline.contains(&format!("fn Client::{name}(")), "{outline}");
    }
}

#[test]
fn different_definitions_are_reported_with_files_and_first_difference() {
    let first = write_document("/v2/a-things", "{a: {type: string}, b: {type: string}}");
    let second = write_document("/v2/b-things", "{a: {type: string}, b: {type: number}}");
    let diagnostics = merge(first, second).err().unwrap();
    let message = diagnostics[0].to_string();
    assert_eq!(diagnostics.len(), 1);
    for part in ["spec/a.yaml", "spec/b.yaml#/components/schemas/Thing/properties/b/type"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn each_document_keeps_its_own_security() {
    let first = write_document("/v2/a-things", "{}").replace("{basicAuth: []}", "{other: []}");
    let merged = merge(first, write_document("/v2/b-things", "{}"));
    let warnings = merged.unwrap_or_else(|errors| panic!("{errors:#?}")).warnings;
    let [message] = warnings.as_slice() else {
        panic!("expected one warning: {warnings:#?}");
    };
    let message = message.to_string();
    for part in
        ["GET /v2/a-things is skipped", "it requires the scheme `other`, which is not defined"]
    {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn prose_and_examples_define_nothing() {
    let properties = |prose: &str| format!("{{a: {{type: string, {prose}}}}}");
    let first = write_document("/v2/a-things", &properties("description: One, example: b"));
    let second = write_document("/v2/b-things", &properties("description: Another, title: A"));
    assert!(merge(first, second).is_ok());
    let named = "{description: {type: string}}";
    let other = "{description: {type: number}}";
    assert!(
        merge(write_document("/v2/a-things", named), write_document("/v2/b-things", other))
            .is_err()
    );
}
