//! A diagnostic names the faulty file, in the folder of the crate or of a program, and a remedy that works there.

use argyle_user_tokens_codegen::generate;
use client_review::outline;
use test_inputs::{BASE_URLS, at_hand};

use crate::{file, vendored};

/// Returns errors and warnings for documents of a program, given by name and text.
fn messages(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = vendored();
    for (name, text) in files {
        let file = file(&format!("/program/pages/{name}"), *text);
        let is_overlay = *name == "overlay.yaml";
        if is_overlay { &mut sources.overlays } else { &mut sources.documents }.push(file);
    }
    let diagnostics = generate(&sources).map_or_else(|errors| errors, |made| made.warnings);
    diagnostics.iter().map(ToString::to_string).collect()
}

/// Returns the only diagnostic of a valid document to which `rest` is appended.
fn message(rest: &str) -> String {
    let mut messages = messages(&[("page.yaml", &write_page(rest))]);
    assert_eq!(messages.len(), 1, "{rest}: {messages:#?}");
    messages.remove(0)
}

fn write_page(rest: &str) -> String {
    format!(
        "openapi: 3.0.0\ninfo: {{title: Things, version: '1'}}\nsecurity: [{{basicAuth: []}}]\npaths:\n  /v2/things:\n    get: \
         {{responses: {{'204': {{description: none}}}}}}\n{rest}"
    )
}

fn write_overlay(action: &str) -> String {
    format!(
        "overlay: 1.0.0\ninfo: {{title: a, version: b}}\nactions: [{{description: c, {action}}}]\n"
    )
}

#[test]
fn environments_and_base_urls_follow_one_rule() {
    for (url, expected) in BASE_URLS {
        let mut sources = vendored();
        let server = format!("servers: [{{url: '{url}', description: Plain}}]\n");
        sources.documents.push(file("/program/pages/page.yaml", write_page(&server)));
        match (generate(&sources), expected) {
            (Ok(made), Ok(address)) => {
                let arm = format!("Self::Plain => \"{address}\"");
                assert!(made.client.contains(&arm), "{url}: {arm}");
            }
            (Err(errors), Err(part)) => {
                let error = errors[0].to_string();
                assert!(error.starts_with("/program/pages/page.yaml#/servers/0: "), "{error}");
                assert!(error.contains("`plain`") && error.contains(part), "{url}: {error}");
                assert!(!error.contains("hunter2"), "{error}");
            }
            (made, _) => panic!("{url}: {made:?}"),
        }
    }
}

#[test]
fn every_server_is_a_variant_or_a_warning() {
    for (server, variant) in [
        ("{url: 'https://a.example', description: Self}", "Self_"),
        ("{url: 'https://a.example', description: self}", "Self_"),
        ("{url: 'https://a.example', description: ' match '}", "Match"),
        ("{url: 'https://a.example', description: Café}", "Café"),
        ("{url: 'https://a.example', description: 生产}", "生产"),
        ("{url: 'https://a.example', description: EU1}", "Eu1"),
    ] {
        let mut sources = vendored();
        sources
            .documents
            .push(file("spec/page.yaml", write_page(&format!("servers: [{server}]\n"))));
        let made = generate(&sources).unwrap_or_else(|errors| panic!("{server}: {errors:#?}"));
        let outline = outline(&made);
        let line = format!("variant Environment::{variant}");
        assert!(outline.lines().any(|found| found == line), "{server}: {outline}");
    }
    for (server, part) in [
        ("{url: 'https://{region}.a.example', description: Cloud}", "variables"),
        (
            "{url: 'https://{region}.a.example', description: Cloud, variables: {region: {enum: [eu, us], default: eu}}}",
            "variables",
        ),
        ("{description: Cloud}", "not an absolute URL"),
        (
            "{url: 'https://a.example', description: Sandbox}",
            "spec/overlay.yaml#/actions/0 already gives it the address",
        ),
        (
            "{url: 'https://a.example', description: Two words}",
            "`https://a.example` is skipped: no",
        ),
        ("{url: 'https://a.example', description: _}", "`https://a.example` is skipped: no"),
        ("{url: 'https://id:hunter2@a.example'}", "`a.example` is skipped: no"),
    ] {
        let message = message(&format!("servers: [{server}]\n"));
        assert!(message.contains(part) && !message.contains("hunter2"), "{server}: {message}");
        assert!(message.contains("in /program/pages/overlay.yaml"), "{message}");
    }
}

