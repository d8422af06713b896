//! The pass that marks properties as deprecated, and the setters of builders.

use syn::{ImplItem, Item, ItemImpl, ItemMod, parse_quote};

use crate::client::model::Model;
use crate::client::progenitor::ProgenitorOutput;
use crate::client::progenitor::marks::{Mark, Marks};
use crate::client::syntax::type_paths::last_name;

/// Marks fields, and the setters of builders.
pub fn mark(written: &mut ProgenitorOutput, model: &Model) {
    let marks = &model.marks;
    for item in &mut written.types {
        match item {
            Item::Struct(item) => {
                for field in &mut item.fields {
                    let name = field.ident.as_ref();
                    if name.is_some_and(|it| marks.has(&item.ident, it, Mark::Deprecated)) {
                        field.attrs.push(parse_quote!(#[deprecated]));
                    }
                }
            }
            Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == "builder" => {
                items.iter_mut().for_each(|item| {
                    if let Item::Impl(item) = item {
                        mark_setters(item, marks);
                    }
                });
            }
            _ => {}
        }
    }
}

fn mark_setters(item: &mut ItemImpl, marks: &Marks) {
    let owner = last_name(&item.self_ty).cloned();
    for member in &mut item.items {
        if let (Some(owner), ImplItem::Fn(function)) = (&owner, member)
            && item.trait_.is_none()
            && marks.has(owner, &function.sig.ident, Mark::Deprecated)
        {
            function.attrs.push(parse_quote!(#[deprecated]));
        }
    }
}
