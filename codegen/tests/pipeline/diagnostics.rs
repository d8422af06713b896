//! An invalid document stops the build with a diagnostic: place, problem and remedy.

use std::path::Path;

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;

use crate::{file, user_tokens, vendored};

/// A name, a change to the vendored document, and parts of the expected diagnostic.
type Case = (&'static str, fn(&str) -> String, &'static [&'static str]);

const CASES: [Case; 21] = [
    ("empty", |_| String::new(), &["spec/user-tokens.yaml", "the file is empty"]),
    ("blank", |_| "\n# nothing\n".into(), &["spec/user-tokens.yaml", "the file is empty"]),
    (
        "not YAML",
        |text| text.replace("paths:", "paths: ["),
        &["spec/user-tokens.yaml:", "not well-formed YAML"],
    ),
    ("no OpenAPI", |_| "- a\n- b\n".into(), &["not an OpenAPI document"]),
    ("some other YAML", |_| "a: b\n".into(), &["not an OpenAPI document"]),
    (
        "an HTML page",
        |_| "<html><body>Not found</body></html>".into(),
        &["not an OpenAPI document"],
    ),
    (
        "OpenAPI 2.0",
        |text| text.replace("openapi: 3.0.0", "swagger: '2.0'"),
        &["\"2.0\"", "only 3.0 is supported"],
    ),
    (
        "OpenAPI 3.1",
        |text| text.replace("openapi: 3.0.0", "openapi: 3.1.0"),
        &["\"3.1.0\"", "only 3.0 is supported"],
    ),
    (
        "truncated before its paths",
        |text| text[..text.find("paths:").unwrap()].to_owned(),
        &["spec/user-tokens.yaml: the document has no `paths`", "download it again"],
    ),
    (
        "a key twice",
        |text| text.replace("info:\n", "info:\n  title: Another\n"),
        &["spec/user-tokens.yaml:", "duplicate entry", "title"],
    ),
    (
        "a response without a target",
        |text| text.replace("schemas/CreateUserTokenResponse'", "schemas/Gone'"),
        &["POST /v2/user-tokens", "`$ref` #/components/schemas/Gone", "has no target"],
    ),
    (
        "a body without a target",
        |text| text.replace("schemas/CreateUserTokenRequest'", "schemas/Gone'"),
        &["POST /v2/user-tokens", "`$ref` #/components/schemas/Gone", "has no target"],
    ),
    (
        "an operation's name twice",
        |text| {
            let twice = text
                .replace("      summary: Create", "      operationId: mint\n      summary: Create");
            let other = "  /v2/tokens:\n    get:\n      operationId: mint\n      responses: {}\n";
            twice.replace("paths:\n", &format!("paths:\n{other}"))
        },
        &[
            "`mint`",
            "GET /v2/tokens (spec/user-tokens.yaml#/paths/~1v2~1tokens/get)",
            "POST /v2/user-tokens",
            "update: {operationId: ",
        ],
    ),
    (
        "another security scheme",
        |text| text.replace("scheme: basic", "scheme: bearer"),
        &[
            "POST /v2/user-tokens",
            "it requires the scheme `basicAuth` (http bearer)",
            "supports only HTTP basic",
        ],
    ),
    (
        "the operation missing",
        |text| text.replace("/v2/user-tokens:", "/v2/link-tokens:"),
        &["the operation POST /v2/user-tokens, which `Client::user_token` calls, is missing"],
    ),
    (
        "the sent property renamed",
        |text| {
            text.replace("        user:\n", "        user_id:\n").replace("- user\n", "- user_id\n")
        },
        &[
            "which `Client::user_token` calls",
            "no longer fits the method",
            "its body has no property `user`",
        ],
    ),
    (
        "a form in place of JSON",
        |text| text.replacen("application/json", "multipart/form-data", 1),
        &["no longer fits the method: its body has no property `user` in JSON"],
    ),
    (
        "another property required",
        |text| {
            text.replace("        - user\n", "        - user\n        - scope\n").replace(
                "        user:\n",
                "        scope:\n          type: string\n        user:\n",
            )
        },
        &["no longer fits the method", "it also requires `scope`"],
    ),
    (
        "the received property renamed",
        |text| {
            text.replace("        user_token:\n          type", "        token:\n          type")
        },
        &["no longer fits the method: its response has no property `user_token`"],
    ),
    (
        "another type sent",
        |text| text.replace("          format: uuid\n", ""),
        &["no longer fits the method", "no property `user` that is a UUID"],
    ),
    (
        "another type received",
        |text| {
            text.replace(
                "        user_token:\n          type: string",
                "        user_token:\n          type: object",
            )
        },
        &["no longer fits the method", "no property `user_token` that is a user token"],
    ),
];

/// Returns the diagnostics that stop the build after a change to the vendored document.
fn messages(change: impl Fn(&str) -> Vec<u8>) -> Vec<String> {
    let mut sources = vendored();
    let vendored = user_tokens(&mut sources);
    vendored.bytes = change(vendored.read_text().unwrap());
    let diagnostics = generate(&sources).err().unwrap_or_default();
    diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn each_problem_of_a_document_is_one_diagnostic() {
    for (name, change, parts) in CASES {
        let messages = messages(|text| {
            let changed = change(text);
            assert_ne!(changed, text, "{name} changes nothing");
            changed.into_bytes()
        });
        assert_eq!(messages.len(), 1, "{name}: {messages:#?}");
        for part in parts {
            assert!(messages[0].contains(part), "{name}: {part:?} is not in {:?}", messages[0]);
        }
        assert!(!messages[0].contains('\n'), "{name}: Cargo ends a message at a line break");
    }
}

#[test]
fn invalid_utf_8_is_reported_with_its_position() {
    let messages = messages(|text| [text.as_bytes(), b"\xff"].concat());
    assert!(messages[0].contains("not UTF-8 at byte "), "{messages:?}");
}

#[test]
fn a_truncated_document_never_causes_a_panic() {
    let length = user_tokens(&mut vendored()).bytes.len();
    let mut stopped = 0;
    for end in (0..length).step_by(37) {
        let messages = messages(|text| text.as_bytes()[..end].to_vec());
        stopped += usize::from(!messages.is_empty());
        let names_it = |message: &String| message.starts_with("spec/user-tokens.yaml");
        assert!(messages.iter().all(names_it), "{end}: {messages:#?}");
    }
    // The last lines define the security scheme, and a cut there may leave a valid document.
    assert!(stopped * 37 > length * 9 / 10, "{stopped} of {}", length / 37);
}

#[test]
fn a_missing_folder_and_an_empty_folder_are_reported() {
    let message = |path: &Path| Sources::vendored(path).err().unwrap()[0].to_string();
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR")).join("nowhere");
    assert!(message(&nowhere).contains("cannot be read"), "{}", message(&nowhere));
    let empty = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(message(&empty).contains("the folder has no OpenAPI document"), "{}", message(&empty));
}

#[test]
fn an_invalid_overlay_is_reported_with_the_reason() {
    for (overlay, part) in [
        ("", "not a valid OpenAPI Overlay document"),
        ("overlay: 2.0.0\ninfo: {title: a, version: b}\nactions: []\n", "neither 1.0 nor 1.1"),
        ("overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: []\n", "spec/overlay.yaml"),
        (
            "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions:\n- target: $.info\n  update: {}\n",
            "the action has no `description`",
        ),
        (
            "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions:\n- target: $[\n  description: a\n  update: {}\n",
            "not a valid OpenAPI Overlay document",
        ),
        (
            "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions:\n- target: $.gone\n  description: a\n  update: {}\n- target: $.paths.gone\n  description: a\n  remove: true\n",
            "#/actions/0: the target `$.gone` matches nothing",
        ),
    ] {
        let mut sources = vendored();
        sources.overlays = vec![file("spec/overlay.yaml", overlay)];
        let diagnostics = generate(&sources).err().unwrap_or_default();
        let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert!(messages.iter().any(|message| message.contains(part)), "{part}: {messages:#?}");
        if part.contains("/actions/0") {
            assert_eq!(
                messages.len(),
                2,
                "a stage reports all diagnostics together: {messages:#?}"
            );
        }
    }
}
