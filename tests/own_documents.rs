//! A program that depends on the crate as a registry has it makes a page of Argyle's reference a part of its client.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use test_inputs::program;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PAGE: &str = "argyle-spec/create-a-user.md";
const OVERLAY: &str = "argyle-spec/overlay.yaml";

/// The program, in a folder of its own.
struct Program(PathBuf);

impl Program {
    /// Puts it together. What is the same as before is not touched, so that Cargo does not compile it again.
    fn new() -> Self {
        let program = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("own_documents"));
        for folder in ["argyle-spec", "src", "tests"] {
            mirror(
                &Path::new(ROOT).join("tests/own_documents").join(folder),
                &program.0.join(folder),
            );
        }
        let manifest = Path::new(ROOT).join("tests/own_documents/Cargo.toml.in");
        let manifest = fs::read_to_string(manifest).unwrap();
        let manifest = manifest.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        program.write("Cargo.toml", &manifest);
        let same_features = program.0.join("same-features");
        program::write_same_features(Path::new(ROOT), &same_features).unwrap();
        // The same versions as here, which are on this machine already.
        fs::copy(Path::new(ROOT).join("Cargo.lock"), program.0.join("Cargo.lock")).unwrap();
        let config = "[env]\nARGYLE_SPEC_DIR = { value = \"argyle-spec\", relative = true }\n";
        program.write(".cargo/config.toml", config);
        program.unpack();
        program
    }

    /// Packs both packages, and unpacks them where the program looks for those of the registry.
    fn unpack(&self) {
        let packed = self.0.join("packed");
        let mut package = cargo(Path::new(ROOT));
        package.args([
            "package",
            "--workspace",
            "--no-verify",
            "--allow-dirty",
            "--offline",
            "--quiet",
        ]);
        succeed(package.arg("--target-dir").arg(&packed));
        let unpacked = self.0.join("unpacked");
        let _ = fs::remove_dir_all(&unpacked);
        fs::create_dir_all(&unpacked).unwrap();
        for package in ["argyle-user-tokens", "argyle-user-tokens-codegen"] {
            let file = format!("package/{package}-{}.crate", env!("CARGO_PKG_VERSION"));
            let mut tar = Command::new("tar");
            succeed(tar.arg("-xzf").arg(packed.join(file)).arg("-C").arg(&unpacked));
        }
        // Packed files carry one fixed time, by which Cargo would miss their changes: copies have the time of a change.
        mirror(&unpacked, &self.0.join("registry"));
    }

    fn write(&self, name: &str, text: &str) {
        program::write(&self.0.join(name), text.as_bytes()).unwrap();
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.0.join(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = cargo(&self.0);
        cargo.args(arguments).arg("--offline");
        cargo
    }

    /// What a build says that has to stop.
    fn stops(&self, command: &mut Command) -> String {
        let output = command.output().unwrap();
        let said = said(&output);
        assert!(!output.status.success(), "it went through");
        assert!(said.contains("error: argyle-user-tokens@"), "{said}");
        assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
        said
    }

    /// The client that was generated last.
    fn client(&self) -> String {
        let output = self.cargo(&["build", "--message-format=json"]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let out = messages.filter(|message| message["reason"] == "build-script-executed").find_map(
            |message| {
                let is_ours = message["package_id"].as_str()?.contains("argyle-user-tokens-0");
                is_ours.then(|| message["out_dir"].as_str().map(str::to_owned))?
            },
        );
        fs::read_to_string(Path::new(&out.unwrap()).join("client.rs")).unwrap()
    }

    /// Every file but those of Cargo's, and what is in it.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap();
                if path.is_dir() {
                    folders.extend((name != "target").then_some(path));
                } else if name != "Cargo.lock" {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        files
    }
}

/// Cargo in a folder, with the target directory of the tests.
fn cargo(folder: &Path) -> Command {
    program::cargo(folder, env!("CARGO_TARGET_TMPDIR"))
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|stream| String::from_utf8_lossy(stream).into_owned())
        .join("\n")
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
}

/// Makes a folder the same as another: copies what differs, and removes what only it has.
fn mirror(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(to).unwrap().map(Result::unwrap) {
        let origin = from.join(entry.file_name());
        match (entry.path().is_dir(), origin.is_dir(), origin.exists()) {
            (true, true, _) => mirror(&origin, &entry.path()),
            (true, false, _) => fs::remove_dir_all(entry.path()).unwrap(),
            (false, is_folder, exists) if is_folder || !exists => {
                fs::remove_file(entry.path()).unwrap()
            }
            _ => {}
        }
    }
    program::copy(from, to).unwrap();
}

#[test]
fn a_page_of_a_program_joins_its_client() {
    let program = Program::new();
    let before = program.files();
    succeed(&mut program.cargo(&["test", "--quiet"]));
    assert!(program.files() == before, "something was written outside of the target directory");

    the_guide_shows_the_lines_of_the_program();
    what_changes_is_compiled_again(&program);
    a_program_beside_it_has_a_client_of_its_own(&program);
    problems_name_the_files_of_the_program(&program);
    a_document_that_is_cut_off_stops_the_build(&program);
    a_folder_that_is_not_there_stops_the_build(&program);
    a_client_of_other_documents_stops_the_build(&program);
}

