//! Shows a generated client to maintainers and tests: its outline, and tables of its operations for tests.

mod decoders;
mod examples;
mod operation;
mod outline;
mod requests;

pub use decoders::decoders;
pub use examples::{Example, examples};
pub use outline::outline;
pub use requests::requests;

/// The source as a syntax tree. The pipeline prints nothing that does not parse.
fn parse(source: &str) -> syn::File {
    #[allow(
        clippy::expect_used,
        reason = "a client that does not parse fails the command or the test"
    )]
    syn::parse_file(source).expect("generated code parses")
}
