//! The pass over the setters of optional texts: each takes every text, and an `Option` of it.
//!
//! typify's setters take a `String` or an `Option<String>`; progenitor's setters of parameters take a text alone.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Fields, ImplItemFn, Item, ItemMod, ItemStruct, Type, parse_quote};

use super::builders::as_function;
use super::model::Model;
use super::progenitor::ProgenitorOutput;
use super::syntax::type_paths::{arguments, ends_with, is_named, is_text, last_name, option_of};

/// The properties of a builder that are optional texts, with their types.
type OptionalTexts = BTreeMap<Ident, Type>;

/// Changes the setters in the builders of bodies and of operations.
pub fn accept(written: &mut ProgenitorOutput, _: &Model) {
    for item in &mut written.types {
        if let Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) = item
            && ident == "builder"
        {
            change_setters(items, widen);
        }
    }
    change_setters(&mut written.builders, replace);
}

fn change_setters(items: &mut [Item], change: fn(&mut ImplItemFn, &Type)) {
    let builders = items.iter().filter_map(|item| match item {
        Item::Struct(builder) => Some((builder.ident.clone(), optional_texts(builder))),
        _ => None,
    });
    let builders: BTreeMap<Ident, OptionalTexts> = builders.collect();
    for item in items {
        if let Item::Impl(block) = item
            && block.trait_.is_none()
            && let Some(texts) = last_name(&block.self_ty).and_then(|name| builders.get(name))
        {
            for setter in block.items.iter_mut().filter_map(as_function) {
                if let Some(r#type) = texts.get(&setter.sig.ident) {
                    change(setter, r#type);
                }
            }
        }
    }
}

/// A builder holds `Result<T, String>` for each property and parameter.
fn optional_texts(builder: &ItemStruct) -> OptionalTexts {
    let Fields::Named(fields) = &builder.fields else { return OptionalTexts::new() };
    let fields = fields.named.iter().filter_map(|field| {
        let held =
            arguments(&field.ty).first().copied().filter(|_| is_named(&field.ty, "Result"))?;
        is_optional_text(held).then(|| (field.ident.clone(), held.clone()))
    });
    fields.filter_map(|(name, held)| Some((name?, held))).collect()
}

/// Tells whether a type is an `Option` or a `Nullable` of a text, a secret or a user token.
fn is_optional_text(held: &Type) -> bool {
    let nullable = || arguments(held).first().copied().filter(|_| is_named(held, "Nullable"));
    option_of(held).or_else(nullable).is_some_and(|value| {
        let is_secret = matches!(value, Type::Path(path)
            if ends_with(&path.path, &["crate", "UserToken"]) || ends_with(&path.path, &["values", "Personal"]));
        is_text(value) || is_secret
    })
}

/// Widens the bound of a setter of a body, which keeps its code.
fn widen(setter: &mut ImplItemFn, held: &Type) {
    setter.sig.generics = parse_quote!(<T, F>);
    setter.sig.generics.where_clause = Some(parse_quote! {
        where
            T: crate::types::values::IntoOptional<#held, F>,
            T::Error: ::std::fmt::Display,
    });
}

/// Replaces a setter of a parameter, whose code takes no `Option`.
fn replace(setter: &mut ImplItemFn, held: &Type) {
    let (attributes, name) = (&setter.attrs, &setter.sig.ident);
    let problem = format!("conversion to `String` for {name} failed");
    *setter = parse_quote! {
        #(#attributes)*
        pub fn #name<V, F>(mut self, value: V) -> Self
        where
            V: crate::types::values::IntoOptional<#held, F>,
        {
            self.#name = value.try_into().map_err(|_| #problem.to_string());
            self
        }
    };
}
