//! `cargo xtask spec` writes a document that the pipeline accepts, and otherwise changes nothing.

#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A copy of the vendored documents, with a page.
struct Checkout {
    home: TempDir,
}

impl Checkout {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        for folder in ["spec", "generated"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        let vendored = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec"));
        for name in ["create-user.yaml", "user-tokens.yaml", "overlay.yaml"] {
            fs::copy(vendored.join(name), home.path().join("spec").join(name)).unwrap();
        }
        Self { home }
    }

    fn spec(&self) -> PathBuf {
        self.home.path().join("spec")
    }

    /// Returns names and content of the files in `spec/`.
    fn files(&self) -> Vec<(String, String)> {
        let entries = fs::read_dir(self.spec()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    }

    fn vendored(&self) -> String {
        fs::read_to_string(self.spec().join("user-tokens.yaml")).unwrap()
    }

    /// Writes a page of documentation with this document.
    fn write_page(&self, document: &str) -> String {
        self.file(&format!("# Create a user token\n\nText.\n\n## OpenAPI\n\n````yaml post /v2/user-tokens\n{document}````\n"))
    }

    fn file(&self, text: &str) -> String {
        let path = self.home.path().join("page.md");
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("spec")
            .args(arguments)
            .arg("--root")
            .arg(self.home.path())
            // A configured proxy must not handle requests to loopback.
            .envs([("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1")])
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }
}

fn with_note(document: &str) -> String {
    document.replace(
        "        user_token:\n",
        "        note:\n          type: string\n        user_token:\n",
    )
}

#[test]
fn an_unchanged_page_is_up_to_date() {
    let checkout = Checkout::new();
    let page = checkout.write_page(&checkout.vendored());
    for arguments in [&[page.as_str()][..], &[&page, "--check"]] {
        let (code, text) = checkout.run(arguments);
        assert_eq!((code, text.trim()), (0, "spec/user-tokens.yaml is up to date."));
    }
}

#[test]
fn an_update_is_written_and_check_only_compares() {
    let checkout = Checkout::new();
    let updated = with_note(&checkout.vendored());
    let page = checkout.write_page(&updated);
    let before = checkout.files();

    let (code, text) = checkout.run(&[&page, "--check"]);
    assert_eq!((code, checkout.files() == before), (1, true), "{text}");
    for part in
        ["added    field types::CreateUserTokenResponse.note: Option<String>", "verdict: minor"]
    {
        assert!(text.contains(part), "{text}");
    }

    let (code, text) = checkout.run(&[&page]);
    assert_eq!((code, checkout.vendored() == updated), (0, true), "{text}");
    assert_eq!(checkout.files().len(), before.len());
    let generated = fs::read_to_string(checkout.home.path().join("generated/client.rs")).unwrap();
    assert!(generated.contains("pub note: "), "the client is generated again");
}

#[test]
fn a_removed_property_is_breaking_and_prose_is_a_patch() {
    let checkout = Checkout::new();
    fs::write(checkout.spec().join("user-tokens.yaml"), with_note(&checkout.vendored())).unwrap();
    let without = checkout.vendored().replace("        note:\n          type: string\n", "");
    let (code, text) = checkout.run(&[&checkout.write_page(&without), "--check"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("removed  field types::CreateUserTokenResponse.note")
            && text.contains("verdict: breaking"),
        "{text}"
    );
    let (_, text) = checkout.run(&[
        &checkout.write_page(&checkout.vendored().replace("The generated", "A generated")),
        "--check",
    ]);
    assert!(text.contains("no changes") && text.contains("verdict: patch"), "{text}");
}

/// Writes a document with this security.
fn write_things(security: &str) -> String {
    format!(
        "openapi: 3.0.0\ninfo: {{title: Things, version: '1'}}\npaths:\n  /v2/things:\n    get:\n      security: {security}\n      \
         responses: {{'204': {{description: ''}}}}\ncomponents:\n  securitySchemes:\n    basicAuth: {{type: http, scheme: basic}}\n    \
         bearerAuth: {{type: http, scheme: bearer}}\n"
    )
}

#[test]
fn changed_credentials_are_breaking_and_skipped_operations_are_incomplete() {
    let checkout = Checkout::new();
    let (_, text) =
        checkout.run(&[&checkout.write_page(&write_things("[{bearerAuth: []}]")), "--check"]);
    assert!(text.contains("verdict: incomplete") && text.contains("bearerAuth"), "{text}");
    fs::write(checkout.spec().join("things.yaml"), write_things("[{basicAuth: []}]")).unwrap();
    let (_, text) = checkout.run(&[&checkout.write_page(&write_things("[]")), "--check"]);
    assert!(
        text.contains("credentials Client::list_things: not sent")
            && text.contains("verdict: breaking"),
        "{text}"
    );
}

#[test]
fn the_command_uses_the_current_checkout_and_prints_full_paths() {
    let checkout = Checkout::new();
    let page = checkout.write_page(&with_note(&checkout.vendored()));
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["spec", &page])
        .current_dir(checkout.spec())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let written = checkout.spec().canonicalize().unwrap().join("user-tokens.yaml");
    assert!(printed.contains(&format!("wrote {}", written.display())), "{printed}");
    assert!(checkout.vendored().contains("note:"));
}

#[test]
fn a_rejected_page_changes_nothing_and_states_the_reason() {
    let checkout = Checkout::new();
    let vendored = checkout.vendored();
    let before = checkout.files();
    let whole = fs::read_to_string(checkout.write_page(&vendored)).unwrap();
    for (text, part) in [
        ("# A page\n".to_owned(), "no code block of the page is an OpenAPI document"),
        ("<!DOCTYPE html><title>404</title>".to_owned(), "no code block of the page"),
        (whole[..whole.len() * 2 / 3].to_owned(), "truncated"),
        (
            whole.replace("paths:", "paths: ["),
            "the document of the page:25:9: the file is not well-formed YAML",
        ),
        (whole.replace("openapi: 3.0.0", "openapi: 3.1.0"), "only 3.0 is supported"),
        (whole.replace("scheme: basic", "scheme: bearer"), "HTTP basic"),
        (whole.replace("        user:\n", "        person:\n"), "no longer fits the method"),
    ] {
        let (code, printed) = checkout.run(&[&checkout.file(&text)]);
        assert_eq!((code, checkout.files() == before), (2, true), "{printed}");
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let (code, printed) = checkout.run(&["nowhere.md"]);
    assert!(code == 2 && printed.contains("nowhere.md cannot be read"), "{printed}");
}

#[test]
fn another_page_becomes_a_new_file() {
    let checkout = Checkout::new();
    let other = checkout.vendored().replace("/v2/user-tokens:", "/v2/link-tokens:");
    let (code, text) = checkout.run(&[&checkout.write_page(&other)]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("added    fn Client::create_link_token"), "{text}");
    assert_eq!(fs::read_to_string(checkout.spec().join("link-tokens.yaml")).unwrap(), other);
}

/// A page of `POST /v2/users` as a vendor may write it.
const USERS: &str = "\
openapi: 3.0.0
info: {title: Users, version: '1'}
security: [{basicAuth: []}]
paths:
  /v2/users:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    User: {type: object, properties: {id: {type: string, format: uuid}, user_token: {type: string}}}
  securitySchemes:
    basicAuth: {type: http, scheme: basic}
";

#[test]
fn no_page_is_written_over_the_projects_own_text() {
    let checkout = Checkout::new();
    let before = checkout.files();
    let page = checkout.write_page(USERS);
    for (arguments, expected, parts) in [
        (&[page.as_str()][..], 2, &["in the words of this project", "--check"][..]),
        (&[&page, "--name", "users"], 2, &["in the words of this project"]),
        (
            &[&page, "--check"],
            1,
            &[
                "removed  field types::CreateUserBody.email",
                "added    field types::User.id",
                "verdict: breaking",
                "is never overwritten",
            ],
        ),
    ] {
        let (code, said) = checkout.run(arguments);
        assert_eq!((code, checkout.files() == before), (expected, true), "{said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{parts:?}: {said}");
    }
    let other = checkout.write_page(&USERS.replace("/v2/users", "/v2/clerks"));
    let (code, said) = checkout.run(&[&other, "--name", "create-user"]);
    assert_eq!((code, checkout.files() == before), (2, true), "{said}");
    assert!(said.contains("choose another --name"), "{said}");
}

#[test]
fn an_update_is_judged_with_both_documents_in_the_client() {
    let checkout = Checkout::new();
    let (_, said) =
        checkout.run(&[&checkout.write_page(&with_note(&checkout.vendored())), "--check"]);
    assert!(said.contains("verdict: minor") && !said.contains("CreateUserBody"), "{said}");
    fs::remove_file(checkout.spec().join("create-user.yaml")).unwrap();
    let (code, said) =
        checkout.run(&[&checkout.write_page(&with_note(&checkout.vendored())), "--check"]);
    assert_eq!(code, 2);
    assert!(said.contains("POST /v2/users, which `Client::new_user` calls, is missing"), "{said}");
}

/// Starts a server that answers one request.
fn serve(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        let head = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
    });
    format!("http://{address}/api-reference/user-tokens/create-a-user-token")
}

#[test]
fn a_page_is_downloaded_and_an_error_status_is_reported() {
    let checkout = Checkout::new();
    let page = fs::read_to_string(checkout.write_page(&checkout.vendored())).unwrap();
    assert_eq!(checkout.run(&[&serve("200 OK", page), "--check"]).0, 0);
    let (code, text) = checkout.run(&[&serve("404 Not Found", "# Not found".to_owned())]);
    assert!(code == 2 && text.contains("with 404 Not Found"), "{text}");
}
