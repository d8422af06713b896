//! Keeps what the API sends beside the properties that the document lists, in a type of its own, and decodes it
//! without serde's `flatten`, which would keep the whole of an object as a tree of values.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Field, Item, ItemStruct, Type, parse_quote};

use super::retype;
use crate::client::documentation::{document, documentation};
use crate::client::runtime;
use crate::client::syntax::attributes::{derived, drop_derived, serde_option};
use crate::client::syntax::type_paths::ends_with;

/// Keeps the additional properties of every struct that has a map for them.
pub fn keep(items: &mut Vec<Item>) {
    let mut keepers = BTreeMap::new();
    let mut typed = BTreeMap::new();
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let mut decoding = None;
        if let Item::Struct(item) = &mut item
            && let Some(field) = keep_in(item)
        {
            decoding = decode(item, &field);
            keepers.insert(item.ident.clone(), field);
        } else if let Item::Struct(item) = &mut item {
            let flattened = item.fields.iter_mut().find(|it| is_flattened(it));
            if let Some(Field { attrs, ident: Some(name), .. }) = flattened {
                if documentation(attrs).is_none() {
                    document(attrs, "The properties that the document does not list.");
                }
                typed.insert(item.ident.clone(), name.clone());
            }
        }
        [Some(item), decoding].into_iter().flatten()
    }));
    // There are none by default.
    let r#type = runtime::additional_properties();
    retype::builders(items, &|owner, field, known| match keepers.get(owner) {
        Some(keeper) => (keeper == field).then(|| parse_quote!(super::#r#type)),
        None => (typed.get(owner) == Some(field)).then(|| known.clone()),
    });
}

/// Gives the map of a struct its own type, and the struct a default where it can have one.
fn keep_in(item: &mut ItemStruct) -> Option<Ident> {
    let optional = item
        .fields
        .iter()
        .all(|it| is_flattened(it) || serde_option(&it.attrs, "skip_serializing_if").is_some());
    let field =
        item.fields.iter_mut().find(|field| is_flattened(field) && is_json_map(&field.ty))?;
    let properties = runtime::additional_properties();
    field.ty = parse_quote!(#properties);
    field.attrs = vec![parse_quote!(#[serde(flatten)])];
    document(&mut field.attrs, "What the API sent beside the documented properties.");
    let name = field.ident.clone();
    let defaults =
        item.attrs.iter().filter_map(derived).flatten().any(|it| ends_with(&it, &["Default"]));
    if optional && !defaults {
        item.attrs.push(parse_quote!(#[derive(Default)]));
    }
    name
}

fn is_flattened(field: &Field) -> bool {
    serde_option(&field.attrs, "flatten").is_some()
}

fn is_json_map(r#type: &Type) -> bool {
    matches!(r#type, Type::Path(it) if ends_with(&it.path, &["serde_json", "Map"]))
}

/// Takes the derived `Deserialize` of a struct away, and returns the one in its place.
fn decode(item: &mut ItemStruct, additional: &Ident) -> Option<Item> {
    // With another flattened field, nobody knows here what is listed.
    if item.fields.iter().filter(|field| is_flattened(field)).count() != 1 {
        return None;
    }
    item.attrs.iter_mut().for_each(|attribute| drop_derived(attribute, "Deserialize"));
    let fields = item.fields.iter().map(|it| listed(it, additional));
    let options = item.attrs.iter().filter(|it| it.path().is_ident("serde"));
    let name = &item.ident;
    let remote = name.to_string();
    let (properties, beside) = (runtime::additional_properties(), runtime::additional_text());
    Some(parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                #[derive(::serde::Deserialize)]
                #[serde(remote = #remote)]
                #(#options)*
                struct __Listed { #(#fields),* }
                let mut additional = #beside::default();
                let mut value = __Listed::deserialize(additional.beside(deserializer))?;
                value.#additional = #properties::of(additional);
                Ok(value)
            }
        }
    })
}

/// A field as serde decodes it; that of the additional properties is empty at first.
fn listed(field: &Field, additional: &Ident) -> TokenStream {
    let (name, r#type) = (&field.ident, &field.ty);
    if name.as_ref() == Some(additional) {
        return quote!(#[serde(skip)] #name: #r#type);
    }
    let options = field.attrs.iter().filter(|it| it.path().is_ident("serde"));
    quote!(#(#options)* #name: #r#type)
}
