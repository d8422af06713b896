//! Support code, which is emitted with the client where a document asks for it and nowhere else.

use std::collections::BTreeSet;

use quote::ToTokens;
use serde_json::Value;
use syn::{Attribute, File, Item, ItemMod, parse_quote};

use super::interface::module;
use crate::pipeline::diagnostic::Diagnostic;
use crate::pipeline::document::Document;
use crate::pipeline::formats;

/// What generated code can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Properties that a document does not list.
    Unknown,
    /// Reading a struct beside them.
    Unlisted,
    /// Ids, as they are written.
    Id,
    /// Points in time and days, as they are written.
    Time,
    /// What the types of written values have in common.
    Written,
    /// Bodies that are sent as forms.
    Form,
    /// Lists that come in pages.
    Pages,
    /// Values in another form than documented.
    Lenient,
    /// Successes without a body.
    Empty,
    /// Successes whose body is not JSON.
    Bytes,
}

/// A module of support code.
struct Support {
    need: Need,
    source: &'static str,
    home: Home,
    /// What the module itself asks for.
    asks_for: &'static [Need],
    /// The feature that brings the package which the module needs, and what for.
    feature: Option<(&'static str, &'static str)>,
}

/// Where a module stands.
enum Home {
    /// In `types::values`, for everybody.
    Values,
    /// In a module of its own, for generated code.
    Private(&'static str),
    /// Nowhere, as it adds to a type of the crate.
    Root,
}

/// A module that needs no package.
const fn support(
    need: Need,
    source: &'static str,
    home: Home,
    asks_for: &'static [Need],
) -> Support {
    Support { need, source, home, asks_for, feature: None }
}

/// All support code, in the order in which it is emitted: a macro has to come before its use.
const SUPPORT: [Support; 10] = [
    support(Need::Written, include_str!("../support/written.rs"), Home::Values, &[Need::Lenient]),
    support(Need::Unknown, include_str!("../support/unknown.rs"), Home::Values, &[Need::Unlisted]),
    support(Need::Unlisted, include_str!("../support/unlisted.rs"), Home::Private("unlisted"), &[]),
    support(Need::Id, include_str!("../support/id.rs"), Home::Values, &[Need::Written]),
    Support {
        feature: Some(("chrono", "dates")),
        ..support(Need::Time, include_str!("../support/time.rs"), Home::Values, &[Need::Written])
    },
    Support {
        feature: Some(("multipart", "forms with files")),
        ..support(Need::Form, include_str!("../support/upload.rs"), Home::Values, &[])
    },
    Support {
        feature: Some(("stream", "lists that come in pages")),
        ..support(Need::Pages, include_str!("../support/pages.rs"), Home::Private("pages"), &[])
    },
    support(Need::Lenient, include_str!("../support/lenient.rs"), Home::Private("lenient"), &[]),
    support(Need::Empty, include_str!("../support/empty.rs"), Home::Root, &[]),
    support(Need::Bytes, include_str!("../support/bytes.rs"), Home::Root, &[]),
];

/// What the formats of a document ask for.
pub fn needs_of(document: &mut Document) -> BTreeSet<Need> {
    let mut needs = BTreeSet::new();
    document.visit_schemas(&mut |_, schema| {
        match schema.get("format").and_then(Value::as_str) {
            Some(formats::ID) => needs.insert(Need::Id),
            Some(formats::TIMESTAMP | formats::DAY) => needs.insert(Need::Time),
            Some(formats::UPLOAD) => needs.insert(Need::Form),
            _ => false,
        };
    });
    needs
}

/// Adds the support code that the client needs.
pub fn add(
    file: &mut File,
    mut needs: BTreeSet<Need>,
    enabled: &[&str],
    pages: &str,
) -> Result<(), Vec<Diagnostic>> {
    for _ in 0..SUPPORT.len() {
        let asked = SUPPORT.iter().filter(|it| needs.contains(&it.need)).flat_map(|it| it.asks_for);
        needs = asked.copied().chain(needs.iter().copied()).collect();
    }
    let mut values: Vec<Item> = Vec::new();
    let mut others: Vec<Item> = Vec::new();
    let mut diagnostics = Vec::new();
    for support in SUPPORT.into_iter().filter(|it| needs.contains(&it.need)) {
        if let Some((feature, purpose)) = support.feature
            && !enabled.contains(&feature)
        {
            diagnostics.push(Diagnostic::new(
                pages,
                format!("the documents have {purpose}, for which this crate needs its feature `{feature}`"),
                format!("build with `--features {feature}`, or name it in the dependency's `features`"),
            ));
        }
        let (items, documentation) = parse(support.source)?;
        match support.home {
            Home::Values => values.extend(items),
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
