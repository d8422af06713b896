//! The type `Environment`, made of the servers of the document.

use heck::ToUpperCamelCase;
use proc_macro2::Ident;
use syn::{File, Item, parse_quote};

use crate::address::{base_url, without_user_info};
use crate::document::Document;
use crate::report::Report;

/// What can be done about a server.
const REMEDY: &str =
    "describe it in overlay.yaml, with one word as its `description`, or remove it there";

/// A server under the name of its environment.
pub struct Environment {
    variant: Ident,
    name: String,
    base_url: String,
    /// Where its document has it.
    place: String,
}

/// The servers that name an environment: those whose description is a single word. One that no client can call stops
/// the build, and every other server is a warning.
pub fn read(document: &Document, report: &mut Report) -> Vec<Environment> {
    let mut environments: Vec<Environment> = Vec::new();
    let mut others = Vec::new();
    let servers = document.root["servers"].as_array().into_iter().flatten().enumerate();
    let servers = servers.map(|(index, server)| (format!("/servers/{index}"), server));
    let mut servers: Vec<_> = servers.collect();
    // Of two, that of the program is at fault: nobody but the maintainers can change the other one.
    servers.sort_by_key(|(place, _)| !document.file(place).starts_with("spec/"));
    for (place, server) in servers {
        let text = |key: &str| server[key].as_str().unwrap_or_default().trim();
        let (name, base_url) = (text("description").to_lowercase(), base_url(text("url")));
        let Some(variant) = variant(text("description")) else {
            others.push((place, without_user_info(text("url")), base_url));
            continue;
        };
        let known = environments.iter().find(|it| it.variant == variant || it.name == name);
        let problem = match (base_url, known) {
            (Err(problem), _) => problem.to_owned(),
            (Ok(base_url), Some(known)) if known.base_url != base_url => {
                format!("{} has it at {}", document.place(&known.place), known.base_url)
            }
            (Ok(_), Some(_)) => continue,
            (Ok(base_url), None) => {
                environments.push(Environment { variant, name, base_url, place });
                continue;
            }
        };
        let problem = format!("the server `{name}` cannot be an environment: {problem}");
        report.errors.push(document.diagnostic(&place, problem, REMEDY));
    }
    others.retain(|(_, _, url)| !environments.iter().any(|it| url.as_ref() == Ok(&it.base_url)));
    report.warnings.extend(others.iter().map(|(place, url, _)| {
        let problem = format!("the server `{url}` is none that the client calls");
        document.diagnostic(place, problem, REMEDY)
    }));
    if environments.is_empty() && report.errors.is_empty() {
        let problem = "no server names an environment";
        report.errors.push(document.diagnostic("/servers", problem, REMEDY));
    }
    environments
}

/// The variant for a description of one word: `Self` is no name in Rust, and `Self_` is.
fn variant(word: &str) -> Option<Ident> {
    syn::parse_str::<Ident>(&format!("{word}_")).ok()?;
    let name = word.to_upper_camel_case();
    syn::parse_str(&name).or_else(|_| syn::parse_str(&format!("{name}_"))).ok()
}

/// The type and what is known about each variant.
pub fn items(environments: &[Environment]) -> Vec<Item> {
    let variants: Vec<&Ident> = environments.iter().map(|it| &it.variant).collect();
    let urls: Vec<&str> = environments.iter().map(|it| it.base_url.as_str()).collect();
    let names: Vec<&str> = environments.iter().map(|it| it.name.as_str()).collect();
    let docs = environments.iter().map(|it| format!(" {}, at <{}>.", it.variant, it.base_url));
    let file: File = parse_quote! {
        /// An environment of Argyle's API.
        ///
        /// API keys belong to one environment: with the keys of another one, the API answers 401.
        /// It reads and prints as its name in lower case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
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
