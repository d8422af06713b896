//! An operation of a program's document replaces that of the crate, whole, and what the crate cannot do without stays.

use argyle_user_tokens_codegen::diagnostic::Diagnostic;
use argyle_user_tokens_codegen::{Generated, generate};
use client_review::outline;

use crate::{file, vendored};

/// A program's page of an operation, with everything else in another way than in the crate's documents.
fn page(path: &str, body: &str, response: &str) -> String {
    format!(
        "openapi: 3.0.0\ninfo: {{title: Mine, version: '1'}}\nsecurity: [{{mine: []}}]\npaths:\n  {path}:\n    post:\n      \
         requestBody: {{content: {{application/json: {{schema: {body}}}}}}}\n      responses: {{'200': {{description: '', \
         content: {{application/json: {{schema: {response}}}}}}}}}\ncomponents:\n  securitySchemes:\n    mine: {{type: http, \
         scheme: basic}}\n    basicAuth: {{type: http, scheme: Basic}}\n  schemas:\n    User: {{type: object, required: \
         [number], properties: {{number: {{type: integer}}, user_token: {{type: string}}}}}}\n    \
         CreateUserTokenRequest: {{type: object, properties: {{user: {{type: string, format: uuid}}}}}}\n    \
         CreateUserTokenResponse: {{type: object, properties: {{user_token: {{type: string}}, more: {{type: string}}}}}}\n"
    )
}

const USER: &str = "{$ref: '#/components/schemas/User'}";
const REQUEST: &str = "{$ref: '#/components/schemas/CreateUserTokenRequest'}";
const RESPONSE: &str = "{$ref: '#/components/schemas/CreateUserTokenResponse'}";

/// The client of the crate's documents and of these pages.
fn with_pages(pages: &[String]) -> Result<Generated, Vec<Diagnostic>> {
    let mut sources = vendored();
    let pages = pages.iter().enumerate();
    sources
        .program
        .extend(pages.map(|(index, page)| file(&format!("/program/{index}.yaml"), page.clone())));
    generate(&sources)
}

fn outline_with(pages: &[String]) -> String {
    outline(&with_pages(pages).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}")))
}

#[test]
fn an_operation_of_a_program_counts_whole() {
    let outline =
        outline_with(&[page("/v2/users", USER, USER), page("/v2/user-tokens", REQUEST, RESPONSE)]);
    for line in [
        "field types::User.number: i64",
        "field types::CreateUserTokenResponse.more: Option<String>",
        "fn builder::CreateUser<'a>::send(self) -> impl std::future::Future<Output = Result<Response<types::User>, Error>> + Send + 'a",
    ] {
        assert!(outline.lines().any(|known| known == line), "{line}\n{outline}");
    }
    for gone in ["external_id", "CreateUserBody", "CreateUserResponse"] {
        assert!(!outline.contains(gone), "{gone}\n{outline}");
    }
}

#[test]
fn components_that_no_operation_needs_collide_with_nothing() {
    // The page defines the components of the vendored document that it replaces in another way.
    let outline = outline_with(&[page("/v2/user-tokens", REQUEST, RESPONSE)]);
    assert!(
        outline.contains("types::CreateUserTokenResponse.more") && outline.contains("external_id"),
        "{outline}"
    );
    // Here the vendored operation stays, and needs them.
    let diagnostics = with_pages(&[page("/v2/users", USER, USER)]).err().unwrap_or_default();
    let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert!(
        messages.iter().any(|message| message.contains("spec/user-tokens.yaml")),
        "{messages:#?}"
    );
}

#[test]
fn the_published_page_takes_the_place_of_the_vendored_document() {
    let Some(page) =
        test_inputs::at_hand("../shared/argyle/create-a-user-token.md", "the published page")
    else {
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("published");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(page, folder.join("page.md")).unwrap();
    let mut sources = vendored();
    sources.add(&folder).unwrap();
    let replaced = generate(&sources).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let own = generate(&vendored()).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    assert_eq!(outline(&replaced), outline(&own));
}

#[test]
fn required_operations_need_http_basic_or_the_build_fails() {
    let described = page("/v2/users", USER, USER);
    let described = &described[..described.find("    basicAuth").unwrap()];
    let described = format!(
        "{described}  schemas:\n    User: {{type: object, properties: {{user_token: {{type: string}}}}}}\n"
    );
    for (change, part) in [
        (described.replace("[{mine: []}]", "[]"), "requires none"),
        (
            described.replace("scheme: basic", "scheme: bearer"),
            "POST /v2/users cannot become a method: it requires",
        ),
        (
            described.replacen("application/json", "text/weird", 1),
            "POST /v2/users cannot become a method",
        ),
    ] {
        assert_ne!(change, described);
        let diagnostics = with_pages(&[change]).err().unwrap_or_default();
        let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        let [message] = messages.as_slice() else { panic!("{part}: {messages:#?}") };
        assert!(message.contains(part) && message.contains("/program/0.yaml"), "{part}: {message}");
    }
}

#[test]
fn an_overlay_that_removes_a_required_operation_stops_the_build() {
    for (path, method) in [("/v2/users", "new_user"), ("/v2/user-tokens", "user_token")] {
        let mut sources = vendored();
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{title: a, version: b}}\nactions:\n- target: $.paths['{path}']\n  description: a\n  \
             remove: true\n"
        );
        sources.overlays.push(file("/program/overlay.yaml", overlay));
        let diagnostics = generate(&sources).err().unwrap_or_default();
        let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        let gone = format!("the operation POST {path}, which `Client::{method}` calls, is missing");
        assert!(messages.len() == 1 && messages[0].contains(&gone), "{messages:#?}");
    }
}

#[test]
fn a_missing_required_operation_names_its_method() {
    let mut sources = vendored();
    sources.documents.retain(|document| document.name != "spec/create-user.yaml");
    let diagnostics = generate(&sources).err().unwrap_or_default();
    let message = diagnostics.first().map(ToString::to_string).unwrap_or_default();
    assert!(
        message.contains("POST /v2/users, which `Client::new_user` calls, is missing"),
        "{message}"
    );
}

#[test]
fn an_overlay_of_a_program_marks_operations_as_safe_to_repeat() {
    for (value, marked) in [("true", 2), ("false", 1)] {
        let mut sources = vendored();
        let overlay = format!(
            "overlay: 1.1.0\ninfo: {{title: a, version: b}}\nactions:\n- target: $.paths['/v2/users'].post\n  \
             description: c\n  update: {{x-safe-to-repeat: {value}}}\n"
        );
        sources.overlays.push(file("/program/overlay.yaml", overlay));
        let client = generate(&sources).unwrap_or_else(|found| panic!("{found:#?}")).client;
        // Minting a token is marked already.
        assert_eq!(client.matches("safe_to_repeat: true").count(), marked, "{value}");
    }
}
