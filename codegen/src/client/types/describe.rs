//! The last pass over types: names the operation that uses a type, and makes types non-exhaustive.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Field, Fields, Item, ItemStruct, parse_quote};

use crate::client::documentation::{document, documentation};
use crate::client::model::{Model, Operation, Response};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::generated_name;

/// Documents each undescribed type with the operation that uses it. Makes types non-exhaustive, because a new property
/// or value must not break programs.
pub fn describe_uses(written: &mut ProgenitorOutput, model: &Model) {
    let uses = collect_uses(&model.operations);
    for item in &mut written.types {
        let (attributes, name) = match item {
            Item::Struct(ItemStruct { attrs, ident, fields: Fields::Named(fields), .. }) => {
                fields.named.iter_mut().for_each(describe_unlisted);
                attrs.push(parse_quote!(#[non_exhaustive]));
                (attrs, ident)
            }
            Item::Struct(item) => (&mut item.attrs, &mut item.ident),
            Item::Enum(item) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                (&mut item.attrs, &mut item.ident)
            }
            _ => continue,
        };
        if let Some(text) = uses.get(&*name).filter(|_| documentation(attributes).is_none()) {
            document(attributes, text);
        }
    }
}

/// Documents the field for unlisted properties.
fn describe_unlisted(field: &mut Field) {
    if serde_option(&field.attrs, "flatten").is_some() {
        document(&mut field.attrs, "Properties that the document does not list.");
    }
}

/// Collects the operation whose body or response is of each type.
fn collect_uses(operations: &[Operation]) -> BTreeMap<&Ident, String> {
    let mut uses = BTreeMap::new();
    for operation in operations {
        let method = format!("[`Client::{0}`](super::Client::{0})", operation.name);
        if let Some(name) = operation.body.as_ref().and_then(|body| generated_name(&body.r#type)) {
            uses.entry(name).or_insert_with(|| format!("The body of a request of {method}."));
        }
        if let Response::Json(r#type) = &operation.response
            && let Some(name) = generated_name(r#type)
        {
            uses.entry(name).or_insert_with(|| format!("The response of {method}."));
        }
    }
    uses
}
