//! Writes builders for the structs that programs make: those that are only received are read, and have none.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{
    Attribute, Field, File, ImplItem, Item, ItemMod, ItemStruct, Path, Type, Visibility,
    parse_quote,
};

use crate::client::documentation::{about_value, docs, documentation};
use crate::client::model::Types;
use crate::client::runtime;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::modules::extend;
use crate::client::syntax::paths;
use crate::client::syntax::type_paths::{is_named, option_of};

/// The options of serde that only a property has which need not be given.
const OPTIONAL: [&str; 3] = ["default", "flatten", "skip_serializing_if"];

/// The properties that have to be given, by the names of struct and field.
pub struct Required(BTreeSet<(Ident, Ident)>);

impl Required {
    /// Those of structs as the generator has written them: later, what is received is read with less.
    pub fn of(items: &[Item]) -> Self {
        let structures = items.iter().filter_map(structure);
        let properties = structures.flat_map(|item| {
            let required = item.fields.iter().filter(|field| {
                !OPTIONAL.iter().any(|it| serde_option(&field.attrs, it).is_some())
            });
            required.filter_map(|field| Some((item.ident.clone(), field.ident.clone()?)))
        });
        Self(properties.collect())
    }

    pub fn has(&self, owner: &Ident, name: &Ident) -> bool {
        self.0.contains(&(owner.clone(), name.clone()))
    }
}

/// Takes the builders of the generator away, and adds those of the structs that are `sent`.
pub fn replace(items: &mut Vec<Item>, sent: &BTreeSet<Ident>, required: &Required) {
    items.retain(|item| !is_of_builders(item));
    let structures = items.iter().filter_map(structure);
    let built: Vec<&ItemStruct> = structures.filter(|item| sent.contains(&item.ident)).collect();
    let mut module: ItemMod = parse_quote! {
        /// Builders of what is sent.
        pub mod builder {}
    };
    let types = Types::of(items);
    extend(&mut module, built.iter().flat_map(|item| builder(item, &types, required)));
    let mut starts: Vec<Item> = built.iter().map(|item| start(&item.ident)).collect();
    let error = runtime::conversion_error();
    let errors = parse_quote! {
        /// Errors of values that do not convert.
        pub mod error {
            pub use #error;
        }
    };
    items.append(&mut starts);
    items.extend([Item::Mod(module), errors]);
}

/// A struct whose fields programs can set.
fn structure(item: &Item) -> Option<&ItemStruct> {
    match item {
        Item::Struct(item) => {
            item.fields.iter().all(|it| it.ident.is_some() && is_public(it)).then_some(item)
        }
        _ => None,
    }
}

fn is_public(field: &Field) -> bool {
    matches!(field.vis, Visibility::Public(_))
}

/// The generator's module of builders, that of their error, and what starts a builder.
fn is_of_builders(item: &Item) -> bool {
    match item {
        Item::Mod(module) => module.ident == "builder" || module.ident == "error",
        Item::Impl(item) => {
            item.trait_.is_none()
                && matches!(&item.items[..], [ImplItem::Fn(it)] if it.sig.ident == "builder")
        }
        _ => false,
    }
}

fn start(name: &Ident) -> Item {
    parse_quote! {
        impl #name {
            /// A builder with no property set.
            pub fn builder() -> builder::#name {
                ::std::default::Default::default()
            }
        }
    }
}

fn builder(item: &ItemStruct, types: &Types<'_>, required: &Required) -> Vec<Item> {
    let (name, builder) = (&item.ident, &item.ident);
    let (property, converted) = (runtime::property(), runtime::converted());
    let about = docs(&format!("Builder of [`{name}`](super::{name})."));
    let names: Vec<&Ident> = item.fields.iter().filter_map(|it| it.ident.as_ref()).collect();
    let types: Vec<Type> = item.fields.iter().map(|it| in_module_above(&it.ty, types)).collect();
    let fields = || item.fields.iter().zip(&names);
    let initial = fields().map(|(field, name)| initial(&item.ident, name, &field.attrs, required));
    let setters = fields().zip(&types).map(|((field, name), r#type)| {
        let about = about_value(&format!("Sets `{name}`"), documentation(&field.attrs).as_deref());
        let about = docs(&about);
        let text = name.to_string();
        // No text converts into an `Option` of a secret.
        let secret = option_of(r#type).filter(|held| is_named(held, "Personal"));
        let some = secret.map(|_| quote!(.map(Some)));
        let r#type = secret.unwrap_or(r#type);
        quote! {
            #(#about)*
            pub fn #name(
                mut self,
                value: impl ::std::convert::TryInto<#r#type, Error: ::std::fmt::Display>,
            ) -> Self {
                self.#name = #converted(#text, value)#some;
                self
            }
        }
    });
    let file: File = parse_quote! {
        #(#about)*
        #[derive(Clone, Debug)]
        pub struct #builder { #(#names: #property<#types>,)* }
        impl ::std::default::Default for #builder {
            fn default() -> Self {
                Self { #(#names: #initial,)* }
            }
        }
        impl #builder { #(#setters)* }
        impl ::std::convert::TryFrom<#builder> for super::#name {
            type Error = super::error::ConversionError;
            fn try_from(value: #builder) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { #(#names: value.#names?,)* })
            }
        }
        impl ::std::convert::From<super::#name> for #builder {
            fn from(value: super::#name) -> Self {
                Self { #(#names: Ok(value.#names),)* }
            }
        }
    };
    file.items
}

/// What a property is before it is set: an error where it is required.
fn initial(
    owner: &Ident,
    name: &Ident,
    attributes: &[Attribute],
    required: &Required,
) -> TokenStream {
    if required.has(owner, name) {
        let problem = format!("no value supplied for {name}");
        return quote!(Err(#problem.into()));
    }
    match serde_option(attributes, "default").as_deref().map(syn::parse_str::<Path>) {
        Some(Ok(default)) => quote!(Ok(super::#default())),
        _ => quote!(Ok(::std::default::Default::default())),
    }
}

/// A type as a module inside that of the types names it.
fn in_module_above(r#type: &Type, types: &Types<'_>) -> Type {
    let mut r#type = r#type.clone();
    paths::change_in_type(&mut r#type, &mut |path| {
        let first = path.segments.first().filter(|_| path.leading_colon.is_none());
        // Beside the types there are modules; what else has no module is of the language.
        let is_beside = first.is_some_and(|first| {
            types.has(&first.ident) || path.segments.len() > 1 && first.ident != "crate"
        });
        if is_beside {
            *path = parse_quote!(super::#path);
        }
    });
    r#type
}
