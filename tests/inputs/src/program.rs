//! Programs outside of the workspace, which tests put together and build.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// Cargo in a folder, free of what the test itself is run with. Dependencies that were compiled for the test, or for
/// another program, are not compiled again: `target` is the folder for temporary files of the test.
pub fn cargo(folder: &Path, target: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder);
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "ARGYLE_SPEC_DIR"] {
        cargo.env_remove(name);
    }
    cargo
        .env("CARGO_TARGET_DIR", Path::new(target).ancestors().nth(1).unwrap_or(Path::new(target)));
    cargo
}

/// Writes a file where it is not that already: Cargo compiles again what was touched.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if fs::read(path).ok().as_deref() == Some(content) {
        return Ok(());
    }
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, content)
}

/// Copies what is in a folder, and in those inside of it.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            write(&target, &fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// Writes the package `same-features`. It enables, in every package below the crate, the features which the tests of the
/// workspace at `root` enable: with the same features, Cargo takes what it has compiled for the tests.
pub fn write_same_features(root: &Path, folder: &Path) -> io::Result<()> {
    let used = packages(root, &["--package", "argyle-user-tokens", "--edges", "normal,build"])?;
    let mut lines = String::new();
    for ((name, version), features) in packages(root, &["--workspace"])? {
        if used.contains_key(&(name.clone(), version.clone())) {
            let features = Vec::from_iter(features);
            let key = format!("{name}_{version}").replace(['.', '+'], "_");
            let _ = writeln!(
                lines,
                "{key} = {{ package = {name:?}, version = \"={version}\", default-features = false, features = {features:?} }}"
            );
        }
    }
    let package = "[package]\nname = \"same-features\"\nedition = \"2024\"\n";
    // Cargo unifies features for the pipeline apart from those for the program.
    let manifest = format!("{package}[dependencies]\n{lines}[build-dependencies]\n{lines}");
    write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
    write(&folder.join("src/lib.rs"), b"")
}

/// Returns the packages of a registry in a tree, by name and version, with their features.
fn packages(
    root: &Path,
    tree: &[&str],
) -> io::Result<BTreeMap<(String, String), BTreeSet<String>>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--locked", "--all-features", "--prefix", "none"]);
    cargo.args(["--format", "{p} |{f}"]).args(tree).current_dir(root);
    let output = String::from_utf8_lossy(&cargo.output()?.stdout).into_owned();
    let mut packages = BTreeMap::<_, BTreeSet<_>>::new();
    for line in output.lines() {
        let Some((package, features)) = line.split_once('|') else { continue };
        // A package of this workspace has its path behind the version.
        let mut words = package.split_whitespace().filter(|word| *word != "(proc-macro)");
        if let (Some(name), Some(version), None) = (words.next(), words.next(), words.next()) {
            let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
            let features = features.trim_end_matches(" (*)").split(',');
            let features = features.filter(|feature| !feature.is_empty()).map(str::to_owned);
            packages.entry(key).or_default().extend(features);
        }
    }
    Ok(packages)
}
