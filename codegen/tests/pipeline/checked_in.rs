//! What is checked in in `generated/` is what the pipeline makes of `spec/`.

use argyle_user_tokens_codegen::generate;

use crate::vendored;

#[test]
fn the_client_that_is_checked_in_is_the_one_of_the_documents() {
    let made = generate(&vendored()).unwrap_or_else(|it| panic!("{it:#?}"));
    for (file, text) in [("client.rs", made.client), ("mock.rs", made.mock)] {
        let path = format!("{}/../generated/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            checked_in == text,
            "generated/{file} is not what the pipeline makes of spec/; \
             run `cargo xtask generate`, and review what changes"
        );
    }
}
