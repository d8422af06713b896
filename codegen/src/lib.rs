//! The pipeline that generates the client of `argyle-user-tokens` from Argyle's OpenAPI documents.
//!
//! documents → [`source`] → overlay → normalize → docs → security → client
//!
//! Each stage is a module. The build script of `argyle-user-tokens` runs all stages with
//! [`build_script::directives`]. The crate has no other use, and its interface may change with every version.

mod address;
mod answers;
pub mod build_script;
mod client;
pub mod diagnostic;
mod docs;
mod document;
mod normalize;
mod overlay;
mod report;
mod security;
pub mod source;
mod user_token_contract;
mod vocabulary;

use std::collections::BTreeSet;
use std::fmt;

use client::runtime;
use diagnostic::Diagnostic;
use report::Report;
use source::{Sources, merge};

/// The output of the pipeline.
pub struct Generated {
    /// Warnings about skipped or reduced parts of the documents.
    pub warnings: Vec<Diagnostic>,
    /// The source code of the client: types, builders, environments and operations.
    pub client: String,
    /// The source code of the typed extension of `httpmock`'s server.
    pub mock: String,
    /// The parts of the runtime that the client uses, as named in `cfg(argyle_spec = "…")`.
    pub parts: BTreeSet<&'static str>,
    /// The document after all rules.
    #[cfg(feature = "review")]
    pub document: serde_json::Value,
    /// progenitor's code, before the passes.
    #[cfg(feature = "review")]
    pub written: String,
}

/// Runs every stage over `sources`.
///
/// # Errors
///
/// Fails with all diagnostics of the first stage that reports any.
pub fn generate(sources: &Sources) -> Result<Generated, Vec<Diagnostic>> {
    let mut document = merge::merge(sources)?;
    let explain = |missing| sources.explain_missing(missing);
    user_token_contract::check_presence(&document).map_err(explain)?;
    user_token_contract::check_properties(&document).map_err(explain)?;
    for overlay in &sources.overlays {
        let actions = overlay::read(overlay)?;
        overlay::apply(&mut document, &actions).map_err(explain)?;
    }
    user_token_contract::check_presence(&document)?;
    let answers = answers::collect(&document);
    user_token_contract::keep_tokens_secret(&mut document);
    let mut report = Report::new(user_token_contract::required_operations());
    normalize::apply(&mut document, &mut report)?;
    user_token_contract::check(&document)?;
    docs::apply(&mut document);
    security::check(&mut document, &mut report);
    report.fail_on_errors()?;
    let code = client::generate(&mut document, &answers, &mut report)?;
    report.fail_on_errors()?;
    let parts = runtime::find_parts(&code.client);
    let header = write_header(sources, &parts);
    let print = |file| format!("{header}{}", prettyplease::unparse(file));
    Ok(Generated {
        warnings: report.warnings,
        client: print(&code.client),
        mock: print(&code.mock),
        parts,
        #[cfg(feature = "review")]
        document: document.root,
        #[cfg(feature = "review")]
        written: prettyplease::unparse(&code.written),
    })
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated").field("warnings", &self.warnings).finish_non_exhaustive()
    }
}

/// Writes the first lines of a generated file. A build without this crate reads the fingerprint and the parts.
fn write_header(sources: &Sources, parts: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = sources.all().map(|file| file.name.as_str()).collect();
    let parts: Vec<&str> = parts.iter().copied().collect();
    format!(
        "// Generated from {}. Do not edit; change these files or codegen/ instead.\n\
         // documents: {}\n\
         // parts: {}\n\n",
        names.join(", "),
        sources.fingerprint(),
        parts.join(" "),
    )
}
