//! Stage 6, client: progenitor's client is read into a model, of which the client of this crate is written.

mod builders;
mod client_struct;
mod collisions;
#[cfg(feature = "review")]
pub mod decoders;
mod documentation;
mod environment;
mod example;
mod list_pages;
mod mock;
pub mod model;
pub mod parts;
mod progenitor;
#[cfg(feature = "review")]
mod requests;
pub mod runtime;
mod secrets;
mod syntax;
mod types;

use syn::{File, parse_quote};

use crate::answers::Answer;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::report::Report;

/// The client and the typed mock beside it, as syntax trees, and the model that they are written from.
pub struct Code {
    pub client: File,
    pub mock: File,
    #[cfg(feature = "review")]
    pub model: model::Model,
    /// What progenitor has written.
    #[cfg(feature = "review")]
    pub written: File,
    /// A table for tests: a request of every operation.
    #[cfg(feature = "review")]
    pub requests: File,
}

/// Generates the client of `document`, and the typed mock beside it, which knows the `answers`.
///
/// An operation that progenitor does not take is left out, whatever the reason; `report` says so.
pub fn generate(
    document: &mut Document,
    answers: &[Answer],
    report: &mut Report,
) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document, report);
    let (model, parts) = progenitor::client(document, report)?;
    let mut client: File = parse_quote! {
        #[allow(unused_imports, reason = "the names that progenitor's builders import")]
        use crate::progenitor_client::{
            ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, RequestBuilderExt, ResponseValue, encode_path,
        };
    };
    let items = &mut client.items;
    items.push(types::module(&model));
    items.extend(client_struct::items(document, &model, parts.methods));
    items.push(builders::module(&model, parts.builders));
    items.extend(environment::items(&environments));
    items.push(secrets::properties(document));
    collisions::check(&client, &document.files().join(", "))?;
    Ok(Code {
        client,
        mock: mock::file(&model, answers),
        #[cfg(feature = "review")]
        requests: requests::table(&model, document),
        #[cfg(feature = "review")]
        written: parts.written,
        #[cfg(feature = "review")]
        model,
    })
}
