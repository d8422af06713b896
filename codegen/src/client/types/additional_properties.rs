//! Keeps what the API sends beside the properties that the document lists, in a type of its own, and decodes it
//! without serde's `flatten`, which would keep the whole of an object as a tree of values.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Field, Item, ItemStruct, Type, parse_quote};

use crate::client::documentation::{document, documentation};
use crate::client::runtime;
use crate::client::syntax::attributes::{
    derive, drop_derived, drop_serde_option, join_serde_options, serde_option,
};
use crate::client::syntax::type_paths::ends_with;

/// Keeps the additional properties of every struct that has a map for them.
pub fn keep(items: &mut Vec<Item>) {
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let mut decoding = None;
        if let Item::Struct(item) = &mut item {
            match keep_in(item) {
                Some(field) => decoding = decode(item, &field),
                None => describe_typed(item),
            }
        }
        [Some(item), decoding].into_iter().flatten()
    }));
}

/// Describes the map of a struct whose additional properties have a type.
fn describe_typed(item: &mut ItemStruct) {
    let flattened = item.fields.iter_mut().find(|it| is_flattened(it));
    if let Some(Field { attrs, .. }) = flattened.filter(|it| documentation(&it.attrs).is_none()) {
        document(attrs, "The properties that the document does not list.");
    }
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
    if optional {
        derive(&mut item.attrs, &parse_quote!(Default));
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
    let fields: Vec<TokenStream> = item.fields.iter().map(|it| listed(it, additional)).collect();
    item.fields.iter_mut().for_each(leave_to_listed);
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

/// Takes away what is said of decoding a field, as it is not decoded where it stands.
fn leave_to_listed(field: &mut Field) {
    drop_serde_option(&mut field.attrs, "deserialize_with");
    if serde_option(&field.attrs, "default").as_deref() == Some("") {
        drop_serde_option(&mut field.attrs, "default");
    }
}

/// A field as serde decodes it; that of the additional properties is empty at first.
fn listed(field: &Field, additional: &Ident) -> TokenStream {
    let (name, r#type) = (&field.ident, &field.ty);
    if name.as_ref() == Some(additional) {
        return quote!(#[serde(skip)] #name: #r#type);
    }
    let mut attributes = field.attrs.clone();
    attributes.retain(|it| it.path().is_ident("serde"));
    drop_serde_option(&mut attributes, "skip_serializing_if");
    join_serde_options(&mut attributes);
    quote!(#(#attributes)* #name: #r#type)
}
