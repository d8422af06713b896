//! The pass over enums: adds a variant for unlisted values. Such a value decodes, prints, compares and serializes as
//! itself.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::format_ident;
use syn::punctuated::Punctuated;
use syn::{Fields, Item, ItemEnum, ItemImpl, Path, Token, parse_quote};

use crate::client::documentation::{document, write_code};
use crate::client::model::{Model, Types};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::sent_as;
use crate::client::syntax::type_paths::last_name;
use crate::document::Document;
use crate::normalize::type_name;
use crate::vocabulary::CLOSED;

/// The conversion traits. typify's implementations accept only listed values.
const CONVERSIONS: [&str; 3] = ["Display", "FromStr", "TryFrom"];

/// The variants of an enum of strings, and their JSON strings.
type Values = Vec<(Ident, String)>;

/// Returns whether a type is an enum of strings.
pub fn is_string_enum(types: &Types<'_>, name: &Ident) -> bool {
    types.enumeration(name).is_some_and(|item| read_values(item).is_some())
}

/// Returns the names of the enums that distinguish the types of a union. An unlisted value belongs to another type.
pub fn closed_names(document: &Document) -> BTreeSet<String> {
    let schemas = document.root["components"]["schemas"].as_object().into_iter().flatten();
    let closed = schemas.filter(|(_, schema)| schema.get(CLOSED).is_some());
    closed.map(|(name, _)| type_name(name)).collect()
}

/// Names the variant for unlisted values. No listed value has this name.
fn name_unrecognized(item: &ItemEnum) -> Ident {
    let is_taken = |name: &String| item.variants.iter().any(|variant| variant.ident == name);
    let numbered = (2..).map(|number| format!("UnrecognizedValue{number}"));
    let names = ["Unrecognized", "UnrecognizedValue"].map(str::to_owned).into_iter();
    let mut unused = names.chain(numbered).filter(|name| !is_taken(name));
    format_ident!("{}", unused.next().unwrap_or_default())
}

/// Adds the variant to every enum of strings that is not `closed`.
pub fn add_unrecognized_variants(written: &mut ProgenitorOutput, model: &Model) {
    let ProgenitorOutput { types: items, .. } = written;
    let mut opened = BTreeSet::new();
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let mut conversions = None;
        if let Item::Enum(item) = &mut item
            && let Some(values) = read_values(item)
        {
            describe_variants(item, &values);
            if !model.closed.contains(&item.ident.to_string()) {
                conversions = Some(add_unrecognized(item, &values));
                opened.insert(item.ident.clone());
            }
        }
        // typify's implementations come after the enum, and accept only listed values.
        let replaced = matches!(&item, Item::Impl(item) if is_conversion(item, &opened));
        (!replaced).then_some(item).into_iter().chain(conversions)
    }));
}

/// Returns the values of an enum, if all of its variants are unit variants.
fn read_values(item: &ItemEnum) -> Option<Values> {
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
    converted.is_some_and(|last| CONVERSIONS.iter().any(|name| last.ident == name))
        && last_name(&item.self_ty).is_some_and(|name| enums.contains(name))
}

fn describe_variants(item: &mut ItemEnum, values: &Values) {
    for (variant, (_, value)) in item.variants.iter_mut().zip(values) {
        document(&mut variant.attrs, &format!("The value {}.", write_code(value)));
    }
}

/// Adds the variant for unlisted values, and returns the conversions of the enum. The variant holds a `String`, so the
/// enum is no longer `Copy`. A macro of the runtime writes the conversions, which is less code than serde derives for
/// hundreds of enums.
fn add_unrecognized(item: &mut ItemEnum, values: &Values) -> Item {
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let traits = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let kept = traits.into_iter().flatten().filter(|name| !is_replaced(name));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    let (name, unrecognized) = (&item.ident, name_unrecognized(item));
    let (idents, texts): (Vec<&Ident>, Vec<&String>) =
        values.iter().map(|(ident, text)| (ident, text)).unzip();
    let conversions = parse_quote! {
        crate::values::open_enum! { #name, #unrecognized, { #(#idents => #texts),* } }
    };
    item.variants.push(parse_quote! {
        /// An unlisted value, as the API sent it.
        #[serde(untagged)]
        #unrecognized(::std::string::String)
    });
    conversions
}

fn is_replaced(name: &Path) -> bool {
    name.segments.last().is_some_and(|name| name.ident == "Copy" || name.ident == "Deserialize")
}
