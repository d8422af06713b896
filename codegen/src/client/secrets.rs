//! Writes the names of secret properties, which the runtime redacts in error bodies.

use syn::{Item, parse_quote};

use crate::document::Document;
use crate::user_token_contract::secret_properties;

/// Writes the constant with the names.
pub fn secret_properties_item(document: &Document) -> Item {
    let names = secret_properties(document);
    parse_quote! {
        /// Properties whose values are always secrets.
        pub(crate) const SECRET_PROPERTIES: &[&str] = &[#(#names),*];
    }
}
