//! Writes the struct `Client` and its methods, one an operation, each with an example that compiles.

use quote::quote;
use syn::{Item, parse_quote};

use super::documentation::docs;
use super::example::Examples;
use super::model::{Model, Operation};
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

/// The struct of the client, and its methods.
pub fn items(document: &Document, model: &Model) -> Vec<Item> {
    let examples = Examples::of(model);
    let about = docs(&front_page(document));
    let state = runtime::state();
    let methods = model.operations.iter().map(|operation| {
        let Operation { name, builder, .. } = operation;
        let about = docs(&about_method(operation, &examples));
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        quote! {
            #(#about)*
            #deprecated
            pub fn #name(&self) -> builder::#builder<'_> {
                builder::#builder::new(self)
            }
        }
    });
    // Its own `Debug` shows neither the HTTP client's headers nor the credentials.
    let structure = parse_quote! {
        #(#about)*
        #[derive(Clone)]
        pub struct Client {
            pub(crate) client: reqwest::Client,
            pub(crate) inner: std::sync::Arc<#state>,
        }
    };
    let methods = parse_quote! {
        #[allow(clippy::all, reason = "operations are called as the document calls them")]
        impl Client { #(#methods)* }
    };
    vec![structure, methods]
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

fn about_method(operation: &Operation, examples: &Examples<'_>) -> String {
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
        Some(examples.example(operation)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
