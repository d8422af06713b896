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

/// The traits that convert an enum, of which typify's know listed values only.
const CONVERSIONS: [&str; 3] = ["Display", "FromStr", "TryFrom"];

/// The variants of an enum of strings, and what each is in JSON.
type Values = Vec<(Ident, String)>;

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

/// The name of the variant for what is not listed: one that no listed value has.
fn unrecognized(item: &ItemEnum) -> Ident {
    let is_taken = |name: &String| item.variants.iter().any(|variant| variant.ident == name);
    let numbered = (2..).map(|number| format!("UnrecognizedValue{number}"));
    let names = ["Unrecognized", "UnrecognizedValue"].map(str::to_owned).into_iter();
    let mut free = names.chain(numbered).filter(|name| !is_taken(name));
    format_ident!("{}", free.next().unwrap_or_default())
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
            describe(item, &values);
            if !model.closed.contains(&item.ident.to_string()) {
                conversions = Some(add_unrecognized(item, &values));
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
    let variants = item.variants.iter();
    let values =
        variants.map(|variant| (variant.ident.clone(), sent_as(&variant.attrs, &variant.ident)));
    Some(values.collect())
}

fn is_conversion(item: &ItemImpl, enums: &BTreeSet<Ident>) -> bool {
    let converted = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    converted.is_some_and(|it| CONVERSIONS.iter().any(|name| it.ident == name))
        && last_name(&item.self_ty).is_some_and(|name| enums.contains(name))
}

fn describe(item: &mut ItemEnum, values: &Values) {
    for (variant, (_, value)) in item.variants.iter_mut().zip(values) {
        document(&mut variant.attrs, &format!("The value {}.", code(value)));
    }
}

/// Adds the variant for unlisted values, and returns what converts the enum. With the variant, the enum is no longer `Copy`.
/// It is converted in a macro of the runtime, as there are hundreds of them: that is less code than serde derives.
fn add_unrecognized(item: &mut ItemEnum, values: &Values) -> Item {
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let traits = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let kept = traits.into_iter().flatten().filter(|name| !is_replaced(name));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    let (name, unrecognized) = (&item.ident, unrecognized(item));
    let (idents, texts): (Vec<&Ident>, Vec<&String>) =
        values.iter().map(|(ident, text)| (ident, text)).unzip();
    let conversions = parse_quote! {
        crate::values::open_enum! { #name, #unrecognized, { #(#idents => #texts),* } }
    };
    item.variants.push(parse_quote! {
        /// A value that the document does not list, as the API sent it.
        #[serde(untagged)]
        #unrecognized(::std::string::String)
    });
    conversions
}

fn is_replaced(name: &Path) -> bool {
    name.segments.last().is_some_and(|name| name.ident == "Copy" || name.ident == "Deserialize")
}
