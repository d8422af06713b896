//! The type `Environment`, made of the servers of the document.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span};
use serde_json::Value;
use syn::{File, Item, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::document::Document;

/// A server under the name of its environment.
pub struct Environment {
    variant: String,
    base_url: String,
}

/// The servers that name an environment: those whose description is a single word.
pub fn read(document: &Document) -> Result<Vec<Environment>, Vec<Diagnostic>> {
    let servers = document.root.get("servers").and_then(Value::as_array);
    let mut environments: Vec<Environment> = Vec::new();
    for (index, server) in servers.into_iter().flatten().enumerate() {
        let field = |key| server.get(key).and_then(Value::as_str).map(str::trim);
        let (Some(url), Some(name)) = (field("url"), field("description")) else {
            continue;
        };
        let single = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphabetic());
        if !single {
            continue;
        }
        // Argyle prints its addresses with the version that paths start with, and without.
        let base_url = url.trim_end_matches('/').trim_end_matches("/v2").to_owned();
        let variant = name.to_upper_camel_case();
        match environments.iter().find(|known| known.variant == variant) {
            None => environments.push(Environment { variant, base_url }),
            Some(known) if known.base_url == base_url => {}
            Some(known) => {
                return Err(vec![document.diagnostic(
                    &format!("/servers/{index}"),
                    format!("{variant} is both {} and {base_url}", known.base_url),
                    "settle the address in spec/overlay.yaml",
                )]);
            }
        }
    }
    if environments.is_empty() {
        return Err(vec![document.diagnostic(
            "/servers",
            "no server names an environment",
            "add the servers in spec/overlay.yaml, each with one word as its description",
        )]);
    }
    Ok(environments)
}

/// The type and what is known about each variant.
pub fn items(environments: &[Environment]) -> Vec<Item> {
    let variants: Vec<Ident> = environments
        .iter()
        .map(|environment| Ident::new(&environment.variant, Span::call_site()))
        .collect();
    let urls: Vec<&str> = environments.iter().map(|it| it.base_url.as_str()).collect();
    let names: Vec<String> = environments.iter().map(|it| it.variant.to_lowercase()).collect();
    let docs = environments.iter().map(|it| format!(" {}, at <{}>.", it.variant, it.base_url));
    let file: File = parse_quote! {
        /// An environment of Argyle's API.
        ///
        /// API keys belong to one environment: with the keys of another one, the API answers 401.
        /// It reads and prints as its name in lower case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Environment {
            #(#[doc = #docs] #variants,)*
        }
        impl Environment {
            /// Every environment that the document names.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The address of the environment, without the version that paths start with.
            #[must_use]
            pub const fn base_url(self) -> &'static str {
                match self {
                    #(Self::#variants => #urls,)*
                }
            }

            /// The name of the environment in lower case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }
        }
    };
    file.items
}
