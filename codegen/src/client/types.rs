//! What this crate makes of the generated types.

pub mod builders;
mod clearing;
mod deprecation;
mod describe;
pub mod enums;
mod forms;
mod sent;

use syn::{Fields, Item, ItemMod, parse_quote};

use super::model::Model;
use super::runtime;
use builders::Required;

/// Leaves room in a struct or an enum, so that a new property or value breaks no program.
fn leave_room(item: &mut Item) {
    match item {
        Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => {
            item.attrs.push(parse_quote!(#[non_exhaustive]));
        }
        Item::Enum(item) => item.attrs.push(parse_quote!(#[non_exhaustive])),
        _ => {}
    }
}

/// The module of the types.
pub fn module(model: &Model) -> Item {
    let mut items = model.types.clone();
    enums::open(&mut items, &model.closed);
    clearing::permit(&mut items, &model.marks);
    let required = Required::of(&items);
    items.iter_mut().for_each(leave_room);
    let sent = sent::names(&items, &model.operations);
    builders::replace(&mut items, &sent, &required);
    describe::all(&mut items, &model.operations);
    deprecation::mark(&mut items, &model.marks);
    items.extend(forms::conversions(model));
    let values = runtime::values();
    let mut module: ItemMod = parse_quote! {
        /// What requests hold and what they are answered with, as the documents describe it.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(irrefutable_let_patterns, reason = "an open enum takes every text, and a union tries it like others")]
        #[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
        pub mod types {
            /// Types of values that OpenAPI has no type for.
            #[allow(unused_imports, reason = "a document may need none of them")]
            pub mod values {
                pub use #values::*;
            }
        }
    };
    // There are thousands of items, and parsing each again takes its time.
    module.content.iter_mut().for_each(|(_, content)| {
        content.splice(0..0, items.drain(..));
    });
    Item::Mod(module)
}
