//! Documents every public type, property, value and setter, from the document where it says something.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Attribute, ImplItem, Item, ItemImpl, Visibility};

use crate::client::documentation::{about_value, document, documentation};
use crate::client::model::{Operation, Response};
use crate::client::syntax::type_paths::{generated_name, last_name};

/// The documentation of the properties, by the type and the name of each.
type Properties = BTreeMap<(String, String), String>;

/// Documents all that is public in the module of types, and in that of their builders inside it.
pub fn all(items: &mut [Item], operations: &[Operation]) {
    let uses = uses(operations);
    let mut properties = Properties::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => {
                describe(&mut item.attrs, || about_type(&item.ident, &uses));
                for field in item.fields.iter_mut().filter(|it| is_public(&it.vis)) {
                    let Some(name) = &field.ident else {
                        continue;
                    };
                    let key = (item.ident.to_string(), name.to_string());
                    properties.extend(documentation(&field.attrs).map(|text| (key, text)));
                    describe(&mut field.attrs, || {
                        format!("The property `{name}`, which the API does not describe.")
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
            Item::Impl(item) => {
                describe_methods(item, |_| "A builder with no property set.".to_owned())
            }
            _ => {}
        }
    }
    let builders = items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
        _ => None,
    });
    builders.for_each(|(_, items)| describe_builders(items, &properties));
}

fn describe_builders(items: &mut [Item], properties: &Properties) {
    for item in items {
        match item {
            Item::Struct(item) => {
                let name = &item.ident;
                document(&mut item.attrs, &format!("Builder of [`{name}`](super::{name})."));
            }
            Item::Impl(item) => {
                let owner = last_name(&item.self_ty).map(ToString::to_string).unwrap_or_default();
                describe_methods(item, |name| {
                    let property = properties.get(&(owner.clone(), name.to_string()));
                    about_value(&format!("Sets `{name}`"), property.map(String::as_str))
                });
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

/// Documents the public methods that are not documented yet.
fn describe_methods(item: &mut ItemImpl, text: impl Fn(&Ident) -> String) {
    for member in &mut item.items {
        if let ImplItem::Fn(function) = member
            && is_public(&function.vis)
        {
            describe(&mut function.attrs, || text(&function.sig.ident));
        }
    }
}

fn describe(attributes: &mut Vec<Attribute>, text: impl FnOnce() -> String) {
    if documentation(attributes).is_none() {
        document(attributes, &text());
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
