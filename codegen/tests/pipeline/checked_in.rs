//! The checked-in client in `generated/` matches `spec/`.

use argyle_user_tokens_codegen::generate;

use crate::vendored;

#[test]
fn the_checked_in_client_matches_the_documents() {
    let made = generate(&vendored()).unwrap_or_else(|errors| panic!("{errors:#?}"));
    for (file, text) in [("client.rs", made.client), ("mock.rs", made.mock)] {
        let path = format!("{}/../generated/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            checked_in == text,
            "generated/{file} does not match spec/; run `cargo xtask generate`, and review the changes"
        );
    }
}