#[test]
fn a_diagnostic_names_the_file_of_the_problem() {
    let plain = "servers: [{url: 'http://192.0.2.2', description: Plain}]";
    for (files, place) in [
        (vec![("page.yaml", write_page(plain))], "page.yaml#/servers/0: "),
        (
            vec![
                ("page.yaml", write_page("")),
                ("overlay.yaml", write_overlay(&format!("target: $, update: {{{plain}}}"))),
            ],
            "overlay.yaml#/actions/0: ",
        ),
        (
            vec![
                ("page.yaml", write_page("")),
                (
                    "overlay.yaml",
                    write_overlay(
                        "target: $.paths, update: {/v2/a: {get: {security: [{basicAuth: []}], parameters: [{in: cookie, name: b}]}}}",
                    ),
                ),
            ],
            "overlay.yaml#/actions/0: ",
        ),
        (
            vec![("page.yaml", write_page("  /v2/a: {$ref: other.yaml}\n"))],
            "page.yaml#/paths/~1v2~1a/$ref: ",
        ),
        (
            vec![(
                "page.yaml",
                write_page(
                    "  v2/a: {get: {security: [{basicAuth: []}], parameters: [{in: cookie, name: b}]}}\n",
                ),
            )],
            "page.yaml#/paths/v2~1a/get: ",
        ),
        (vec![("page.yaml", "openapi: [".to_owned())], "page.yaml:2:1: "),
        (
            vec![("page.yaml", write_page("")), ("overlay.yaml", "a: [".to_owned())],
            "overlay.yaml:2:1: ",
        ),
    ] {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let messages = messages(&files);
        assert_eq!(messages.len(), 1, "{place}: {messages:#?}");
        let place = format!("/program/pages/{place}");
        assert!(messages[0].starts_with(&place), "{place}: {messages:#?}");
        assert!(!messages[0].contains("spec/"), "{messages:#?}");
    }
}

#[test]
fn colliding_names_are_reported() {
    let schemas = "    get_a1: {type: object, properties: {a: {type: string}}}\n    GetA1: {type: object, properties: {b: {type: string}}}\n";
    let used = "  /v2/a: {get: {responses: {'200': {description: a, content: {application/json: {schema: {properties: {c: {$ref: \
                '#/components/schemas/get_a1'}, d: {$ref: '#/components/schemas/GetA1'}}}}}}}}}\n";
    let types = message(&format!("{used}components:\n  schemas:\n{schemas}"));
    let operations = "  /v2/a: {get: {operationId: getA1, responses: {}}}\n  /v2/b: {get: {operationId: get_a_1, responses: {}}}\n";
    assert!(types.starts_with("/program/pages/page.yaml"), "{types}");
    assert!(types.contains("two generated items have the Rust name `types::GetA1`"), "{types}");
    let message = message(operations);
    for place in ["page.yaml#/paths/~1v2~1a/get", "page.yaml#/paths/~1v2~1b/get"] {
        assert!(message.contains(&format!("/program/pages/{place}")), "{place}: {message}");
    }
    let twice =
        "components: {schemas: {A: {properties: {id: {type: string}, '@id': {type: string}}}}}\n";
    let used = "  /v2/a: {get: {responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}\n";
    let property = self::message(&format!("{used}{twice}"));
    for part in
        ["/properties/@id: it is skipped: another property has", "in /program/pages/overlay.yaml"]
    {
        assert!(property.contains(part), "{part}: {property}");
    }
}

#[test]
fn a_truncated_page_is_reported_instead_of_the_overlay() {
    let Some(pages) = at_hand("../shared/argyle/pages", "Argyle's other documents") else {
        return;
    };
    let whole = std::fs::read_to_string(pages.join("invites.yaml")).unwrap();
    let last = "target: $.components.schemas.Invite, update: {x-note: a}";
    let overlay = write_overlay(last);
    for end in (1000..whole.len()).step_by(1499).filter(|end| whole.is_char_boundary(*end)) {
        for message in messages(&[("page.yaml", &whole[..end]), ("overlay.yaml", &overlay)]) {
            assert!(message.starts_with("/program/pages/page.yaml"), "{end}: {message}");
        }
    }
    let wrong = overlay.replace("Invite", "Invitation");
    let message = messages(&[("page.yaml", &whole), ("overlay.yaml", &wrong)]).remove(0);
    assert!(message.starts_with("/program/pages/overlay.yaml#/actions/0: "), "{message}");
}
