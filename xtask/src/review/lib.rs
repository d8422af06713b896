//! Review tools for generated clients: an outline of the public interface, and tables of operations for tests.

mod decoders;
mod examples;
mod operation;
mod outline;
mod requests;

pub use decoders::write_decoders;
pub use examples::{Example, collect_examples};
pub use outline::outline;
pub use requests::write_requests;

/// Parses generated code, which the pipeline prints from a syntax tree.
fn parse(source: &str) -> syn::File {
    #[allow(clippy::expect_used, reason = "unparsable code must fail the command or the test")]
    syn::parse_file(source).expect("generated code parses")
}
