//! Stage 3, normalize: a list of rules, each for one class of document, that make it a client's.

mod enums;
mod fields;
mod formats;
mod inline;
mod media;
mod names;
mod parameters;
mod references;
mod responses;
mod tolerance;
mod types;
mod unused;

use super::diagnostic::Diagnostic;
use super::document::{Document, Site};
use super::wrapper;

pub use unused::drop_unused_schemas;

/// What a rule has to say besides its changes to the document.
#[derive(Default)]
pub struct Findings {
    /// Reasons for which no client can be made.
    pub errors: Vec<Diagnostic>,
    /// What is left out of the client, or is less than the document means.
    pub warnings: Vec<Diagnostic>,
}

/// A rule changes the document in place.
type Rule = fn(&mut Document, &mut Findings);

/// The rules in the order in which they are applied: what stands where, what it is called, and last
/// what it is like.
const RULES: [Rule; 23] = [
    references::spread_path_items,
    responses::drop_error_responses,
    references::inline_components,
    names::name_operations,
    responses::keep_documented_success,
    references::leave_out_unknown_requests,
    references::read_unknown_responses_as_they_come,
    media::choose_request_media_type,
    media::choose_response_media_type,
    parameters::drop_ignored,
    parameters::match_path_template,
    parameters::leave_out_unsupported,
    formats::keep_tokens_secret,
    types::mend_types,
    enums::mend_enums,
    formats::keep_known_formats,
    formats::read_ids_as_they_come,
    tolerance::drop_constraints,
    tolerance::keep_unknown_properties,
    fields::settle_names,
    responses::name_plain_bodies,
    inline::settle_type_names,
    unused::drop_unused_schemas,
];

/// Applies every rule.
pub fn apply(document: &mut Document, findings: &mut Findings) -> Result<(), Vec<Diagnostic>> {
    for rule in RULES {
        rule(document, findings);
    }
    findings.settled()
}

impl Findings {
    /// The reasons for which no client can be made, if there are any.
    pub fn settled(&self) -> Result<(), Vec<Diagnostic>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors.clone()) }
    }

    /// Takes an operation out of the client, for a reason that the warning names. The operation that
    /// `Client::user_token` wraps cannot be left out: there, the reason stops the build.
    pub fn leave_out(&mut self, document: &mut Document, site: &Site, reason: &str) {
        if wrapper::is_wrapped(site) {
            self.errors.push(document.diagnostic(
                &site.pointer(),
                format!("{} cannot become a method: {reason}", site.title()),
                "`Client::user_token` needs it; take the page again, or mend it in spec/overlay.yaml",
            ));
        } else {
            self.warnings.push(document.diagnostic(
                &site.pointer(),
                format!("{} is left out of the client: {reason}", site.title()),
                "mend it in spec/overlay.yaml if you need it",
            ));
        }
        document.remove(site);
    }

    /// Says that an operation is in the client, with less than the document means; for the operation
    /// that `Client::user_token` wraps, that stops the build.
    pub fn reduce(&mut self, document: &Document, site: &Site, problem: &str) {
        let wrapped = wrapper::is_wrapped(site);
        let findings = if wrapped { &mut self.errors } else { &mut self.warnings };
        findings.push(document.diagnostic(
            &site.pointer(),
            format!("{}: {problem}", site.title()),
            "mend it in spec/overlay.yaml if you need it",
        ));
    }
}
