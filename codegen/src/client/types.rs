//! What this crate makes of the generated types.

mod describe;
pub mod enums;
mod forms;
mod leniency;
mod unlisted;

use syn::{Item, ItemMod, parse_quote};

use super::api::Api;
use super::runtime;

/// The module of the types.
pub fn module(api: &Api) -> Item {
    let mut items = api.types.clone();
    enums::open(&mut items);
    leniency::apply(&mut items);
    unlisted::keep(&mut items);
    describe::all(&mut items, &api.operations);
    items.extend(forms::conversions(api));
    let values = runtime::values();
    let mut module: ItemMod = parse_quote! {
        /// Types used as operation parameters and responses.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
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
