//! The last pass over types: documents what the document does not describe, and makes types non-exhaustive.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Attribute, Fields, Item, parse_quote};

use crate::client::documentation::{document, documentation};
use crate::client::model::{Model, Operation, Response};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::generated_name;

/// Documents what the document does not describe. Makes types non-exhaustive: requests and responses gain properties and
/// values, and that must not break programs.
pub fn finish(written: &mut ProgenitorOutput, model: &Model) {
    let uses = uses(&model.operations);
    for item in &mut written.types {
        match item {
            Item::Struct(item) => {
                describe(&mut item.attrs, || about_type(&item.ident, &uses));
                if matches!(item.fields, Fields::Named(_)) {
                    item.attrs.push(parse_quote!(#[non_exhaustive]));
                }
                for field in &mut item.fields {
                    let Some(name) = &field.ident else { continue };
                    let is_flattened = serde_option(&field.attrs, "flatten").is_some();
                    describe(&mut field.attrs, || match is_flattened {
                        true => "The properties that the document does not list.".to_owned(),
                        false => format!("The property `{name}`, which the API does not describe."),
                    });
                }
            }
            Item::Enum(item) => {
                describe(&mut item.attrs, || about_type(&item.ident, &uses));
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                for variant in &mut item.variants {
                    let about = || format!("The value is of the type `{}`.", variant.ident);
                    describe(&mut variant.attrs, about);
                }
            }
            _ => {}
        }
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

fn about_type(name: &Ident, uses: &BTreeMap<&Ident, String>) -> String {
    uses.get(name).cloned().unwrap_or_else(|| format!("`{name}` of Argyle's API."))
}

fn describe(attributes: &mut Vec<Attribute>, text: impl FnOnce() -> String) {
    if documentation(attributes).is_none() {
        document(attributes, &text());
    }
}
