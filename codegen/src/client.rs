//! Stage 6, client: progenitor writes a client, named passes finish it, and the modules are put together.

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

/// A pass over what progenitor has written.
type Pass = fn(&mut ProgenitorOutput, &Model);

/// The passes, in order. Each removes items, adds items beside others, or sets attributes, documentation and types of
/// properties; none edits an expression.
const PASSES: [Pass; 7] = [
    types::enums::open,
    types::retype::properties,
    types::builders::keep,
    types::describe::finish,
    client_struct::document_methods,
    builders::finish,
    optional_texts::accept,
];

/// The client and the typed mock beside it, as syntax trees.
pub struct Code {
    pub client: File,
    pub mock: File,
    /// The output of progenitor.
    #[cfg(feature = "review")]
    pub written: File,
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
    let (model, mut written) = progenitor::client(document, report)?;
    PASSES.iter().for_each(|pass| pass(&mut written, &model));
    let mut client = modules(written.types, written.methods, written.builders);
    client.items.extend(client_struct::items(document, &model));
    client.items.extend(environment::items(&environments));
    client.items.push(secrets::properties(document));
    collisions::check(&client, &document.files().join(", "))?;
    Ok(Code {
        client,
        mock: mock::file(&model, answers),
        #[cfg(feature = "review")]
        written: written.file,
    })
}

/// The modules of types and of builders, and the methods of the client.
fn modules(types: Vec<Item>, methods: ItemImpl, builders: Vec<Item>) -> File {
    let mut file: File = parse_quote! {
        #[allow(unused_imports, reason = "the names that progenitor's builders import")]
        use crate::progenitor_client::{
            ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, RequestBuilderExt, ResponseValue, encode_path,
        };
        /// What requests hold and what they are answered with, as the documents describe it.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(missing_docs, reason = "the documents do not describe everything")]
        #[allow(irrefutable_let_patterns, reason = "an open enum takes every text, and a union tries it like others")]
        #[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
        pub mod types {
            /// Types of values that OpenAPI has no type for.
            #[allow(unused_imports, reason = "a document may need none of them")]
            pub mod values {
                pub use crate::values::*;
            }
        }
        /// A request of every operation: its setters take what is sent, and `send` sends it.
        ///
        /// The methods of [`Client`](super::Client) make them.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
        pub mod builder {
            #[allow(unused_imports, reason = "progenitor names it where there are parameters")]
            use crate::progenitor_client;
        }
    };
    // There are thousands of items, and parsing each again takes its time.
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    modules.zip([types, builders]).for_each(|(module, items)| module.extend(items));
    file.items.push(Item::Impl(methods));
    file
}
