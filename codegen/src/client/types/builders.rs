//! The pass over typify's builders: removes those of types that are only received, and documents the others.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use syn::{ImplItem, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

use super::sent;
use crate::client::documentation::{about_value, document, documentation};
use crate::client::model::Model;
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::last_name;

/// The options of serde that only a property has which need not be given.
const OPTIONAL: [&str; 3] = ["default", "flatten", "skip_serializing_if"];

/// The properties that have to be given, by the names of struct and field.
pub struct Required(BTreeSet<(Ident, Ident)>);

impl Required {
    pub fn of(items: &[Item]) -> Self {
        let structures = items.iter().filter_map(structure);
        let properties = structures.flat_map(|item| {
            let required = item.fields.iter().filter(|field| {
                !OPTIONAL.iter().any(|option| serde_option(&field.attrs, option).is_some())
            });
            required.filter_map(|field| Some((item.ident.clone(), field.ident.clone()?)))
        });
        Self(properties.collect())
    }

    pub fn has(&self, owner: &Ident, name: &Ident) -> bool {
        self.0.contains(&(owner.clone(), name.clone()))
    }
}

/// Keeps the builders of the structs that requests hold.
pub fn keep(written: &mut ProgenitorOutput, model: &Model) {
    let items = &mut written.types;
    let sent = sent::names(items, &model.operations);
    let structures: BTreeMap<Ident, ItemStruct> = items
        .iter()
        .filter_map(structure)
        .filter(|item| sent.contains(&item.ident))
        .map(|item| (item.ident.clone(), item.clone()))
        .collect();
    items.retain_mut(|item| match item {
        Item::Mod(ItemMod { ident, attrs, content: Some((_, builders)), .. })
            if ident == "builder" =>
        {
            document(attrs, "Builders of what is sent.");
            builders.retain_mut(|item| keep_builder(item, &structures));
            true
        }
        Item::Mod(module) if module.ident == "error" => {
            document(&mut module.attrs, "Errors of values that do not convert.");
            true
        }
        Item::Impl(item) => keep_start(item, &structures),
        _ => true,
    });
}

fn structure(item: &Item) -> Option<&ItemStruct> {
    match item {
        Item::Struct(item) => Some(item),
        _ => None,
    }
}

/// Documents what belongs to the builder of a struct; tells whether there is such a struct.
fn keep_builder(item: &mut Item, structures: &BTreeMap<Ident, ItemStruct>) -> bool {
    match item {
        Item::Struct(item) => {
            document(&mut item.attrs, &format!("Builder of [`{0}`](super::{0}).", item.ident));
            structures.contains_key(&item.ident)
        }
        Item::Impl(block) if block.trait_.is_none() => {
            let Some(structure) = last_name(&block.self_ty).and_then(|name| structures.get(name))
            else {
                return false;
            };
            for member in &mut block.items {
                if let ImplItem::Fn(setter) = member {
                    let name = setter.sig.ident.clone();
                    let field =
                        structure.fields.iter().find(|field| field.ident.as_ref() == Some(&name));
                    let description = field.and_then(|field| documentation(&field.attrs));
                    document(
                        &mut setter.attrs,
                        &about_value(&format!("Sets `{name}`"), description.as_deref()),
                    );
                }
            }
            true
        }
        Item::Impl(block) => {
            // `TryFrom<X> for super::X`, and the same the other way round.
            last_name(&block.self_ty).is_some_and(|name| structures.contains_key(name))
        }
        _ => true,
    }
}

/// Documents the method that starts a builder; tells whether it is another method, or starts one that stays.
fn keep_start(block: &mut ItemImpl, structures: &BTreeMap<Ident, ItemStruct>) -> bool {
    let Some(ImplItem::Fn(start)) = block.items.first_mut() else {
        return true;
    };
    if block.trait_.is_some() || start.sig.ident != "builder" {
        return true;
    }
    document(&mut start.attrs, "A builder with no property set.");
    start.attrs.push(parse_quote!(#[must_use]));
    last_name(&block.self_ty).is_some_and(|name| structures.contains_key(name))
}
