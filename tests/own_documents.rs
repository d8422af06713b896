//! A program that depends on the crate as a registry has it makes a page of Argyle's reference a part of its client.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PAGE: &str = "argyle-spec/create-a-user.md";
const OVERLAY: &str = "argyle-spec/overlay.yaml";

/// The program, in a folder of its own.
struct Program(PathBuf);

impl Program {
    /// Puts it together anew; what was compiled before is still there.
    fn new() -> Self {
        let program = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("own_documents"));
        for folder in ["argyle-spec", "registry", "src", "tests", ".cargo"] {
            let _ = fs::remove_dir_all(program.0.join(folder));
        }
        copy(&Path::new(ROOT).join("tests/own_documents"), &program.0);
        let manifest = fs::read_to_string(program.0.join("Cargo.toml.in")).unwrap();
        program.write("Cargo.toml", &manifest.replace("@VERSION@", env!("CARGO_PKG_VERSION")));
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
        let registry = self.0.join("registry");
        fs::create_dir_all(&registry).unwrap();
        for entry in fs::read_dir(packed.join("package")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "crate") {
                // Packed files carry one fixed time, by which Cargo would miss their changes.
                succeed(Command::new("tar").arg("-xmzf").arg(path).arg("-C").arg(&registry));
            }
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
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
        assert!(!said.contains("panicked"), "{said}");
        said
    }

    /// The client that was generated last.
    fn client(&self) -> String {
        let output = self.cargo(&["check", "--message-format=json"]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let out = messages.filter(|it| it["reason"] == "build-script-executed").find_map(|it| {
            let is_ours = it["package_id"].as_str()?.contains("argyle-user-tokens-0");
            is_ours.then(|| it["out_dir"].as_str().map(str::to_owned))?
        });
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

/// Cargo in a folder, free of what this test itself is run with.
fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder);
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "ARGYLE_SPEC_DIR", "CARGO_TARGET_DIR"] {
        cargo.env_remove(name);
    }
    cargo
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it).into_owned()).join("\n")
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
}

/// Copies what is in a folder, and in those inside of it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_page_beside_a_program_is_a_part_of_its_client() {
    let program = Program::new();
    let before = program.files();
    succeed(&mut program.cargo(&["test", "--quiet"]));
    assert!(program.files() == before, "something was written outside of the target directory");

    the_guide_shows_the_lines_of_the_program();
    what_changes_is_compiled_again(&program);
    problems_name_the_files_of_the_program(&program);
    a_folder_that_is_not_there_stops_the_build(&program);
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

fn problems_name_the_files_of_the_program(program: &Program) {
    for (name, from, to) in [
        (PAGE, "type: object", "type: [object"),
        (PAGE, "openapi: 3.0.0", "swagger: 2.0"),
        (OVERLAY, "$.components.schemas.User.properties", "$.components.schemas.Gone"),
    ] {
        program.change(name, from, to);
        let said = program.stops(&mut program.cargo(&["check"]));
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
    let said = program.stops(&mut program.cargo(&["check"]));
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
    let said = program.stops(&mut program.cargo(&["check"]));
    assert!(said.contains(&program.0.join("gone").display().to_string()), "{said}");
    program.change(".cargo/config.toml", "gone", "argyle-spec");
    let said = program.stops(&mut program.cargo(&["check", "--no-default-features"]));
    assert!(said.contains("feature `generate`"), "{said}");
}
