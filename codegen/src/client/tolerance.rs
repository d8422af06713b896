//! The pass that makes generated structs read what the API really sends, and keep what they do not know.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Field, File, GenericArgument, Item, ItemImpl, ItemStruct, PathArguments, Type,
    parse_quote,
};

use super::interface::{builders_of, module};
use super::unlisted;

/// The types that can be read from more than one form.
const SCALARS: [&str; 11] =
    ["String", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];

/// Makes every struct of the types tolerant.
pub fn tolerate(file: &mut File) {
    let Some(items) = module(file, "types") else {
        return;
    };
    let mut unknown = BTreeMap::new();
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            if let Some(field) = keep_unknown(item) {
                unknown.insert(item.ident.to_string(), field);
            }
            for field in &mut item.fields {
                tolerate_field(field);
            }
        }
    }
    unlisted::decode(items, &unknown);
    for item in builders_of(items).into_iter().flatten() {
        let name = match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Impl(item) => item.self_ty.to_token_stream().to_string(),
            _ => continue,
        };
        if let Some(field) = unknown.get(&name) {
            let mut retype = Retype { field };
            match item {
                Item::Struct(item) => retype.visit_item_struct_mut(item),
                Item::Impl(item) => retype.visit_item_impl_mut(item),
                _ => {}
            }
        }
    }
}

/// Gives the flattened map of a struct its own type, and the struct a default where it can have one.
fn keep_unknown(item: &mut ItemStruct) -> Option<Ident> {
    let optional = item
        .fields
        .iter()
        .all(|it| is_flattened(it) || has_option(&it.attrs, "skip_serializing_if"));
    let of_any = |field: &&mut Field| {
        is_flattened(field) && field.ty.to_token_stream().to_string().contains("serde_json :: Map")
    };
    let field = item.fields.iter_mut().find(of_any)?;
    field.ty = parse_quote!(values::Unknown);
    field.attrs = vec![parse_quote!(#[serde(flatten)])];
    field
        .attrs
        .insert(0, parse_quote!(#[doc = "What the API sent beside the documented properties."]));
    let defaults = item.attrs.iter().any(|it| {
        it.path().is_ident("derive") && it.to_token_stream().to_string().contains("Default")
    });
    // What the API sends gains properties, and that must not break the programs that read it.
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    if optional && !defaults {
        item.attrs.push(parse_quote!(#[derive(Default)]));
    }
    field.ident.clone()
}

pub(super) fn is_flattened(field: &Field) -> bool {
    has_option(&field.attrs, "flatten")
}

/// Whether a `#[serde(…)]` has an option.
fn has_option(attributes: &[Attribute], option: &str) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("serde")
            && attribute.to_token_stream().to_string().contains(option)
    })
}

/// Reads a field from the forms that the API uses, and null as no value.
fn tolerate_field(field: &mut Field) {
    if is_flattened(field) {
        return;
    }
    let defaults = has_option(&field.attrs, "default");
    if is_lenient(&field.ty) {
        field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::decode::lenient::read")]));
        if !defaults && last_segment(&field.ty).is_some_and(|(name, _)| name == "Option") {
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
    let Some((name, arguments)) = last_segment(r#type) else {
        return false;
    };
    match name.as_str() {
        "Option" | "Vec" | "HashMap" => arguments.last().is_some_and(|it| is_lenient(it)),
        name => arguments.is_empty() && SCALARS.contains(&name),
    }
}

fn last_segment(r#type: &Type) -> Option<(String, Vec<&Type>)> {
    let Type::Path(path) = r#type else {
        return None;
    };
    let segment = path.path.segments.last()?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    };
    let types = arguments.into_iter().filter_map(|argument| match argument {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    });
    Some((segment.ident.to_string(), types.collect()))
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
        let missing = value.expr.to_token_stream().to_string().starts_with("Err");
        if missing && matches!(&value.member, syn::Member::Named(name) if name == self.field) {
            value.expr = parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}
