//! The pass over clearable properties: their types distinguish an absent list from an empty one, and an absent value
//! from null. A struct and its builder change together.

use proc_macro2::Ident;
use syn::{
    GenericArgument, Item, ItemMod, ItemStruct, Path, PathArguments, Type, TypeParamBound,
    WherePredicate, parse_quote,
};

use crate::client::builders::as_function;
use crate::client::model::Model;
use crate::client::progenitor::ProgenitorOutput;
use crate::client::progenitor::descriptions::Clearable;
use crate::client::syntax::attributes::drop_serde_option;
use crate::client::syntax::type_paths::{is_list, is_map, is_named, last_name, option_of, unboxed};

/// Predicates for `skip_serializing_if`.
const ABSENT: &str = "crate::types::values::Nullable::is_absent";
const NONE: &str = "::std::option::Option::is_none";

/// Changes the types of properties, in structs and builders.
pub fn retype_properties(written: &mut ProgenitorOutput, model: &Model) {
    retype_items(&mut written.types, &model.clearable);
}

fn retype_items(items: &mut [Item], clearable: &Clearable) {
    for item in items {
        match item {
            Item::Struct(item) => retype_fields(item, clearable),
            Item::Impl(block) if block.trait_.is_none() => {
                let Some(owner) = last_name(&block.self_ty).cloned() else { continue };
                for setter in block.items.iter_mut().filter_map(as_function) {
                    let bounds = setter.sig.generics.where_clause.iter_mut();
                    let mut bounds = bounds.flat_map(|bounds| &mut bounds.predicates);
                    if let Some(held) = bounds.find_map(converted_type)
                        && let Some((r#type, _)) =
                            choose_type(held, &owner, &setter.sig.ident, clearable)
                    {
                        *held = r#type;
                    }
                }
            }
            Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == "builder" => {
                retype_items(items, clearable);
            }
            _ => {}
        }
    }
}

fn retype_fields(item: &mut ItemStruct, clearable: &Clearable) {
    for field in &mut item.fields {
        let Some(name) = field.ident.clone() else { continue };
        if is_named(&field.ty, "Result") {
            // Only fields of builders are a `Result`.
            if let Type::Path(result) = &mut field.ty
                && let Some(held) = argument(&mut result.path)
                && let Some((r#type, _)) = choose_type(held, &item.ident, &name, clearable)
            {
                *held = r#type;
            }
        } else if let Some((r#type, is_absent)) =
            choose_type(&field.ty, &item.ident, &name, clearable)
        {
            field.ty = r#type;
            drop_serde_option(&mut field.attrs, "skip_serializing_if");
            drop_serde_option(&mut field.attrs, "default");
            field.attrs.push(parse_quote!(#[serde(default, skip_serializing_if = #is_absent)]));
        }
    }
}

/// Returns the new type of a property, and the predicate that skips an absent value.
fn choose_type(
    r#type: &Type,
    owner: &Ident,
    name: &Ident,
    clearable: &Clearable,
) -> Option<(Type, &'static str)> {
    let inner = option_of(unboxed(r#type)).filter(|_| is_named(r#type, "Box"));
    if let Some(inner) = inner {
        // typify would serialize an absent boxed property as null.
        return Some((parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>), NONE));
    }
    if !clearable.contains(&(owner.to_string(), name.to_string())) {
        return None;
    }
    if let Some(value) = option_of(r#type) {
        return Some((parse_quote!(crate::types::values::Nullable<#value>), ABSENT));
    }
    (is_list(r#type) || is_map(r#type))
        .then(|| (parse_quote!(::std::option::Option<#r#type>), NONE))
}

/// Returns `T` of `V: TryInto<T>`.
fn converted_type(predicate: &mut WherePredicate) -> Option<&mut Type> {
    let WherePredicate::Type(predicate) = predicate else {
        return None;
    };
    predicate.bounds.iter_mut().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => argument(&mut bound.path),
        _ => None,
    })
}

/// Returns `T` of `Result<T, E>`.
fn argument(path: &mut Path) -> Option<&mut Type> {
    let PathArguments::AngleBracketed(arguments) = &mut path.segments.last_mut()?.arguments else {
        return None;
    };
    arguments.args.iter_mut().find_map(|argument| match argument {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    })
}
