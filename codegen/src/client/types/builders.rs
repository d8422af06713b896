//! The pass over typify's builders: removes the builders of types that are only received, and documents the others.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::{Field, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

use super::sent;
use crate::client::builders::{as_function, mark_deprecated};
use crate::client::documentation::{describe_value, document, documentation};
use crate::client::model::Model;
use crate::client::progenitor::ProgenitorOutput;
use crate::client::syntax::attributes::serde_option;
use crate::client::syntax::type_paths::last_name;

/// The documentation of the module of builders.
const ABOUT_BUILDERS: &str = "Builders of types in requests.

```
use argyle_user_tokens::types;

let user = uuid::uuid!(\"0186c4b8-8fa1-62b3-49df-94b3e18ca8a7\");
let body = types::CreateUserTokenRequest::builder().user(user).build()?;
assert_eq!(body.user, user);
# Ok::<(), argyle_user_tokens::Error>(())
```";

/// The serde options that only optional properties have.
const OPTIONAL: [&str; 3] = ["default", "flatten", "skip_serializing_if"];

/// Returns whether a property is required.
pub fn is_required(field: &Field) -> bool {
    OPTIONAL.iter().all(|option| serde_option(&field.attrs, option).is_none())
}

/// Keeps the builders of structs in requests.
pub fn keep_sent(written: &mut ProgenitorOutput, model: &Model) {
    let items = &mut written.types;
    let sent = sent::collect_names(items, &model.operations);
    let structures = items.iter().filter_map(|item| match item {
        Item::Struct(item) if sent.contains(&item.ident) => {
            Some((item.ident.clone(), item.clone()))
        }
        _ => None,
    });
    let structures: BTreeMap<Ident, ItemStruct> = structures.collect();
    items.retain_mut(|item| match item {
        Item::Mod(ItemMod { ident, attrs, content: Some((_, builders)), .. })
            if ident == "builder" =>
        {
            document(attrs, ABOUT_BUILDERS);
            builders.retain_mut(|item| keep_builder(item, &structures));
            true
        }
        Item::Mod(module) if module.ident == "error" => {
            document(&mut module.attrs, "Errors of conversions.");
            true
        }
        Item::Impl(item) => keep_start(item, &structures),
        _ => true,
    });
}

/// Documents an item of a builder. Returns whether the builder's struct is kept.
fn keep_builder(item: &mut Item, structures: &BTreeMap<Ident, ItemStruct>) -> bool {
    match item {
        Item::Struct(item) => {
            document(&mut item.attrs, &format!("Builder of [`{0}`](super::{0}).", item.ident));
            let reason = "a builder does nothing until `build` is called, or an operation sends it";
            item.attrs.push(parse_quote!(#[must_use = #reason]));
            structures.contains_key(&item.ident)
        }
        Item::Impl(block) if block.trait_.is_none() => {
            let Some(structure) = last_name(&block.self_ty).and_then(|name| structures.get(name))
            else {
                return false;
            };
            for setter in block.items.iter_mut().filter_map(as_function) {
                let name = setter.sig.ident.clone();
                let mut fields = structure.fields.iter();
                let field = fields.find(|field| field.ident.as_ref() == Some(&name));
                let attributes = field.map_or(&[][..], |field| &field.attrs);
                let description = documentation(attributes);
                let about = describe_value(&format!("Sets `{name}`"), description.as_deref());
                document(&mut setter.attrs, &about);
                let is_deprecated =
                    attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"));
                mark_deprecated(&mut setter.attrs, is_deprecated);
            }
            // A property of that name has the setter.
            if block
                .items
                .iter_mut()
                .filter_map(as_function)
                .all(|setter| setter.sig.ident != "build")
            {
                block.items.push(build(&structure.ident));
            }
            true
        }
        Item::Impl(block) => {
            // `TryFrom<X> for super::X`, and the reverse.
            last_name(&block.self_ty).is_some_and(|name| structures.contains_key(name))
        }
        _ => true,
    }
}

/// Writes the method that ends a builder.
fn build(name: &Ident) -> ImplItem {
    let text = name.to_string();
    parse_quote! {
        /// Builds the value.
        ///
        /// # Errors
        ///
        /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest); the message names the property that is missing
        /// or does not convert.
        pub fn build(self) -> ::std::result::Result<super::#name, crate::Error> {
            <super::#name as ::std::convert::TryFrom<#name>>::try_from(self)
                .map_err(|error| crate::Error::incomplete(#text, &error))
        }
    }
}

/// Documents the method `builder` of a struct. Returns false for the method of a removed builder.
fn keep_start(block: &mut ItemImpl, structures: &BTreeMap<Ident, ItemStruct>) -> bool {
    let Some(ImplItem::Fn(start)) = block.items.first_mut() else {
        return true;
    };
    if block.trait_.is_some() || start.sig.ident != "builder" {
        return true;
    }
    document(&mut start.attrs, "Returns a builder without any property set.");
    last_name(&block.self_ty).is_some_and(|name| structures.contains_key(name))
}
