//! The pass that documents every public type, property and value that the document does not describe.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Attribute, Item, Visibility};

use crate::client::documentation::{document, documentation};
use crate::client::model::{Model, Operation, Response};
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::generated_name;

/// Documents all that is public in the module of types.
pub fn all(written: &mut ProgenitorOutput, model: &Model) {
    let uses = uses(&model.operations);
    for item in &mut written.types {
        match item {
            Item::Struct(item) => {
                describe(&mut item.attrs, || about_type(&item.ident, &uses));
                for field in item.fields.iter_mut().filter(|it| is_public(&it.vis)) {
                    let Some(name) = &field.ident else {
                        continue;
                    };
                    let is_flattened = serde_option(&field.attrs, "flatten").is_some();
                    describe(&mut field.attrs, || match is_flattened {
                        true => "The properties that the document does not list.".to_owned(),
                        false => format!("The property `{name}`, which the API does not describe."),
                    });
                }
            }
            Item::Enum(item) => {
                describe(&mut item.attrs, || about_type(&item.ident, &uses));
                for variant in &mut item.variants {
                    describe(&mut variant.attrs, || {
                        format!("The value is of the type `{}`.", variant.ident)
                    });
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

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
