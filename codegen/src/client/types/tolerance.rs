//! The pass that makes generated structs read what the API really sends, and keep what they do not know.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Field, Item, ItemImpl, ItemStruct, Type, parse_quote};

use crate::client::syntax::{derives, inside, is_flattened, module, named, owner, serde_option};

/// The types that can be read from more than one form.
const SCALARS: [&str; 11] =
    ["String", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];

/// Makes every struct tolerant, and returns the fields that keep properties which are not listed, by struct.
pub fn tolerate(items: &mut [Item]) -> BTreeMap<String, Ident> {
    let mut unlisted = BTreeMap::new();
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            if let Some(field) = keep_unlisted(item) {
                unlisted.insert(item.ident.to_string(), field);
            }
            item.fields.iter_mut().for_each(tolerate_field);
        }
    }
    for item in module(items, "builder").into_iter().flatten() {
        let field = match item {
            Item::Struct(item) => unlisted.get(&item.ident.to_string()),
            Item::Impl(item) => owner(item).and_then(|it| unlisted.get(&it.to_string())),
            _ => None,
        };
        if let Some(field) = field {
            Retype { field }.visit_item_mut(item);
        }
    }
    unlisted
}

/// Gives the flattened map of a struct its own type, and the struct a default where it can have one.
fn keep_unlisted(item: &mut ItemStruct) -> Option<Ident> {
    let optional = item
        .fields
        .iter()
        .all(|it| is_flattened(it) || serde_option(&it.attrs, "skip_serializing_if").is_some());
    // A map of typed values keeps its type.
    let of_any = |field: &&mut Field| {
        is_flattened(field) && named(&field.ty).is_some_and(|(it, _)| it == "Map")
    };
    let field = item.fields.iter_mut().find(of_any)?;
    field.ty = parse_quote!(values::Unknown);
    field.attrs = vec![parse_quote!(#[serde(flatten)])];
    field
        .attrs
        .insert(0, parse_quote!(#[doc = "What the API sent beside the documented properties."]));
    let defaults = derives(&item.attrs, "Default");
    // What the API sends gains properties, and that must not break the programs that read it.
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    if optional && !defaults {
        item.attrs.push(parse_quote!(#[derive(Default)]));
    }
    field.ident.clone()
}

/// Reads a field from the forms that the API uses, and null as no value.
fn tolerate_field(field: &mut Field) {
    if is_flattened(field) {
        return;
    }
    let defaults = serde_option(&field.attrs, "default").is_some();
    if is_lenient(&field.ty) {
        field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::decode::lenient::read")]));
        if !defaults && inside(&field.ty, "Option").is_some() {
            field.attrs.push(parse_quote!(#[serde(default)]));
        }
    } else if defaults {
        field
            .attrs
            .push(parse_quote!(#[serde(deserialize_with = "crate::decode::lenient::or_empty")]));
    }
}

/// Whether a type is made of scalars, options, lists and maps only.
fn is_lenient(r#type: &Type) -> bool {
    let Some((name, arguments)) = named(r#type) else {
        return false;
    };
    match name.to_string().as_str() {
        "Option" | "Vec" | "HashMap" => arguments.last().is_some_and(|it| is_lenient(it)),
        name => arguments.is_empty() && SCALARS.contains(&name),
    }
}

/// Gives the builder of a struct the type of its unknown properties, which are none by default.
struct Retype<'a> {
    field: &'a Ident,
}

impl VisitMut for Retype<'_> {
    fn visit_field_mut(&mut self, field: &mut Field) {
        if field.ident.as_ref() == Some(self.field) {
            field.ty =
                parse_quote!(::std::result::Result<super::values::Unknown, ::std::string::String>);
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        for member in &mut item.items {
            if let syn::ImplItem::Fn(function) = member
                && function.sig.ident == *self.field
                && let Some(clause) = &mut function.sig.generics.where_clause
                && let Some(syn::WherePredicate::Type(bound)) = clause.predicates.first_mut()
            {
                bound.bounds = parse_quote!(::std::convert::TryInto<super::values::Unknown>);
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_field_value_mut(&mut self, value: &mut syn::FieldValue) {
        let missing = |it: &Expr| matches!(it, Expr::Path(path) if path.path.is_ident("Err"));
        let missing = matches!(&value.expr, Expr::Call(call) if missing(&call.func));
        if missing && matches!(&value.member, syn::Member::Named(name) if name == self.field) {
            value.expr = parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}
