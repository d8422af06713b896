//! Support code, which is emitted with the client where a document asks for it and nowhere else.

use quote::ToTokens;
use syn::{Attribute, File, Item, ItemMod, parse_quote};

use super::interface::module;
use crate::pipeline::diagnostic::Diagnostic;

/// A module of support code, and what in the generated code asks for it.
struct Support {
    /// What generated code names when it needs the module.
    wanted_by: &'static [&'static str],
    source: &'static str,
    home: Home,
    /// The feature that brings the package which the module needs, and what for.
    feature: Option<(&'static str, &'static str)>,
}

/// Where a module stands.
enum Home {
    /// In `types::values`, for everybody.
    Values,
    /// In the same place, in front of everything, as a macro has to come before its use.
    Macros,
    /// In a module of its own, for generated code.
    Private(&'static str),
    /// Nowhere, as it adds to a type of the crate.
    Root,
}

/// All support code. What comes first may ask for what comes later.
const SUPPORT: [Support; 9] = [
    Support {
        wanted_by: &["values :: Unknown"],
        source: include_str!("../support/unknown.rs"),
        home: Home::Values,
        feature: None,
    },
    Support {
        wanted_by: &["values :: Id"],
        source: include_str!("../support/id.rs"),
        home: Home::Values,
        feature: None,
    },
    Support {
        wanted_by: &["values :: Timestamp", "values :: Day"],
        source: include_str!("../support/time.rs"),
        home: Home::Values,
        feature: Some(("chrono", "dates")),
    },
    Support {
        wanted_by: &["written ! ("],
        source: include_str!("../support/written.rs"),
        home: Home::Macros,
        feature: None,
    },
    Support {
        wanted_by: &["into_form"],
        source: include_str!("../support/upload.rs"),
        home: Home::Values,
        feature: Some(("multipart", "forms with files")),
    },
    Support {
        wanted_by: &["pages :: stream"],
        source: include_str!("../support/pages.rs"),
        home: Home::Private("pages"),
        feature: Some(("stream", "lists that come in pages")),
    },
    Support {
        wanted_by: &["lenient ::"],
        source: include_str!("../support/lenient.rs"),
        home: Home::Private("lenient"),
        feature: None,
    },
    Support {
        wanted_by: &["response . empty ("],
        source: include_str!("../support/empty.rs"),
        home: Home::Root,
        feature: None,
    },
    Support {
        wanted_by: &["response . bytes ("],
        source: include_str!("../support/bytes.rs"),
        home: Home::Root,
        feature: None,
    },
];

/// The features of this crate that bring packages for support code.
pub const FEATURES: [&str; 3] = ["chrono", "multipart", "stream"];

/// Adds the support code that the client asks for.
pub fn add(file: &mut File, enabled: &[&str], pages: &str) -> Result<(), Vec<Diagnostic>> {
    let mut values: Vec<Item> = Vec::new();
    let mut others: Vec<Item> = Vec::new();
    let mut diagnostics = Vec::new();
    let mut code = file.to_token_stream().to_string();
    for support in SUPPORT {
        // An attribute names a path in a string, and there it has no spaces.
        let wanted = |name: &&str| code.contains(*name) || code.contains(&name.replace(' ', ""));
        if !support.wanted_by.iter().any(wanted) {
            continue;
        }
        if let Some((feature, purpose)) = support.feature
            && !enabled.contains(&feature)
        {
            diagnostics.push(Diagnostic::new(
                pages,
                format!("the documents have {purpose}, for which this crate needs its feature `{feature}`"),
                format!("build with `--features {feature}`, or name it in the dependency's `features`"),
            ));
        }
        code.push_str(support.source);
        let (items, documentation) = parse(support.source)?;
        match support.home {
            Home::Values => values.extend(items),
            Home::Macros => _ = values.splice(0..0, items),
            Home::Root => others.extend(items),
            Home::Private(name) => {
                let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
                others.push(parse_quote!(#(#documentation)* pub(crate) mod #name { #(#items)* }));
            }
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    if !values.is_empty()
        && let Some(types) = module(file, "types")
    {
        let values = merge_imports(values);
        types.push(parse_quote! {
            /// Types of values that OpenAPI has no type for.
            pub mod values { #(#values)* }
        });
    }
    file.items.extend(others);
    Ok(())
}

/// The items of a support file without its tests, and its documentation.
fn parse(source: &str) -> Result<(Vec<Item>, Vec<Attribute>), Vec<Diagnostic>> {
    let file = syn::parse_file(source).map_err(|error| {
        vec![Diagnostic::new(
            "build/support",
            format!("support code does not parse: {error}"),
            "mend it",
        )]
    })?;
    let is_test =
        |item: &Item| matches!(item, Item::Mod(ItemMod { ident, .. }) if ident == "tests");
    let items = file.items.into_iter().filter(|item| !is_test(item)).collect();
    let mut documentation = file.attrs;
    for attribute in &mut documentation {
        attribute.style = syn::AttrStyle::Outer;
    }
    Ok((items, documentation))
}

/// Imports once what several support files import.
fn merge_imports(items: Vec<Item>) -> Vec<Item> {
    let mut imports: Vec<String> = Vec::new();
    items
        .into_iter()
        .flat_map(|item| match item {
            Item::Use(item) => flat(&item.tree, String::new())
                .into_iter()
                .filter(|path| {
                    let new = !imports.contains(path);
                    imports.push(path.clone());
                    new
                })
                .filter_map(|path| syn::parse_str(&format!("use {path};")).ok())
                .collect(),
            item => vec![item],
        })
        .collect()
}

/// `a::{b, c}` → `a::b`, `a::c`.
fn flat(tree: &syn::UseTree, prefix: String) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => flat(&path.tree, format!("{prefix}{}::", path.ident)),
        syn::UseTree::Group(group) => {
            group.items.iter().flat_map(|tree| flat(tree, prefix.clone())).collect()
        }
        tree => vec![format!("{prefix}{}", tree.to_token_stream())],
    }
}
