//! Makes the types that the generator writes read what the API really sends.

mod enums;
mod tolerance;
mod unlisted;

use syn::Item;

/// Changes the items of the module `types`.
pub fn adapt(items: &mut Vec<Item>) {
    enums::open(items);
    let unlisted = tolerance::tolerate(items);
    unlisted::decode(items, &unlisted);
}
