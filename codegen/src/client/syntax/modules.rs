//! Modules of thousands of items, each of which is parsed once: parsing all of them together takes its time.

use syn::{Item, ItemMod};

/// Adds items to a module.
pub fn extend(module: &mut ItemMod, items: impl IntoIterator<Item = Item>) {
    if let Some((_, content)) = &mut module.content {
        content.extend(items);
    }
}
