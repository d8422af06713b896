//! The program does what the README promises, with an embedded Argyle.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::process::Command;

use argyle_user_tokens::mock::Argyle;

/// Runs the program, and returns its exit code, its output and its messages.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    for name in
        ["ARGYLE_API_KEY_ID", "ARGYLE_API_KEY_SECRET", "ARGYLE_ENVIRONMENT", "ARGYLE_BASE_URL"]
    {
        program.env_remove(name);
    }
    let output = program.args(arguments).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn without_keys_it_creates_a_user_and_mints_a_token() {
    let (code, printed, _) = run(&[], &[]);
    assert_eq!(code, Some(0));
    for part in ["embedded Argyle", ", created with the external id \"quickstart\"", "token  "] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(!printed.contains("eyJ"), "the token is shown without --show: {printed}");
    let (code, printed, _) = run(&["0186c4b8-8fa1-62b3-49df-94b3e18ca8a7", "--show"], &[]);
    assert_eq!(code, Some(0));
    assert!(printed.contains("user         0186c4b8") && printed.contains("eyJ"), "{printed}");
    assert!(!printed.contains("created"), "{printed}");
}

#[test]
fn with_keys_it_creates_a_user_on_demand() {
    let argyle = Argyle::start_on("127.0.0.1:0").unwrap();
    argyle.add_user(uuid::Uuid::nil());
    let environment = argyle.environment();
    let variables: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (code, printed, said) = run(&["--new", "customer-7"], &variables);
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.contains("created with the external id \"customer-7\""), "{printed}");
    let (code, _, said) = run(&[], &variables);
    assert!(code == Some(1) && said.contains("--new EXTERNAL_ID to create one"), "{said}");
}

#[test]
fn failures_exit_with_code_1_and_a_message() {
    for (arguments, variables, expected) in [
        (&["not-an-id"][..], &[][..], "\"not-an-id\" is not the id of a user"),
        (&["--new"], &[], "--new wants an external id"),
        (&["--old"], &[], "there is no option --old"),
        (&["--new", "a", "--new", "b"], &[], "one user too many"),
        (&[], &[("ARGYLE_API_KEY_ID", "id")], "which user?"),
        (
            &["0186c4b8-8fa1-62b3-49df-94b3e18ca8a7"],
            &[("ARGYLE_API_KEY_ID", "id")],
            "ARGYLE_API_KEY_SECRET is not set",
        ),
    ] {
        let (code, _, said) = run(arguments, variables);
        assert!(code == Some(1) && said.contains(expected), "{said}");
    }
}
