//! Stage 6, client: progenitor writes a client, and named passes complete it.

mod builders;
mod client_struct;
mod collisions;
mod documentation;
mod environment;
mod example;
mod list_pages;
mod mock;
mod model;
mod optional_texts;
mod progenitor;
pub mod runtime;
mod secrets;
mod syntax;
mod types;

use syn::{File, Item, ItemImpl, parse_quote};

use self::model::Model;
use self::progenitor::ProgenitorOutput;
use crate::answers::Answer;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::report::Report;

/// A pass over progenitor's output.
type Pass = fn(&mut ProgenitorOutput, &Model);

/// The passes, in order. A pass removes items, adds items, or sets attributes, documentation and types of properties.
/// No pass edits an expression.
const PASSES: [Pass; 7] = [
    types::enums::add_unrecognized_variants,
    types::retype::retype_properties,
    types::builders::keep_sent,
    types::describe::describe_uses,
    client_struct::document_methods,
    builders::finish_builders,
    optional_texts::accept,
];

/// The client and its typed mock, as syntax trees.
pub struct Code {
    pub client: File,
    pub mock: File,
    /// The output of progenitor.
    #[cfg(feature = "review")]
    pub written: File,
}

/// Generates the client of `document` and its typed mock, which sends the `answers`.
///
/// An operation that progenitor rejects is skipped, and `report` names it.
pub fn generate(
    document: &mut Document,
    answers: &[Answer],
    report: &mut Report,
) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document, report);
    let (model, mut written) = progenitor::write_client(document, report)?;
    PASSES.iter().for_each(|pass| pass(&mut written, &model));
    let mut client = assemble_modules(written.types, written.methods, written.builders);
    client.items.extend(client_struct::write_items(document, &model));
    client.items.extend(environment::write_items(&environments));
    client.items.push(secrets::secret_properties_item(document));
    collisions::check(&client, &document.files().join(", "))?;
    Ok(Code {
        client,
        mock: mock::write_mock(&model, answers),
        #[cfg(feature = "review")]
        written: written.file,
    })
}

/// Puts the modules of types and builders and the methods of the client into a file.
fn assemble_modules(types: Vec<Item>, methods: ItemImpl, builders: Vec<Item>) -> File {
    let mut file: File = parse_quote! {
        #[allow(unused_imports, reason = "progenitor's builders import these names")]
        use crate::progenitor_client::{
            ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, RequestBuilderExt, ResponseValue, encode_path,
        };
        /// Types of requests and responses, as the documents describe them.
        #[allow(clippy::all, reason = "nobody edits generated code")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(missing_docs, reason = "the documents do not describe everything")]
        #[allow(irrefutable_let_patterns, reason = "an open enum accepts every string, and a union still tests it")]
        #[allow(deprecated, reason = "generated code reads and sends deprecated properties too")]
        pub mod types {
            /// Types for formats that OpenAPI does not define.
            #[allow(unused_imports, reason = "a document may use none of them")]
            pub mod values {
                pub use crate::values::*;
            }
        }
        /// Request builders, one for each operation: setters take the values, and `send` sends the request.
        ///
        /// The methods of [`Client`](super::Client) return them.
        #[allow(clippy::all, reason = "nobody edits generated code")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(deprecated, reason = "generated code reads and sends deprecated properties too")]
        pub mod builder {
            #[allow(unused_imports, reason = "only builders with parameters use it")]
            use crate::progenitor_client;
        }
    };
    // Interpolating thousands of items into `parse_quote!` would parse each of them again.
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    modules.zip([types, builders]).for_each(|(module, items)| module.extend(items));
    file.items.push(Item::Impl(methods));
    file
}
