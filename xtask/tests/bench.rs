//! The cost of a call has not grown since the table in `benches/README.md`.

#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::process::Command;

#[test]
#[ignore = "it builds for release, which takes minutes; CI runs it by name"]
fn a_call_costs_what_the_table_says() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("LEFT OUT: the cost of a call, which needs valgrind");
        return;
    }
    let command = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["bench", "single", "--check"])
        .output()
        .unwrap();
    let printed = [command.stdout, command.stderr];
    let printed = printed.map(|bytes| String::from_utf8(bytes).unwrap()).join("\n");
    println!("{printed}");
    assert!(command.status.success(), "{printed}");
}

#[test]
fn invalid_arguments_are_rejected() {
    for (arguments, part) in [
        (&["bench", "everything"][..], "\"everything\""),
        (&["bench", "--check"], "one group"),
        (&["bench", "single", "--check", "--write"], "writes nothing"),
        (&["soak", "--minutes", "0"], "at least 1"),
        (&["soak", "--minutes"], "requires a value"),
        (&["soak", "--hours"], "\"--hours\""),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && printed.contains(part), "{printed}");
    }
}
