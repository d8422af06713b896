//! What this crate makes of the generated types.

mod additional_properties;
mod clearing;
mod deprecation;
mod describe;
pub mod enums;
mod forms;
mod leniency;
mod retype;
pub mod unions;

use syn::{Fields, Item, ItemMod, parse_quote};

use super::model::Model;
use super::runtime;

/// Leaves room in a struct: both what is sent and what is received gain properties, and that must not break programs.
fn leave_room(item: &mut Item) {
    if let Item::Struct(item) = item
        && matches!(item.fields, Fields::Named(_))
    {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
}

/// The module of the types.
pub fn module(model: &Model) -> Item {
    let mut items = model.types.clone();
    unions::open(&mut items, &model.discriminators);
    enums::open(&mut items);
    clearing::permit(&mut items, &model.marks);
    leniency::apply(&mut items);
    additional_properties::keep(&mut items);
    items.iter_mut().for_each(leave_room);
    describe::all(&mut items, &model.operations);
    deprecation::mark(&mut items, &model.marks);
    items.extend(forms::conversions(model));
    let values = runtime::values();
    let mut module: ItemMod = parse_quote! {
        /// Types used as operation parameters and responses.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(irrefutable_let_patterns, reason = "an open enum takes every text, and a union tries it like others")]
        #[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
        pub mod types {
            /// Types of values that OpenAPI has no type for.
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
