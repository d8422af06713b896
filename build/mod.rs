//! The pipeline that turns Argyle's OpenAPI documents into a Rust client, one stage a file.
//!
//! `spec/*.yaml` → source → overlay → normalize → docs → security → codegen → `OUT_DIR`
//!
//! The build script runs it; the tests of the project run the same files as a test program.

mod codegen;
pub mod diagnostic;
mod docs;
mod document;
mod examples;
mod formats;
mod normalize;
mod outline;
mod overlay;
mod schemas;
mod security;
pub mod source;
mod wrapper;
mod yaml;

use diagnostic::Diagnostic;
use source::Sources;

/// The features of this crate that change what is generated: the mock, and packages that only some
/// documents need.
pub const FEATURES: [&str; 4] = ["chrono", "mock", "multipart", "stream"];

/// What the pipeline makes of a set of documents.
pub struct Generated {
    /// The source of the client: types, builders, environments and operations.
    pub client: String,
    /// The source of the typed extension of `httpmock`'s server; empty without the feature `mock`.
    pub mock: String,
    /// The source of a table for tests: examples, and the types that they decode into.
    pub decoders: String,
    /// The public interface of client and mock, one item a line.
    pub outline: String,
    /// What was left out of the client, and why.
    pub warnings: Vec<Diagnostic>,
}

/// Runs every stage over `sources`, stopping at the first stage that reports a diagnostic.
///
/// `features` are those of [`FEATURES`] that are enabled.
pub fn generate(sources: &Sources, features: &[&str]) -> Result<Generated, Vec<Diagnostic>> {
    let mut document = source::merge(&sources.pages)?;
    wrapper::check_presence(&document)?;
    overlay::apply(&mut document, &sources.overlay)?;
    let examples = examples::collect(&document);
    let mut findings = normalize::Findings::default();
    normalize::apply(&mut document, &mut findings)?;
    wrapper::check(&document)?;
    docs::apply(&mut document);
    security::check(&document)?;
    let code = codegen::generate(&mut document, &examples, features, &mut findings)?;
    findings.settled()?;
    Ok(Generated {
        outline: outline::of(&code),
        client: code.client,
        mock: code.mock,
        decoders: code.decoders,
        warnings: findings.warnings,
    })
}
