//! Pages are united; one thing defined in two ways stops the build.

use argyle_user_tokens_codegen::diagnostic::Diagnostic;
use argyle_user_tokens_codegen::{Generated, generate};
use client_review::outline;

use crate::{file, user_tokens, vendored};

/// A document with one operation that returns a schema named `Thing`, which has these properties.
fn thing(path: &str, properties: &str) -> String {
    format!(
        "openapi: 3.0.1\ninfo: {{title: Things, version: '1'}}\nsecurity: [{{basicAuth: []}}]\npaths:\n  {path}:\n    get:\n      \
         responses:\n        '200':\n          description: ''\n          content:\n            application/json:\n              \
         schema: {{$ref: '#/components/schemas/Thing'}}\ncomponents:\n  schemas:\n    Thing:\n      type: object\n      \
         properties: {properties}\n  securitySchemes:\n    basicAuth: {{type: http, scheme: basic, description: Username = api_key_id, Password = api_key_secret}}\n"
    )
}

fn merged(first: String, second: String) -> Result<Generated, Vec<Diagnostic>> {
    let mut sources = vendored();
    let scheme = "description: Username = api_key_id, Password = api_key_secret";
    assert!(user_tokens(&mut sources).text().unwrap().contains(scheme));
    let quote = |text: String| {
        text.replace(scheme, "description: 'Username = api_key_id, Password = api_key_secret'")
    };
    sources.documents.push(file("spec/a.yaml", quote(first)));
    sources.documents.push(file("spec/b.yaml", quote(second)));
    generate(&sources)
}

#[test]
fn the_same_thing_twice_is_fine() {
    let same = "{a: {type: string}}";
    let generated = merged(thing("/v2/a-things", same), thing("/v2/b-things", same));
    let outline = outline(&generated.unwrap_or_else(|it| panic!("{it:#?}")));
    for name in ["list_a_things", "list_b_things", "create_user_token"] {
        assert!(outline.contains(&format!("fn Client::{name}(")), "{outline}");
    }
}

#[test]
fn two_different_things_under_one_name_name_both_files_and_the_first_difference() {
    let first = thing("/v2/a-things", "{a: {type: string}, b: {type: string}}");
    let second = thing("/v2/b-things", "{a: {type: string}, b: {type: number}}");
    let diagnostics = merged(first, second).err().unwrap();
    let message = diagnostics[0].to_string();
    assert_eq!(diagnostics.len(), 1);
    for part in ["spec/a.yaml", "spec/b.yaml#/components/schemas/Thing/properties/b/type"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn each_document_keeps_its_own_security() {
    let first = thing("/v2/a-things", "{}").replace("{basicAuth: []}", "{other: []}");
    let merged = merged(first, thing("/v2/b-things", "{}"));
    let warnings = merged.unwrap_or_else(|it| panic!("{it:#?}")).warnings;
    let [message] = warnings.as_slice() else {
        panic!("one warning is expected: {warnings:#?}");
    };
    let message = message.to_string();
    for part in
        ["GET /v2/a-things is left out", "it wants the scheme `other`, which is not defined"]
    {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn prose_and_examples_define_nothing() {
    let properties = |prose: &str| format!("{{a: {{type: string, {prose}}}}}");
    let first = thing("/v2/a-things", &properties("description: One, example: b"));
    let second = thing("/v2/b-things", &properties("description: Another, title: A"));
    assert!(merged(first, second).is_ok());
    let named = "{description: {type: string}}";
    let other = "{description: {type: number}}";
    assert!(merged(thing("/v2/a-things", named), thing("/v2/b-things", other)).is_err());
}
