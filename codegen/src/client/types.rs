//! What this crate makes of the generated types.

mod additional_properties;
mod describe;
pub mod enums;
mod forms;
mod leniency;

use syn::{Item, ItemMod, parse_quote};

use super::model::Model;
use super::runtime;

/// The module of the types.
pub fn module(model: &Model) -> Item {
    let mut items = model.types.clone();
    enums::open(&mut items);
    leniency::apply(&mut items);
    additional_properties::keep(&mut items);
    describe::all(&mut items, &model.operations);
    items.extend(forms::conversions(model));
    let values = runtime::values();
    let mut module: ItemMod = parse_quote! {
        /// Types used as operation parameters and responses.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(irrefutable_let_patterns, reason = "an open enum takes every text, and a union tries it like others")]
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
