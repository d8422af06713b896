//! Keeps what the API sends beside the properties that the document lists, in a type of its own, and decodes it
//! without serde's `flatten`, which would keep the whole of an object as a tree of values.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Field, Item, ItemStruct, Path, Type, parse_quote};

use crate::client::documentation::{document, documentation};
use crate::client::runtime;
use crate::client::syntax::attributes::{
    derive, derives, drop_derived, drop_serde_option, sent_as, serde_option,
};
use crate::client::syntax::type_paths::{ends_with, text};

/// Keeps the additional properties of every struct that has a map for them.
pub fn keep(items: &mut Vec<Item>) {
    let all = std::mem::take(items);
    items.extend(all.into_iter().flat_map(|mut item| {
        let mut decoding = Vec::new();
        if let Item::Struct(item) = &mut item {
            match keep_in(item) {
                Some(field) => decoding = decode(item, &field),
                None => describe_typed(item),
            }
        }
        std::iter::once(item).chain(decoding)
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

/// Takes the derived `Deserialize` of a struct away, and returns what is in its place.
fn decode(item: &mut ItemStruct, additional: &Ident) -> Vec<Item> {
    // With another flattened field, nobody knows here what is listed.
    if item.fields.iter().filter(|field| is_flattened(field)).count() != 1 {
        return Vec::new();
    }
    item.attrs.iter_mut().for_each(|attribute| drop_derived(attribute, "Deserialize"));
    let name = &item.ident;
    let listed: Vec<&Field> = item.fields.iter().filter(|field| !is_flattened(field)).collect();
    let decoding = if derives(&item.attrs, "Default") {
        let properties = properties(&parse_quote!(#name), &listed, additional);
        let read = runtime::properties("read");
        vec![deserialize(name, &quote!(#read(deserializer))), properties]
    } else {
        vec![deserialize(name, &read_with_awaited(&listed, additional))]
    };
    item.fields.iter_mut().for_each(leave_to_properties);
    decoding
}

/// A type inside of the function can name every generated one, which its own parameter must not hide.
fn deserialize(name: &Ident, body: &TokenStream) -> Item {
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<__D: ::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                #body
            }
        }
    }
}

/// Whether a field has a value before its property comes, which is that of its type.
fn is_empty_at_first(field: &Field) -> bool {
    serde_option(&field.attrs, "default").as_deref() == Some("")
}

/// Reads the listed properties into `target`.
fn properties(target: &Path, listed: &[&Field], additional: &Ident) -> Item {
    let arms = listed.iter().filter_map(|field| {
        let name = field.ident.as_ref()?;
        let sent_as = sent_as(&field.attrs, name);
        let read = how(field);
        Some(quote!(#sent_as => #read(&mut self.#name, object)))
    });
    let (trait_path, extra) = (runtime::properties("Properties"), runtime::additional_properties());
    parse_quote! {
        impl #trait_path for #target {
            fn property<'de, __A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                object: &mut __A,
            ) -> ::std::result::Result<bool, __A::Error> {
                match name {
                    #(#arms,)*
                    _ => Ok(false),
                }
            }
            fn additional(&mut self) -> &mut #extra {
                &mut self.#additional
            }
        }
    }
}

/// How the value of a property is read, as serde would be told.
fn how(field: &Field) -> Path {
    let told = serde_option(&field.attrs, "deserialize_with");
    let is = |path: &Path| told.as_deref() == Some(&text(path));
    if is(&runtime::lenient()) {
        runtime::properties("lenient")
    } else if is(&runtime::lenient_or_empty()) {
        runtime::properties("or_empty")
    } else {
        runtime::properties("exact")
    }
}

/// Reads into a struct of its own first, where some properties have no value until they come.
fn read_with_awaited(listed: &[&Field], additional: &Ident) -> TokenStream {
    let fields = listed.iter().map(|field| {
        let (name, r#type) = (&field.ident, &field.ty);
        if is_empty_at_first(field) {
            return quote!(#name: #r#type);
        }
        let awaited = runtime::properties("Awaited");
        quote!(#name: #awaited<#r#type>)
    });
    let values = listed.iter().filter_map(|field| {
        let name = field.ident.as_ref()?;
        let default = serde_option(&field.attrs, "default");
        let sent_as = sent_as(&field.attrs, name);
        let value = match default.map(|path| syn::parse_str::<Path>(&path)) {
            Some(Ok(default)) => quote!(read.#name.or(#default)),
            Some(Err(_)) => quote!(read.#name),
            None => quote!(read.#name.required::<__D::Error>(#sent_as)?),
        };
        Some(quote!(#name: #value))
    });
    let extra = runtime::additional_properties();
    let properties = properties(&parse_quote!(__Read), listed, additional);
    let read = runtime::properties("read");
    quote! {
        #[derive(Default)]
        struct __Read { #(#fields,)* #additional: #extra }
        #properties
        let read: __Read = #read(deserializer)?;
        Ok(Self { #(#values,)* #additional: read.#additional })
    }
}

/// Takes away what is said of decoding a field, as it is not serde that decodes it.
fn leave_to_properties(field: &mut Field) {
    drop_serde_option(&mut field.attrs, "deserialize_with");
    if is_empty_at_first(field) {
        drop_serde_option(&mut field.attrs, "default");
    }
}
