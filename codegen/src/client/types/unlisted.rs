//! The pass that decodes a struct beside its unlisted properties without serde's `flatten`, which would keep
//! the whole of them as a tree of values.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Item, ItemStruct, Path, Token, parse_quote};

use crate::client::syntax::is_flattened;

/// Gives every struct that keeps unlisted properties, by its name and the field that has them, a
/// `Deserialize` of its own.
pub fn decode(items: &mut Vec<Item>, unknown: &BTreeMap<String, Ident>) {
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let decoding = match &mut item {
            Item::Struct(item) => {
                let field = unknown.get(&item.ident.to_string());
                field.and_then(|field| decoding(item, field))
            }
            _ => None,
        };
        [Some(item), decoding].into_iter().flatten()
    }));
}

/// Takes the derived `Deserialize` of a struct away, and returns the one in its place.
fn decoding(item: &mut ItemStruct, field: &Ident) -> Option<Item> {
    // With another flattened field, nobody knows here what is listed.
    if item.fields.iter().filter(|field| is_flattened(field)).count() != 1 {
        return None;
    }
    item.attrs.iter_mut().for_each(without_deserialize);
    let fields = item.fields.iter().map(|it| listed(it, field));
    let options = item.attrs.iter().filter(|it| it.path().is_ident("serde"));
    let name = &item.ident;
    let remote = name.to_string();
    Some(parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                #[derive(::serde::Deserialize)]
                #[serde(remote = #remote)]
                #(#options)*
                struct __Listed { #(#fields),* }
                let mut unlisted = crate::decode::unlisted::Unlisted::default();
                let mut value = __Listed::deserialize(unlisted.beside(deserializer))?;
                value.#field = values::Unknown::of(unlisted);
                Ok(value)
            }
        }
    })
}

/// A field as serde decodes it; that of the unlisted properties is empty at first.
fn listed(field: &Field, unknown: &Ident) -> TokenStream {
    let (name, r#type) = (&field.ident, &field.ty);
    if name.as_ref() == Some(unknown) {
        return quote!(#[serde(skip)] #name: #r#type);
    }
    let options = field.attrs.iter().filter(|it| it.path().is_ident("serde"));
    quote!(#(#options)* #name: #r#type)
}

/// `#[derive(Deserialize, Serialize)]` → `#[derive(Serialize)]`.
fn without_deserialize(attribute: &mut Attribute) {
    if !attribute.path().is_ident("derive") {
        return;
    }
    if let Ok(traits) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) {
        let kept = traits
            .into_iter()
            .filter(|it| it.segments.last().is_none_or(|it| it.ident != "Deserialize"));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}
