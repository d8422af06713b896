//! Opens enums: a value that the document does not list decodes into a variant that holds
//! it, and prints, compares and serialises as itself.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::format_ident;
use syn::punctuated::Punctuated;
use syn::{Fields, Item, ItemEnum, ItemImpl, Path, Token, parse_quote};

use crate::client::documentation::{code, document};
use crate::client::model::{Model, Types};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::sent_as;
use crate::client::syntax::type_paths::last_name;
use crate::document::Document;
use crate::normalize::type_name;
use crate::vocabulary::CLOSED;

/// The names of the variant for values that are not listed: the first that no listed value has.
const UNRECOGNIZED: [&str; 2] = ["Unrecognized", "UnrecognizedValue"];

/// The traits that convert an enum, of which typify's know listed values only.
const CONVERSIONS: [&str; 3] = ["Display", "FromStr", "TryFrom"];

/// An enum of strings: its variants and what each is in JSON.
struct Values {
    variants: Vec<(Ident, String)>,
    unrecognized: Ident,
}

/// Whether a type is an enum of strings.
pub fn is_of_strings(types: &Types<'_>, name: &Ident) -> bool {
    types.enumeration(name).is_some_and(|it| values(it).is_some())
}

/// The names of the enums of a document that tell types apart: another value is of another type.
pub fn closed(document: &Document) -> BTreeSet<String> {
    let schemas = document.root["components"]["schemas"].as_object().into_iter().flatten();
    let closed = schemas.filter(|(_, schema)| schema.get(CLOSED).is_some());
    closed.map(|(name, _)| type_name(name)).collect()
}

/// The name of the variant for what is not listed.
fn unrecognized(item: &ItemEnum) -> Ident {
    let taken = |name: &str| item.variants.iter().any(|variant| variant.ident == name);
    let numbered = (2..).map(|number| format!("{}{number}", UNRECOGNIZED[1]));
    let mut names = UNRECOGNIZED.into_iter().map(str::to_owned).chain(numbered);
    format_ident!("{}", names.find(|name| !taken(name)).unwrap_or_default())
}

/// Opens every enum of strings that is not `closed`.
pub fn open(written: &mut ProgenitorOutput, model: &Model) {
    let ProgenitorOutput { types: items, .. } = written;
    let mut opened = BTreeSet::new();
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let mut conversions = None;
        if let Item::Enum(item) = &mut item
            && let Some(values) = values(item)
        {
            if model.closed.contains(&item.ident.to_string()) {
                describe(item, &values);
            } else {
                add_unrecognized(item, &values);
                conversions = Some(self::conversions(&item.ident, &values));
                opened.insert(item.ident.clone());
            }
        }
        // What typify has implemented for an enum comes after it, and knows listed values only.
        let replaced = matches!(&item, Item::Impl(item) if is_conversion(item, &opened));
        (!replaced).then_some(item).into_iter().chain(conversions)
    }));
}

/// The values of an enum, if all of its variants are values.
fn values(item: &ItemEnum) -> Option<Values> {
    let all_unit = item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    if !all_unit || item.variants.is_empty() {
        return None;
    }
    let variants: Vec<(Ident, String)> =
        item.variants.iter().map(|it| (it.ident.clone(), sent_as(&it.attrs, &it.ident))).collect();
    Some(Values { variants, unrecognized: unrecognized(item) })
}

fn is_conversion(item: &ItemImpl, enums: &BTreeSet<Ident>) -> bool {
    let converted = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    converted.is_some_and(|it| CONVERSIONS.iter().any(|name| it.ident == name))
        && last_name(&item.self_ty).is_some_and(|name| enums.contains(name))
}

fn describe(item: &mut ItemEnum, values: &Values) {
    for (variant, (_, value)) in item.variants.iter_mut().zip(&values.variants) {
        document(&mut variant.attrs, &format!("The value {}.", code(value)));
    }
}

/// Adds the variant for unlisted values. With it, the enum is no longer `Copy`, and the macro reads it in less code than serde
/// derives for it.
fn add_unrecognized(item: &mut ItemEnum, values: &Values) {
    describe(item, values);
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let traits = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let kept = traits.into_iter().flatten().filter(|name| !is_replaced(name));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    let unrecognized = &values.unrecognized;
    item.variants.push(parse_quote! {
        /// A value that the document does not list, as the API sent it.
        #[serde(untagged)]
        #unrecognized(::std::string::String)
    });
}

fn is_replaced(name: &Path) -> bool {
    name.segments.last().is_some_and(|name| name.ident == "Copy" || name.ident == "Deserialize")
}

/// What converts an enum, in a macro of the runtime: there are hundreds of them.
fn conversions(name: &Ident, Values { variants, unrecognized }: &Values) -> Item {
    let (idents, texts): (Vec<&Ident>, Vec<&String>) =
        variants.iter().map(|(ident, text)| (ident, text)).unzip();
    parse_quote! {
        crate::values::open_enum! { #name, #unrecognized, { #(#idents => #texts),* } }
    }
}
