//! Stage 6, client: progenitor's work is read into a model, of which the client is written.

mod builders;
mod collisions;
mod comments;
pub mod decoders;
mod environment;
mod forms;
mod list_pages;
mod methods;
mod operation;
pub mod parts;
mod progenitor;
mod runtime;
mod secret_properties;
mod syntax;
mod types;

use std::collections::BTreeMap;

use syn::{File, Item, Type, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::normalize::{Findings, drop_unused_schemas};
use operation::Response;
use progenitor::{Model, model};

/// The client and the typed mock beside it, as syntax trees.
pub struct Code {
    pub client: File,
    pub mock: File,
    /// The type that each operation decodes JSON into, by the name of the operation.
    pub responses: BTreeMap<String, Type>,
}

/// Generates the client of `document`, and the typed mock beside it.
///
/// An operation that progenitor does not take is left out, whatever the reason; `findings` say so.
pub fn generate(document: &mut Document, findings: &mut Findings) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document)?;
    let Model { operations, types, mock } = match model(document) {
        Ok(model) => model,
        Err(_) => {
            leave_out_rejected(document, findings);
            model(document)?
        }
    };
    let list_pages = list_pages::find(&types);
    let types = types_module(types, &operations);
    let [client, methods] = methods::client(&operations, document);
    let mut client: File = parse_quote!(#types #client #methods);
    client.items.push(builders::module(&operations, &list_pages));
    client.items.extend(environment::items(&environments));
    client.items.push(secret_properties::list(document));
    collisions::check(&client, &document.pages().join(", "))?;
    comments::complete(&mut client);
    let mut mock = mock;
    comments::complete(&mut mock);
    let responses = operations.into_iter().filter_map(|operation| match operation.response {
        Response::Json(value) => Some((operation.name.to_string(), *value)),
        _ => None,
    });
    Ok(Code { client, mock, responses: responses.collect() })
}

/// The module `types`.
fn types_module(mut types: Vec<Item>, operations: &[operation::Operation]) -> Item {
    types::adapt(&mut types);
    types.extend(forms::conversions(&types, operations));
    parse_quote! {
        /// Types used as operation parameters and responses.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        pub mod types {
            #(#types)*
            /// Types of values that OpenAPI has no type for.
            pub mod values {
                pub use crate::values::*;
            }
        }
    }
}

/// Handles documents of which progenitor refuses a part for a reason that no rule knows: each operation
/// is tried by itself.
fn leave_out_rejected(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        if let Err(diagnostics) = model(&document.only(&site)) {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            findings.leave_out(document, &site, &reasons.join(" "));
        }
    }
    drop_unused_schemas(document, findings);
}
