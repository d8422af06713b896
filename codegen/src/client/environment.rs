//! Generates the type `Environment` from the servers of the document.

use heck::ToUpperCamelCase;
use proc_macro2::Ident;
use syn::{File, Item, parse_quote};

use crate::address::{base_url, without_user_info};
use crate::document::Document;
use crate::report::Report;

/// The remedy for a server that is no environment.
const REMEDY: &str = "give it a `description` of one word in overlay.yaml, or remove it there";

/// A server that names an environment.
pub struct Environment {
    variant: Ident,
    name: String,
    base_url: String,
    /// The JSON pointer of the server.
    place: String,
}

/// Reads the servers that name an environment: those with a description of one word. An address that no client can use
/// stops the build. A server without such a description is a warning.
pub fn read(document: &Document, report: &mut Report) -> Vec<Environment> {
    let mut environments: Vec<Environment> = Vec::new();
    let mut others = Vec::new();
    let servers = document.root["servers"].as_array().into_iter().flatten().enumerate();
    let servers = servers.map(|(index, server)| (format!("/servers/{index}"), server));
    let mut servers: Vec<_> = servers.collect();
    // A program's server counts as the duplicate, because only maintainers can change the other one.
    servers.sort_by_key(|(place, _)| !document.file(place).starts_with("spec/"));
    for (place, server) in servers {
        let read = |key: &str| server[key].as_str().unwrap_or_default().trim();
        let (description, url) = (read("description"), read("url"));
        let (name, base_url) = (description.to_lowercase(), base_url(url));
        let Some(variant) = name_variant(description) else {
            others.push((place, without_user_info(url), base_url));
            continue;
        };
        let is_same = |known: &&Environment| known.variant == variant || known.name == name;
        let known = environments.iter().find(is_same);
        let problem = match (base_url, known) {
            (Err(problem), _) => problem.to_owned(),
            (Ok(base_url), Some(known)) if known.base_url != base_url => {
                format!(
                    "{} already gives it the address {}",
                    document.place(&known.place),
                    known.base_url
                )
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
    others.retain(|(_, _, url)| {
        !environments.iter().any(|environment| url.as_ref() == Ok(&environment.base_url))
    });
    report.warnings.extend(others.iter().map(|(place, url, _)| {
        let problem = format!("the server `{url}` is skipped: no environment has its address");
        document.diagnostic(place, problem, REMEDY)
    }));
    if environments.is_empty() && report.errors.is_empty() {
        let problem = "no server has a `description` of one word, which names an environment";
        report.errors.push(document.diagnostic("/servers", problem, REMEDY));
    }
    environments
}

/// Names the variant for a description of one word. A keyword such as `Self` gets an underscore.
fn name_variant(word: &str) -> Option<Ident> {
    syn::parse_str::<Ident>(&format!("{word}_")).ok()?;
    let name = word.to_upper_camel_case();
    syn::parse_str(&name).or_else(|_| syn::parse_str(&format!("{name}_"))).ok()
}

/// Writes the type and its methods.
pub fn write_items(environments: &[Environment]) -> Vec<Item> {
    let variants: Vec<&Ident> =
        environments.iter().map(|environment| &environment.variant).collect();
    let urls: Vec<&str> =
        environments.iter().map(|environment| environment.base_url.as_str()).collect();
    let names: Vec<&str> =
        environments.iter().map(|environment| environment.name.as_str()).collect();
    let docs = environments
        .iter()
        .map(|environment| format!(" {}, at <{}>.", environment.variant, environment.base_url));
    let file: File = parse_quote! {
        /// An environment of Argyle's API.
        ///
        /// API keys belong to one environment; the API answers 401 to the keys of another.
        /// `FromStr` and `Display` use the name in lower case.
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
