//! What a call costs has not grown since the table in `benches/README.md` was made.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::process::Command;

#[test]
#[ignore = "it builds for release, which takes minutes: CI runs it by name"]
fn a_call_costs_what_the_table_says() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("LEFT OUT: there is no valgrind, so what a call costs was not counted");
        return;
    }
    let command = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["bench", "single", "--check"])
        .output()
        .unwrap();
    let said = [command.stdout, command.stderr].map(|it| String::from_utf8(it).unwrap()).join("\n");
    println!("{said}");
    assert!(command.status.success(), "{said}");
}

#[test]
fn what_is_no_group_is_refused() {
    for (arguments, part) in [
        (&["bench", "everything"][..], "\"everything\""),
        (&["bench", "--check"], "one group"),
        (&["bench", "single", "--check", "--write"], "writes nothing"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(part), "{said}");
    }
}
