//! The pass that reduces what progenitor makes public to what this crate wants to promise.

use syn::visit_mut::VisitMut;
use syn::{Attribute, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, parse_quote};

use crate::document::Document;

/// What the documentation of the client says about this crate and not about the API.
const CLIENT: &str = "\n\nMade by [`Client::builder`] or [`Client::from_env`]. Clones share \
                      connections and settings, so one client serves a whole program.";

/// Removes progenitor's error, constructors, client information and prelude, and hides the
/// constructors of builders.
pub fn reduce(file: &mut File) {
    file.items.retain(|item| match item {
        // Progenitor's own error and hooks: the transport of this crate takes their place.
        Item::Use(_) | Item::Const(_) => false,
        Item::Impl(item) => !is_constructors(item) && item.trait_.is_none(),
        Item::Mod(item) => item.ident != "prelude",
        _ => true,
    });
    for item in &mut file.items {
        if let Item::Struct(item) = item
            && item.ident == "Client"
        {
            // Its own `Debug` shows neither the HTTP client's headers nor the credentials.
            item.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
            item.attrs.push(parse_quote!(#[doc = #CLIENT]));
            item.attrs.push(parse_quote!(#[derive(Clone)]));
        }
    }
    Reduce.visit_file_mut(file);
    hide_constructors(file);
    if let Some(items) = builders(file) {
        items.retain(|item| !matches!(item, Item::Use(_)));
    }
}

/// Leaves the constructors of builders and mocks to the code around them.
pub fn hide_constructors(file: &mut File) {
    struct Hide;
    impl VisitMut for Hide {
        fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
            if function.sig.ident == "new" {
                function.vis = parse_quote!(pub(super));
            }
        }
    }
    Hide.visit_file_mut(file);
}

/// Imports what the builders need, and nothing that only other documents would make them need.
pub fn import(file: &mut File, document: &Document) {
    let mut imports: Vec<Item> = vec![
        parse_quote!(
            use super::types;
        ),
        parse_quote!(
            use crate::transport::Operation;
        ),
        parse_quote!(
            use crate::{Error, ResponseValue};
        ),
    ];
    if document.operation_keys().iter().any(|key| key.path.contains('{')) {
        imports.push(parse_quote!(
            use progenitor_client::encode_path;
        ));
    }
    if sends(document, "application/x-www-form-urlencoded") {
        imports.push(parse_quote!(
            use progenitor_client::RequestBuilderExt as _;
        ));
    }
    if let Some(items) = builders(file) {
        items.splice(0..0, imports);
    }
}

/// Whether an operation sends bodies of a media type.
fn sends(document: &Document, media_type: &str) -> bool {
    document.operation_keys().iter().any(|key| {
        let body = document.operation(key).and_then(|operation| operation.get("requestBody"));
        body.and_then(|body| body.get("content")?.get(media_type)).is_some()
    })
}

/// The items of the module of the operations' builders.
pub fn builders(file: &mut File) -> Option<&mut Vec<Item>> {
    module(file, "builder")
}

/// The items of a module at the top of a file.
pub fn module<'a>(file: &'a mut File, name: &str) -> Option<&'a mut Vec<Item>> {
    module_of(&mut file.items, name)
}

/// The items of the module of the types' builders, among the types.
pub fn builders_of(types: &mut [Item]) -> Option<&mut Vec<Item>> {
    module_of(types, "builder")
}

fn module_of<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

/// The `impl` that can make a client out of nothing but an address.
fn is_constructors(item: &ItemImpl) -> bool {
    item.trait_.is_none()
        && item
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Fn(f) if f.sig.ident == "new_with_client"))
}

struct Reduce;

impl VisitMut for Reduce {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if attribute.path().is_ident("allow") {
            *attribute = parse_quote! {
                #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
            };
        }
    }
}
