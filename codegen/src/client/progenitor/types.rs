//! Frees the types of what typify, which writes them for progenitor, says in their documentation.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Item, ItemEnum, ItemStruct};

use crate::client::documentation::{document, documentation};

/// Leaves of the documentation of types what the document says.
pub fn free(types: &mut [Item]) {
    types.iter_mut().for_each(|item| Free.visit_item_mut(item));
}

struct Free;

impl VisitMut for Free {
    fn visit_block_mut(&mut self, _: &mut Block) {
        // Nothing is documented inside of functions.
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        visit_mut::visit_item_struct_mut(self, item);
        drop_name(&mut item.attrs, &item.ident.to_string());
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        visit_mut::visit_item_enum_mut(self, item);
        drop_name(&mut item.attrs, &item.ident.to_string());
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        if let Some(text) = documentation(attributes) {
            document(attributes, &without_schema(&text));
        }
    }
}

/// Drops the documentation of a type that is no more than its name.
fn drop_name(attributes: &mut Vec<Attribute>, name: &str) {
    if documentation(attributes).is_some_and(|text| text == format!("`{name}`")) {
        document(attributes, "");
    }
}

/// The text without the JSON schema that the type was made of: the type says the same.
fn without_schema(text: &str) -> String {
    let (Some(start), Some(end)) =
        (text.find("<details><summary>JSON schema"), text.rfind("</details>"))
    else {
        return text.to_owned();
    };
    let end = end + "</details>".len();
    format!("{}{}", &text[..start], &text[end..]).trim().to_owned()
}
