//! The names of the properties that hold a secret, for the code that reads error bodies.

use syn::{Item, parse_quote};

use crate::document::Document;
use crate::user_token_contract::secret_properties;

/// The constant with the names.
pub fn properties(document: &Document) -> Item {
    let names = secret_properties(document);
    parse_quote! {
        /// Properties whose value is a secret wherever it is met.
        pub(crate) const SECRET_PROPERTIES: &[&str] = &[#(#names),*];
    }
}
