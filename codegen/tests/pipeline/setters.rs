//! The builders of a client: setters of optional texts, `build`, and what the compiler says of one that is unused.

use argyle_user_tokens_codegen::generate;
use client_review::outline;
use syn::{Item, parse_file};

use crate::{file, vendored};

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\nsecurity: [{basicAuth: []}]\npaths:\n  \
     /v2/things:\n    post: {requestBody: {content: {application/json: {schema: {type: object, properties: \
     {name: {type: string}, client_secret: {type: string}, count: {type: integer}, build: {type: string}}}}}}, \
     responses: {'204': {description: x}}}\n    \
     get: {parameters: [{in: query, name: cursor, schema: {type: string}}, {in: query, name: kind, required: true, \
     schema: {type: string}}], responses: {'204': {description: x}}}\n    \
     patch: {requestBody: {content: {application/json: {schema: {type: object, properties: \
     {note: {type: string, nullable: true}}}}}}, responses: {'204': {description: x}}}\n\
     components: {securitySchemes: {basicAuth: {type: http, scheme: basic}}}\n";

fn client() -> (String, String) {
    let mut sources = vendored();
    sources.documents.push(file("spec/things.yaml", DOCUMENT));
    let generated = generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}"));
    (outline(&generated), generated.client)
}

#[test]
fn the_setter_of_an_optional_text_takes_every_text() {
    let (outline, _) = client();
    let takes = |setter: &str, bound: &str| {
        let line = outline.lines().find(|line| line.contains(setter)).unwrap_or(&outline);
        assert!(line.contains(bound), "{line}");
    };
    for (setter, property) in [
        ("builder::CreateThingBody::name<", "Option<String>"),
        ("builder::CreateThingBody::build<", "Option<String>"),
        ("builder::CreateThingBody::client_secret<", "Option<crate::types::values::Personal>"),
        ("builder::ListThings<'a>::cursor<", "Option<String>"),
        ("builder::UpdateThingsBody::note<", "crate::types::values::Nullable<String>"),
    ] {
        takes(setter, &format!(": crate::types::values::IntoOptional<{property}, F>"));
    }
    takes("builder::CreateThingBody::count<", "T: TryInto<Option<i64>>");
    takes("builder::ListThings<'a>::kind<", "V: TryInto<String>");
}

#[test]
fn the_builder_of_a_body_builds_it() {
    let (outline, _) = client();
    let build = "fn types::builder::UpdateThingsBody::build(self) -> Result<super::UpdateThingsBody, Error>";
    assert!(outline.lines().any(|line| line == build), "{outline}");
    // The setter of a property of that name stays alone.
    assert_eq!(
        outline
            .lines()
            .filter(|line| line.contains("types::builder::CreateThingBody::build"))
            .count(),
        1
    );
}

#[test]
fn the_compiler_warns_of_an_unused_builder() {
    let (_, client) = client();
    let mut modules = vec![parse_file(&client).unwrap().items];
    let mut builders = Vec::new();
    while let Some(items) = modules.pop() {
        for item in items {
            let Item::Mod(module) = item else { continue };
            let items = module.content.unwrap_or_default().1;
            for item in items.iter().filter(|_| module.ident == "builder") {
                let Item::Struct(builder) = item else { continue };
                let warns =
                    builder.attrs.iter().any(|attribute| attribute.path().is_ident("must_use"));
                assert!(warns, "{}", builder.ident);
                builders.push(builder.ident.to_string());
            }
            modules.push(items);
        }
    }
    for name in ["CreateUserToken", "CreateUserTokenRequest"] {
        assert!(builders.iter().any(|builder| builder == name), "{builders:?}");
    }
}
