//! The last pass over types: says where types are used, and makes types non-exhaustive.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Field, Fields, Item, ItemStruct, parse_quote};

use crate::client::documentation::{document, documentation};
use crate::client::model::{Model, Operation, Response};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::generated_name;

/// Says where a type is used that the document does not describe. Makes types non-exhaustive: requests and responses gain
/// properties and values, and that must not break programs.
pub fn finish(written: &mut ProgenitorOutput, model: &Model) {
    let uses = uses(&model.operations);
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

/// Documents the field that keeps the properties which the document does not list.
fn describe_unlisted(field: &mut Field) {
    if serde_option(&field.attrs, "flatten").is_some() {
        document(&mut field.attrs, "The properties that the document does not list.");
    }
}

/// The operation that a type is the body of, or the answer of.
fn uses(operations: &[Operation]) -> BTreeMap<&Ident, String> {
    let mut uses = BTreeMap::new();
    for operation in operations {
        let method = format!("[`Client::{0}`](super::Client::{0})", operation.name);
        if let Some(name) = operation.body.as_ref().and_then(|body| generated_name(&body.r#type)) {
            uses.entry(name).or_insert_with(|| format!("The body that {method} sends."));
        }
        if let Response::Json(r#type) = &operation.response
            && let Some(name) = generated_name(r#type)
        {
            uses.entry(name).or_insert_with(|| format!("The answer of {method}."));
        }
    }
    uses
}
