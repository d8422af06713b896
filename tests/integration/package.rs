//! The manifest and the README are correct.

use std::process::Command;

use serde_json::Value;

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Parses `1.88` or `1.88.0` into comparable numbers.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

/// Returns the output of a tool of the toolchain, run in the root of the package.
fn printed(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(ROOT).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns Cargo's metadata for this platform. This machine may lack packages of other platforms.
pub(crate) fn metadata() -> Value {
    let platform = printed("rustc", &["-vV"]);
    let platform = platform.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = printed(
        "cargo",
        &[
            "metadata",
            "--format-version=1",
            "--all-features",
            "--locked",
            "--offline",
            "--filter-platform",
            platform,
        ],
    );
    serde_json::from_str(&metadata).unwrap()
}

#[test]
fn webassembly_is_refused_in_one_sentence() {
    let output = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--out-dir"])
        .arg(env!("CARGO_TARGET_TMPDIR"))
        // The machine may lack the standard library of that target.
        .args(["-Aexplicit-builtin-cfgs-in-flags", "--cfg=target_family=\"wasm\"", "src/lib.rs"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: argyle-user-tokens does not support WebAssembly: "), "{said}");
}

#[test]
fn the_rust_version_matches_the_locked_dependencies() {
    let metadata = metadata();
    let declared = version(env!("CARGO_PKG_RUST_VERSION"));
    let mut newest = (vec![0], String::new());
    for package in metadata["packages"].as_array().unwrap() {
        if let Some(needed) = package["rust_version"].as_str() {
            newest = newest.max((version(needed), package["name"].to_string()));
        }
    }
    assert_eq!(newest.0, declared, "{} requires it", newest.1);
}

/// Lists the relative links of a Markdown file.
fn relative_links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target).filter(|target| !target.contains("://")).collect()
}

#[test]
fn the_readme_needs_no_rustdoc_and_links_to_files() {
    let readme = std::fs::read_to_string(format!("{ROOT}/README.md")).unwrap();
    assert!(readme.lines().count() <= 150);
    assert!(readme.contains(&format!("Rust {}", env!("CARGO_PKG_RUST_VERSION"))));
    assert!(!readme.contains("argyle-user-tokens = \""), "no registry has the crate yet");
    // Only rustdoc resolves such links.
    assert!(!readme.contains("`]"), "an intra-doc link");
    let packed = printed("cargo", &["package", "--list", "--allow-dirty", "--offline"]);
    for link in relative_links(&readme) {
        assert!(std::path::Path::new(ROOT).join(link).exists(), "{link} leads nowhere");
        let is_packed = packed.lines().any(|file| file.starts_with(link));
        assert!(is_packed, "{link} is not in the package");
    }
}

#[test]
fn the_repository_is_named_once_or_nowhere() {
    let text = |file: &str| std::fs::read_to_string(format!("{ROOT}/{file}")).unwrap();
    let metadata = metadata();
    let repository = |name: &str| {
        let packages = metadata["packages"].as_array().unwrap();
        packages.iter().find(|package| package["name"] == name).unwrap()["repository"].as_str()
    };
    let published = ["argyle-user-tokens", "argyle-user-tokens-codegen"].map(repository);
    assert_eq!(published[0], published[1], "one of the packages does not inherit `repository`");
    let manifest = text("Cargo.toml");
    let lines = manifest.lines().filter(|line| line.contains("repository = ")).count();
    assert_eq!(lines, 1, "`repository` belongs in one line");
    if published[0].is_some() {
        return;
    }
    assert!(manifest.contains("\n# repository = "));
    assert!(text("CONTRIBUTING.md").contains("\n## Before the first release\n"));
    let files = ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "spec/README.md"];
    for file in files.into_iter().chain(["Cargo.toml", "codegen/Cargo.toml", "NOTICE"]) {
        for name in ["git clone", "github.com", "gitlab.com", "codeberg.org", "bitbucket.org"] {
            assert!(!text(file).contains(name), "{file} names {name:?}, and no repository exists");
        }
    }
}