fn the_guide_shows_the_lines_of_the_program() {
    // A line is broken in different places.
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let guide = joined(include_str!("../docs/guides/other_operations.md"));
    let (_, code) = include_str!("own_documents/src/lib.rs").split_once("{\n").unwrap();
    let (code, _) = code.split_once("    Ok(token)").unwrap();
    assert!(guide.contains(&joined(code)), "{code}");
}

/// An unchanged folder is not looked at again, and a change of a page or of the overlay is seen.
fn what_changes_is_compiled_again(program: &Program) {
    assert!(program.client().contains("Argyle's id of the user."));
    program.change(PAGE, "Argyle's id of the user.", "The id that Argyle gave it.");
    assert!(program.client().contains("The id that Argyle gave it."));
    program.change(OVERLAY, "created_at", "made_at");
    assert!(program.client().contains("pub made_at"));
    let second = fs::read_to_string(program.0.join(PAGE)).unwrap();
    program.write("argyle-spec/second.md", &second.replace("/v2/users", "/v2/clerks"));
    assert!(program.client().contains("pub fn create_clerk"));
    fs::remove_file(program.0.join("argyle-spec/second.md")).unwrap();
    assert!(!program.client().contains("pub fn create_clerk"));
}

/// Both have the same packages and one target directory, and a folder of documents each.
fn a_program_beside_it_has_a_client_of_its_own(program: &Program) {
    let beside = Program(program.0.join("beside"));
    let manifest = fs::read_to_string(program.0.join("Cargo.toml")).unwrap();
    beside.write("Cargo.toml", &manifest.replace("path = \"", "path = \"../"));
    fs::copy(program.0.join("Cargo.lock"), beside.0.join("Cargo.lock")).unwrap();
    let config = fs::read_to_string(program.0.join(".cargo/config.toml")).unwrap();
    beside.write(".cargo/config.toml", &config);
    let page = fs::read_to_string(program.0.join(PAGE)).unwrap();
    beside.write(PAGE, &page.replace("/v2/users", "/v2/clerks"));
    let call = "pub fn call(client: &argyle_user_tokens::Client) { client.create_clerk(); }";
    beside.write("src/lib.rs", call);
    succeed(&mut beside.cargo(&["build"]));
    // It calls what only its own page describes.
    succeed(&mut program.cargo(&["build"]));
    assert!(!program.client().contains("pub fn create_clerk"));
}

fn problems_name_the_files_of_the_program(program: &Program) {
    for (name, from, to) in [
        (PAGE, "type: object", "type: [object"),
        (PAGE, "openapi: 3.0.0", "swagger: 2.0"),
        (OVERLAY, "$.components.schemas.User.properties", "$.components.schemas.Gone"),
    ] {
        program.change(name, from, to);
        let said = program.stops(&mut program.cargo(&["build"]));
        let path = program.0.join(name).display().to_string();
        assert!(said.contains(&path), "{path} is not in {said}");
        program.change(name, to, from);
    }
}

fn a_folder_that_is_not_there_stops_the_build(program: &Program) {
    // Without `relative = true`, a path starts in the sources of the crate.
    program.change(
        ".cargo/config.toml",
        "{ value = \"argyle-spec\", relative = true }",
        "\"argyle-spec\"",
    );
    let said = program.stops(&mut program.cargo(&["build"]));
    let version = env!("CARGO_PKG_VERSION");
    let whole = program.0.join(format!("registry/argyle-user-tokens-{version}/argyle-spec"));
    for part in [&*whole.display().to_string(), "ARGYLE_SPEC_DIR", "relative = true"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    program.change(
        ".cargo/config.toml",
        "\"argyle-spec\"",
        "{ value = \"gone\", relative = true }",
    );
    let said = program.stops(&mut program.cargo(&["build"]));
    assert!(said.contains(&program.0.join("gone").display().to_string()), "{said}");
    program.change(".cargo/config.toml", "gone", "argyle-spec");
    let said = program.stops(&mut program.cargo(&["build", "--no-default-features"]));
    assert!(said.contains("feature `generate`"), "{said}");
}

fn a_document_that_is_cut_off_stops_the_build(program: &Program) {
    let text = fs::read_to_string(Path::new(ROOT).join("spec/user-tokens.yaml")).unwrap();
    program.write("argyle-spec/cut.yaml", &text[..700]);
    let said = program.stops(&mut program.cargo(&["build"]));
    assert!(said.contains("cut.yaml"), "{said}");
    fs::remove_file(program.0.join("argyle-spec/cut.yaml")).unwrap();
}

/// Without `generate`, the client of the package has to be that of its documents.
fn a_client_of_other_documents_stops_the_build(program: &Program) {
    fs::remove_file(program.0.join(".cargo/config.toml")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let overlay = format!("registry/argyle-user-tokens-{version}/spec/overlay.yaml");
    let text = fs::read_to_string(program.0.join(&overlay)).unwrap();
    program.write(&overlay, &format!("{text}# changed\n"));
    let said = program.stops(&mut program.cargo(&["build", "--no-default-features"]));
    assert!(said.contains("does not match the documents in spec/"), "{said}");
}
