//! progenitor, which writes a client of an OpenAPI document. What it writes is known here and nowhere else: it
//! is read into the model that everything after it works on.

mod builders;
mod openapi;
mod request;
mod run;
mod types;
mod unknown;

use syn::{File, Item};

use self::unknown::Unknown;
use super::api::Api;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::normalize::{Findings, drop_unused_schemas};

/// The client of `document`, as a model.
///
/// An operation that progenitor does not take is left out, whatever the reason; `findings` say so.
pub fn model(document: &mut Document, findings: &mut Findings) -> Result<Api, Vec<Diagnostic>> {
    let written = match run::run(document) {
        Ok(written) => written,
        Err(_) => {
            leave_out_rejected(document, findings);
            run::run(document)?
        }
    };
    read(written, document)
}

/// Handles documents of which progenitor refuses a part for a reason that no rule knows: each operation
/// is tried by itself.
fn leave_out_rejected(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        if let Err(diagnostics) = run::run(&document.only(&site)) {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            findings.leave_out(document, &site, &reasons.join(" "));
        }
    }
    drop_unused_schemas(document, findings);
}

/// Reads what progenitor has written: the types, and the builders of the operations. The rest of it is a client
/// of another crate's.
fn read(written: File, document: &Document) -> Result<Api, Vec<Diagnostic>> {
    let (mut types, mut structs, mut methods) = (Vec::new(), Vec::new(), Vec::new());
    for item in written.items {
        let Item::Mod(module) = item else {
            continue;
        };
        let (_, items) = module.content.unwrap_or_default();
        if module.ident == "types" {
            types = items;
        } else if module.ident == "builder" {
            for item in items {
                match item {
                    Item::Struct(item) => structs.push(item),
                    Item::Impl(item) => methods.push(item),
                    _ => {}
                }
            }
        }
    }
    types::free(&mut types);
    let sites = document.sites();
    if [structs.len(), methods.len()] != [sites.len(); 2] {
        let counts = format!("{} builders with {} blocks of methods", structs.len(), methods.len());
        let unknown = Unknown::new(format!("{counts} for {} operations", sites.len()));
        return Err(vec![unknown.in_client(document)]);
    }
    let mut operations = Vec::new();
    let mut diagnostics = Vec::new();
    // progenitor keeps the order of the document.
    for (site, (item, methods)) in sites.into_iter().zip(structs.iter().zip(&methods)) {
        match builders::operation(document, &site, item, methods) {
            Ok(operation) => operations.push(operation),
            Err(unknown) => diagnostics.push(unknown.in_operation(document, &site)),
        }
    }
    if diagnostics.is_empty() { Ok(Api { operations, types }) } else { Err(diagnostics) }
}
