//! The pass over the methods of the client: documents each with an example. Also writes the struct `Client` and the
//! table of operations.

use quote::quote;
use syn::{Item, parse_quote};

use super::builders::{as_function, mark_deprecated};
use super::documentation::{docs, document as document_with};
use super::example::write_example;
use super::model::{Encoding, Model, Operation, Types};
use super::progenitor::ProgenitorOutput;
use super::runtime;
use crate::document::Document;

/// The documentation of `Client`.
const CLIENT: &str = "\
A client of Argyle's API, with a method for each operation.

Create it with [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so a program needs \
only one client. The method of an operation returns a request builder: its setters take the parameters, and `send` \
sends the request.";

/// The sentence about retries of an operation that the overlay marks as safe to send twice.
const REPEATED: &str = " Retries it under [`RetryPolicy`](crate::RetryPolicy) even if Argyle may have processed it, \
                        because repeating this request is safe.";

/// The sentence about retries of other operations with a method that is not idempotent.
const SENT_ONCE: &str = " Does not retry it if Argyle may have processed it; \
                         [`Error::maybe_sent`](crate::Error::maybe_sent) reports that case.";

/// The idempotent methods, as RFC 9110 defines them.
const IDEMPOTENT: [&str; 6] = ["delete", "get", "head", "options", "put", "trace"];

/// Documents the methods of the client. Removes the methods of skipped operations.
pub fn document_methods(written: &mut ProgenitorOutput, model: &Model) {
    let types = Types::index(&model.types);
    written.methods.items.retain_mut(|item| {
        let Some(method) = as_function(item) else {
            return false;
        };
        let found = model.operations.iter().find(|operation| operation.name == method.sig.ident);
        if let Some(operation) = found {
            document_with(&mut method.attrs, &describe_method(operation, &types));
            mark_deprecated(&mut method.attrs, operation.deprecated);
        }
        found.is_some()
    });
}

/// Writes the struct of the client, and the table of its operations.
pub fn write_items(document: &Document, model: &Model) -> Vec<Item> {
    let about = docs(&write_front_page(document));
    // A handwritten `Debug` hides the credentials and the headers of the HTTP client.
    let structure = parse_quote! {
        #(#about)*
        #[derive(Clone)]
        pub struct Client {
            /// Empty, because the base URL is parsed once and joined when a request is sent.
            pub(crate) baseurl: &'static str,
            pub(crate) client: crate::call::request::Requests,
            pub(crate) http: reqwest::Client,
            pub(crate) inner: std::sync::Arc<crate::client::State>,
        }
    };
    vec![structure, write_table(model)]
}

/// Writes the table of operations, sorted by name.
fn write_table(model: &Model) -> Item {
    let mut operations: Vec<&Operation> = model.operations.iter().collect();
    operations.sort_by_key(|operation| operation.name.to_string());
    let rows = operations.into_iter().map(|operation| {
        let (name, path) = (operation.name.to_string(), &operation.key.path);
        let authorized = operation.authorized.then(|| quote!(authorized: true,));
        let safe_to_repeat = operation.safe_to_repeat.then(|| quote!(safe_to_repeat: true,));
        let media_type = operation.media_type.as_ref().map(|name| quote!(media_type: Some(#name),));
        let is_multipart =
            operation.body.as_ref().is_some_and(|body| body.encoding == Encoding::Multipart);
        let multipart = is_multipart.then(|| quote!(multipart: true,));
        let styles = operation.styles.iter().map(|(name, style)| {
            let style = runtime::style_path(style);
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

/// Writes the documentation of `Client`, followed by the title and description of the API.
fn write_front_page(document: &Document) -> String {
    let info = document.root.get("info");
    let info = |key: &str| info?.get(key)?.as_str().filter(|text| !text.is_empty());
    let title = info("title").map(|title| format!("# {title}"));
    let version = info("version").map(|version| format!("Version: {version}"));
    let description = info("description").map(str::to_owned);
    let parts = [Some(CLIENT.to_owned()), title, description, version];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn describe_method(operation: &Operation, types: &Types<'_>) -> String {
    let repeated = match &*operation.key.method {
        _ if operation.safe_to_repeat => REPEATED,
        method if IDEMPOTENT.contains(&method) => "",
        _ => SENT_ONCE,
    };
    let sends = format!("{}.{repeated}", operation.describe_request());
    let parts = [
        operation.summary.clone(),
        operation.description.clone(),
        Some(sends),
        Some(write_example(types, operation)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
