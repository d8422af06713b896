//! Writes the client: its type, and for every operation the method that returns the builder.

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::{Item, parse_quote};

use super::operation::Operation;
use super::runtime;
use crate::document::Document;

/// What a reader does with the client; what the API says of itself follows.
const CLIENT: &str = "A client of Argyle's API: one method an operation, and \
                      [`user_token`](Client::user_token) for the one that is called most.\n\n\
                      Made by [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so \
                      one client serves a whole program.";

/// What is said of an operation that the overlay marks as safe to send twice.
const REPEATED: &str = " Where it is unknown whether Argyle acted on it, it is sent again as \
                        [`RetryPolicy`](crate::RetryPolicy) says, as that does no harm here.";

/// The type of the client, and its methods.
pub fn client(operations: &[Operation], document: &Document) -> [Item; 2] {
    let doc = format!("{CLIENT}\n\n{}", about(document));
    let state = runtime::state();
    // Its `Debug` is handwritten, and shows neither headers of the HTTP client nor credentials.
    let client = parse_quote! {
        #[doc = #doc]
        #[derive(Clone)]
        pub struct Client {
            pub(crate) baseurl: String,
            pub(crate) client: reqwest::Client,
            pub(crate) inner: std::sync::Arc<#state>,
        }
    };
    let methods = operations.iter().map(|operation| {
        let Operation { name, builder, prose, facts, .. } = operation;
        let repeated = if facts.safe_to_repeat { REPEATED } else { "" };
        let doc = format!("{prose}.{repeated}\n\n{}", example(operation));
        quote! {
            #[doc = #doc]
            pub fn #name(&self) -> builder::#builder<'_> {
                builder::#builder::new(self)
            }
        }
    });
    [client, parse_quote!(impl Client { #(#methods)* })]
}

/// What the API says of itself.
fn about(document: &Document) -> String {
    let info = document.root.get("info");
    let text = |key| info.and_then(|info| info.get(key)).and_then(Value::as_str);
    let title = format!("# {}", text("title").unwrap_or("Argyle's API"));
    let version = text("version").map(|version| format!("Version {version} of the API."));
    let parts = [Some(title), text("description").map(str::to_owned), version];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

/// An example that compiles, with the values that are required as arguments of a hidden function.
fn example(operation: &Operation) -> String {
    let required: Vec<_> = operation.parameters.iter().filter(|it| it.required).collect();
    let arguments = required.iter().map(|it| {
        let target = it.target.to_token_stream().to_string().replace(' ', "");
        format!(", {}: {target}", it.name)
    });
    let arguments: String = arguments.collect();
    let calls: String = required.iter().map(|it| format!(".{0}({0})", it.name)).collect();
    format!(
        "# Example\n\n```no_run\n\
         # use argyle_user_tokens::{{types, Client, Error}};\n\
         # async fn example(client: &Client{arguments}) -> Result<(), Error> {{\n\
         let response = client.{}(){calls}.send().await?;\n\
         # Ok(())\n# }}\n```",
        operation.name
    )
}
