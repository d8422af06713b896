//! Opens unions: a value says itself of which type it is, and one of none of them is kept as it came.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Expr, Fields, ImplItem, Item, ItemEnum, ItemImpl, Stmt, Type, parse_quote};

use super::enums;
use crate::client::model::{Discriminator, Types};
use crate::client::runtime;
use crate::client::syntax::attributes::{drop_derived, sent_as, serde_option};
use crate::client::syntax::type_paths::{last_name, option_of, unboxed};

/// The discriminators of unions, by the name of the enum.
pub type Discriminators = BTreeMap<String, Discriminator>;

/// What tells the type of a variant: a property, and the values that it has there.
type Tag = (String, Vec<String>);

/// A variant of a union: its name, and the properties of its type.
struct Variant {
    name: Ident,
    /// The name of its type, where that is a generated one.
    r#type: Option<Ident>,
    listed: Vec<String>,
    /// The properties of which the document lists the values.
    tags: Vec<Tag>,
}

/// Opens every union.
pub fn open(items: &mut Vec<Item>, discriminators: &Discriminators) {
    let known = std::mem::take(items);
    let types = Types::of(&known);
    let mut opened = BTreeMap::new();
    for item in &known {
        if let Item::Enum(item) = item
            && serde_option(&item.attrs, "untagged").is_some()
            && let Some(mut variants) = variants(item, &types)
        {
            settle_tags(&mut variants, discriminators.get(&item.ident.to_string()));
            opened.insert(item.ident.clone(), (enums::unrecognized(item), variants));
        }
    }
    for mut item in known {
        let mut decoding = None;
        match &mut item {
            Item::Enum(item) => {
                if let Some((unrecognized, variants)) = opened.get(&item.ident) {
                    add_unrecognized(item, unrecognized);
                    decoding = Some([
                        decode(&item.ident, unrecognized, variants),
                        debug(&item.ident, unrecognized, variants),
                    ]);
                }
            }
            Item::Impl(item) => {
                let owner = last_name(&item.self_ty).and_then(|name| opened.get(name));
                if let Some((unrecognized, _)) = owner {
                    print_unrecognized(item, unrecognized);
                }
            }
            _ => {}
        }
        items.push(item);
        items.extend(decoding.into_iter().flatten());
    }
}

/// The variants of a union, if each holds one value.
fn variants(item: &ItemEnum, types: &Types<'_>) -> Option<Vec<Variant>> {
    let variants = item.variants.iter().map(|variant| {
        let Fields::Unnamed(fields) = &variant.fields else {
            return None;
        };
        let r#type = fields.unnamed.first().filter(|_| fields.unnamed.len() == 1)?;
        // A type that holds itself is in a box.
        let r#type = last_name(unboxed(&r#type.ty)).cloned();
        let structure = r#type.as_ref().and_then(|name| types.structure(name));
        let fields = structure.into_iter().flat_map(|it| &it.fields);
        let fields = fields.filter_map(|it| Some((sent_as(&it.attrs, it.ident.as_ref()?), it)));
        let (mut listed, mut tags) = (Vec::new(), Vec::new());
        for (name, field) in fields {
            if serde_option(&field.attrs, "flatten").is_none() {
                tags.extend(values(types, &field.ty).map(|values| (name.clone(), values)));
                listed.push(name);
            }
        }
        Some(Variant { name: variant.ident.clone(), r#type, listed, tags })
    });
    variants.collect()
}

/// The values of a type, if it is an enum of strings.
fn values(types: &Types<'_>, r#type: &Type) -> Option<Vec<String>> {
    let name = last_name(unboxed(option_of(r#type).unwrap_or(r#type)))?;
    types.enumeration(name).and_then(enums::listed)
}

/// Keeps the tags that tell types apart: those that a discriminator names, or properties of which each value that
/// is listed is listed once.
fn settle_tags(variants: &mut [Variant], discriminator: Option<&Discriminator>) {
    if let Some(Discriminator { property, mapping }) = discriminator {
        for variant in variants.iter_mut() {
            let own = variant.r#type.as_ref().map(ToString::to_string).unwrap_or_default();
            let values = mapping.iter().filter(|(_, r#type)| *r#type == own);
            let listed = variant.tags.iter().filter(|(name, _)| name == property);
            let listed = listed.flat_map(|(_, values)| values.clone());
            let values: Vec<String> =
                values.map(|(value, _)| value.clone()).chain(listed).collect();
            variant.tags = vec![(property.clone(), values)];
            // What is no object, or says nothing of the property, is not told by it.
            variant.tags.retain(|(_, values)| !variant.listed.is_empty() && !values.is_empty());
        }
        return;
    }
    let mut seen: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (name, values) in variants.iter().flat_map(|it| &it.tags) {
        let (count, distinct) = seen.entry(name.clone()).or_default();
        *count += values.len();
        distinct.extend(values.iter().cloned());
    }
    let once =
        |name: &str| seen.get(name).is_some_and(|(count, distinct)| *count == distinct.len());
    let several = |name: &str, variants: &[Variant]| {
        variants.iter().filter(|it| it.tags.iter().any(|(tag, _)| tag == name)).count() > 1
    };
    let shared: BTreeSet<String> =
        seen.keys().filter(|name| several(name, variants)).cloned().collect();
    for variant in variants {
        // A property with one value is there to tell the type.
        variant
            .tags
            .retain(|(name, values)| once(name) && (shared.contains(name) || values.len() == 1));
    }
}

fn add_unrecognized(item: &mut ItemEnum, unrecognized: &Ident) {
    for dropped in ["Debug", "Deserialize"] {
        item.attrs.iter_mut().for_each(|attribute| drop_derived(attribute, dropped));
    }
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    item.variants.push(parse_quote! {
        /// A value of none of these types, as the API sent it.
        #unrecognized(::serde_json::Value)
    });
}

/// Prints a value that is not recognised as the JSON that it came as.
fn print_unrecognized(item: &mut ItemImpl, unrecognized: &Ident) {
    let implemented = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    if implemented.is_none_or(|it| it.ident != "Display") {
        return;
    }
    for function in &mut item.items {
        if let ImplItem::Fn(function) = function
            && let Some(Stmt::Expr(Expr::Match(variants), _)) = function.block.stmts.last_mut()
        {
            variants.arms.push(
                parse_quote!(Self::#unrecognized(value) => ::std::fmt::Display::fmt(value, f),),
            );
        }
    }
}

fn decode(name: &Ident, unrecognized: &Ident, variants: &[Variant]) -> Item {
    let (read, variant, of) =
        (runtime::union("read"), runtime::union("Variant"), runtime::union("of"));
    let variants = variants.iter().map(|Variant { name, listed, tags, .. }| -> TokenStream {
        let tags = tags.iter().map(|(name, values)| quote!((#name, &[#(#values),*])));
        quote! {
            #variant {
                listed: &[#(#listed),*],
                tags: &[#(#tags),*],
                read: |value| #of(value).map(Self::#name),
            }
        }
    });
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                #read(deserializer, &[#(#variants),*], Self::#unrecognized)
            }
        }
    }
}

/// `Debug` shows what is known, and nothing of a value of which nobody knows what is in it.
fn debug(name: &Ident, unrecognized: &Ident, variants: &[Variant]) -> Item {
    let arms = variants.iter().map(|Variant { name, .. }| {
        let text = name.to_string();
        quote!(Self::#name(value) => f.debug_tuple(#text).field(value).finish())
    });
    let text = format!("{unrecognized}(..)");
    parse_quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(#arms,)*
                    Self::#unrecognized(_) => f.write_str(#text),
                }
            }
        }
    }
}
