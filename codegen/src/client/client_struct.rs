//! The pass over the methods of the client: documents each with an example. Adds the struct `Client` and the table of its
//! operations.

use quote::quote;
use syn::{Item, parse_quote};

use super::builders::{deprecate, function};
use super::documentation::{docs, document as document_with};
use super::example::example;
use super::model::{Encoding, Model, Operation, Types};
use super::progenitor::ProgenitorOutput;
use super::runtime;
use crate::document::Document;

/// What a reader does with a client.
const CLIENT: &str = "\
A client of Argyle's API, with one method an operation.

Made by [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so one client serves a \
whole program. The method of an operation returns a builder: its setters take the parameters, and its `send` sends \
the request.";

/// What is said of an operation that the overlay marks as safe to send twice.
const REPEATED: &str = " Where it is unknown whether Argyle acted on it, it is sent again as \
                        [`RetryPolicy`](crate::RetryPolicy) says, as that does no harm here.";

/// What is said of the others that may do something twice.
const SENT_ONCE: &str = " Where it is unknown whether Argyle acted on it, it is not sent again: \
                         [`Error::maybe_sent`](crate::Error::maybe_sent) tells.";

/// The methods that do the same however often they are sent, by HTTP.
const IDEMPOTENT: [&str; 6] = ["delete", "get", "head", "options", "put", "trace"];

/// Documents the methods of the client. Removes those of skipped operations.
pub fn document_methods(written: &mut ProgenitorOutput, model: &Model) {
    let types = Types::of(&model.types);
    written.methods.items.retain_mut(|item| {
        let Some(method) = function(item) else {
            return false;
        };
        let found = model.operations.iter().find(|it| it.name == method.sig.ident);
        if let Some(operation) = found {
            document_with(&mut method.attrs, &about_method(operation, &types));
            deprecate(&mut method.attrs, operation.deprecated);
        }
        found.is_some()
    });
}

/// The struct of the client, and the table of its operations.
pub fn items(document: &Document, model: &Model) -> Vec<Item> {
    let about = docs(&front_page(document));
    // Its own `Debug` shows neither the HTTP client's headers nor the credentials.
    let structure = parse_quote! {
        #(#about)*
        #[derive(Clone)]
        pub struct Client {
            /// Empty: the base URL is parsed once, and joined when a request is sent.
            pub(crate) baseurl: &'static str,
            pub(crate) client: crate::call::request::Requests,
            pub(crate) http: reqwest::Client,
            pub(crate) inner: std::sync::Arc<crate::client::State>,
        }
    };
    vec![structure, operations(model)]
}

/// The table of operations, sorted by name.
fn operations(model: &Model) -> Item {
    let mut operations: Vec<&Operation> = model.operations.iter().collect();
    operations.sort_by_key(|operation| operation.name.to_string());
    let rows = operations.into_iter().map(|operation| {
        let (name, path) = (operation.name.to_string(), &operation.key.path);
        let authorized = operation.authorized.then(|| quote!(authorized: true,));
        let safe_to_repeat = operation.safe_to_repeat.then(|| quote!(safe_to_repeat: true,));
        let media_type = operation.media_type.as_ref().map(|it| quote!(media_type: Some(#it),));
        let is_multipart =
            operation.body.as_ref().is_some_and(|it| it.encoding == Encoding::Multipart);
        let multipart = is_multipart.then(|| quote!(multipart: true,));
        let styles = operation.styles.iter().map(|(name, style)| {
            let style = runtime::query_style(style);
            quote!((#name, #style))
        });
        let styles = (!operation.styles.is_empty()).then(|| quote!(styles: &[#(#styles),*],));
        quote! {
            crate::call::Operation {
                name: #name, path: #path, #authorized #safe_to_repeat #media_type #multipart #styles
                ..crate::call::Operation::UNKNOWN
            }
        }
    });
    parse_quote! {
        /// The properties of each operation, sorted by name.
        pub(crate) const OPERATIONS: &[crate::call::Operation] = &[#(#rows),*];
    }
}

/// What a reader does with the client, and below it what the API says of itself.
fn front_page(document: &Document) -> String {
    let info = document.root.get("info");
    let info = |key: &str| info?.get(key)?.as_str().filter(|text| !text.is_empty());
    let title = info("title").map(|title| format!("# {title}"));
    let version = info("version").map(|version| format!("Version: {version}"));
    let description = info("description").map(str::to_owned);
    let parts = [Some(CLIENT.to_owned()), title, description, version];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn about_method(operation: &Operation, types: &Types<'_>) -> String {
    let repeated = match &*operation.key.method {
        _ if operation.safe_to_repeat => REPEATED,
        method if IDEMPOTENT.contains(&method) => "",
        _ => SENT_ONCE,
    };
    let sends = format!("{}.{repeated}", operation.sends());
    let parts = [
        operation.summary.clone(),
        operation.description.clone(),
        Some(sends),
        Some(example(types, operation)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
