//! `cargo xtask fuzz` runs the targets, and exits with 1 if an input breaks a promise.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A fake Cargo that prints what libFuzzer prints. Its target `claims` panics.
static CARGO: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-that-fuzzes");
    let script = "#!/bin/sh\n[ \"$1\" = build ] && exit $BUILD\n\
                  echo '#7\tDONE   cov: 391 ft: 902 corp: 41/2300b exec/s: 0' >&2\n\
                  echo 'stat::number_of_executed_units: 1234567' >&2\n\
                  case \"$*\" in *'--bin claims -- -runs=7 -timeout=10'*)\n\
                  printf \"thread 'main' panicked at a.rs:1:1:\\nno promise\\n\" >&2; exit 77 ;; esac\n";
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
});

/// Runs the command with the fake Cargo, in a temporary checkout that has only the sources of seeds.
fn run(arguments: &[&str], build: &str) -> (Option<i32>, String) {
    let checkout = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["src", "tests"] {
        symlink(root.join(folder), checkout.path().join(folder)).unwrap();
    }
    fs::create_dir(checkout.path().join("fuzz")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("fuzz")
        .args(arguments)
        .env("CARGO", &*CARGO)
        .env("BUILD", build)
        .env("CARGO_MANIFEST_DIR", checkout.path().join("xtask"))
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn a_finding_is_printed_and_exits_with_1() {
    let (code, printed) = run(&["base_url", "claims", "--runs", "7"], "0");
    let rows: Vec<&str> = printed.lines().skip(1).collect();
    assert!(rows[0].starts_with("base_url       1,234,567    391    902      41"), "{printed}");
    assert!(rows[0].ends_with("  nothing") && rows[1].contains("  no promise ("), "{printed}");
    assert_eq!(code, Some(1));
}

#[test]
fn targets_that_do_not_build_exit_with_2() {
    let (code, printed) = run(&["base_url"], "101");
    assert!(code == Some(2) && printed.contains("do not build"), "{printed}");
}

#[test]
fn invalid_arguments_are_rejected() {
    for (arguments, part) in [
        (&["everything"][..], "\"everything\""),
        (&["--runs", "many"], "\"many\""),
        (&["--runs"], "requires a value"),
    ] {
        let (code, printed) = run(arguments, "0");
        assert!(code == Some(2) && printed.contains(part), "{printed}");
    }
}
