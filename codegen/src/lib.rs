//! The pipeline that turns OpenAPI documents of Argyle's into the client of `argyle-user-tokens`.
//!
//! documents → [`source`] → overlay → normalize → docs → security → client
//!
//! Each stage is a module. The build script of `argyle-user-tokens` runs all of them with
//! [`build_script::directives`]; there is no other use for this crate, and its interface changes with every version.

mod address;
mod answers;
pub mod build_script;
mod client;
pub mod diagnostic;
mod docs;
mod document;
#[cfg(feature = "review")]
pub mod examples;
mod normalize;
#[cfg(feature = "review")]
mod outline;
mod overlay;
mod report;
mod security;
pub mod source;
mod user_token_contract;
mod vocabulary;

use std::collections::BTreeSet;
use std::fmt;

#[cfg(feature = "review")]
use client::decoders;
use client::{Code, parts};
use diagnostic::Diagnostic;
#[cfg(feature = "review")]
use examples::Example;
use report::Report;
use source::{Sources, merge};

/// What the pipeline makes of a set of documents.
pub struct Generated {
    /// What was left out of the client, and why.
    pub warnings: Vec<Diagnostic>,
    code: Code,
    header: String,
}

/// Runs every stage over `sources`.
///
/// # Errors
///
/// All diagnostics of the first stage that has one.
pub fn generate(sources: &Sources) -> Result<Generated, Vec<Diagnostic>> {
    let mut document = merge::merge(&sources.documents)?;
    let blame = |missing| sources.blame(missing);
    user_token_contract::check_presence(&document).map_err(blame)?;
    for overlay in &sources.overlays {
        let actions = overlay::read(overlay)?;
        overlay::apply(&mut document, &actions).map_err(blame)?;
    }
    let answers = answers::collect(&document);
    user_token_contract::keep_tokens_secret(&mut document);
    let mut report = Report::new([user_token_contract::operation()]);
    normalize::apply(&mut document, &mut report)?;
    user_token_contract::check(&document)?;
    docs::apply(&mut document);
    security::check(&mut document, &mut report);
    report.fail_on_errors()?;
    let code = client::generate(&mut document, &answers, &mut report)?;
    report.fail_on_errors()?;
    let header = header(sources, &parts::of(&code.client));
    Ok(Generated { warnings: report.warnings, code, header })
}

impl Generated {
    /// The source of the client: types, builders, environments and operations.
    #[must_use]
    pub fn client(&self) -> String {
        format!("{}{}", self.header, prettyplease::unparse(&self.code.client))
    }

    /// The source of the typed extension of `httpmock`'s server.
    #[must_use]
    pub fn mock(&self) -> String {
        format!("{}{}", self.header, prettyplease::unparse(&self.code.mock))
    }

    /// The parts of the runtime that the client asks for, as `cfg(argyle_spec = "…")` names them.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<&'static str> {
        parts::of(&self.code.client)
    }

    /// The client as progenitor has written it, before the passes.
    #[cfg(feature = "review")]
    #[must_use]
    pub fn written(&self) -> String {
        prettyplease::unparse(&self.code.written)
    }

    /// The public interface of client and mock, one item a line, sorted.
    #[cfg(feature = "review")]
    #[must_use]
    pub fn outline(&self) -> String {
        outline::of(&self.code)
    }

    /// The source of a table for tests: what decodes the answers of every operation, and `examples`.
    #[cfg(feature = "review")]
    #[must_use]
    pub fn decoders(&self, examples: &[Example]) -> String {
        prettyplease::unparse(&decoders::table(&self.code.model, examples))
    }

    /// The source of a table for tests: a request of every operation.
    #[cfg(feature = "review")]
    #[must_use]
    pub fn requests(&self) -> String {
        prettyplease::unparse(&self.code.requests)
    }
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated").field("warnings", &self.warnings).finish_non_exhaustive()
    }
}

/// The first lines of a generated file: what it was made from, where changes belong, and what a build without
/// this crate has to know of it.
fn header(sources: &Sources, parts: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = sources.all().map(|file| file.name.as_str()).collect();
    let parts: Vec<&str> = parts.iter().copied().collect();
    format!(
        "// Generated from {}. Changes belong there, or into codegen/.\n\
         // documents: {}\n\
         // parts: {}\n\n",
        names.join(", "),
        sources.fingerprint(),
        parts.join(" "),
    )
}
