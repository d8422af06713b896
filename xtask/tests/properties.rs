//! `cargo xtask properties` draws a seed, prints it first, and repeats a run with a given seed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A fake Cargo that prints its environment and arguments. It is written once, before any test starts a process,
/// because
/// a file that a forked process holds open for writing cannot be executed.
static CARGO: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-that-prints");
    let script = "#!/bin/sh\necho \"$PROPTEST_RNG_SEED $PROPTEST_CASES $*\"\nexit $ENDS_WITH\n";
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
});

/// Runs the command with a fake Cargo that exits with `code`.
fn run(arguments: &[&str], code: i32) -> (Option<i32>, Vec<String>) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("properties")
        .args(arguments)
        .env("CARGO", &*CARGO)
        .env("ENDS_WITH", code.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), text.lines().map(str::to_owned).collect())
}

#[test]
fn a_random_seed_is_printed_before_the_tests_use_it() {
    let (code, first) = run(&[], 0);
    let seed = first[0].strip_prefix("seed ").unwrap().split(';').next().unwrap();
    assert!(seed.parse::<u64>().is_ok() && code == Some(0), "{first:?}");
    assert!(first[0].ends_with(&format!("properties --seed {seed} --cases 1024")), "{first:?}");
    assert!(first[1].starts_with(&format!("{seed} 1024 test ")), "{first:?}");
    assert_ne!(first[0], run(&[], 0).1[0]);
}

#[test]
fn a_seed_repeats_a_run_and_failures_exit_with_1() {
    let (code, lines) = run(&["--seed", "7", "--cases", "9"], 101);
    assert!(lines[1].starts_with("7 9 test ") && code == Some(1), "{lines:?}");
    for (arguments, part) in [
        (&["--seed", "x"][..], "\"x\""),
        (&["--cases", "0"], "at least 1"),
        (&["--seeds"], "--seeds"),
        (&["--seed"], "requires a value"),
    ] {
        let (code, lines) = run(arguments, 0);
        assert!(code == Some(2) && lines[0].contains(part), "{lines:?}");
    }
}
