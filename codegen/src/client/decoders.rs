//! A table for tests: what decodes the answers of every operation, and the examples to decode.

use std::collections::BTreeMap;

use quote::quote;
use syn::{File, Type, parse_quote};

use crate::document::Document;
use crate::examples::Example;

/// The table, as the source of a file that a test includes.
pub fn table(types: &BTreeMap<String, Type>, document: &Document, examples: &[Example]) -> File {
    let operations = document.sites().into_iter().filter_map(|site| {
        let name = document.name(&site)?;
        let (r#type, title) = (types.get(name)?, site.title());
        Some(quote!((#title, #name, decode::<#r#type>)))
    });
    let examples = examples.iter().filter_map(|example| {
        let name = document.name(&example.site)?;
        let r#type = types.get(name)?;
        let Example { page, pointer, value, .. } = example;
        let json = value.to_string();
        Some(quote! {
            Example { page: #page, operation: #name, pointer: #pointer, json: #json, decode: decode::<#r#type> }
        })
    });
    parse_quote! {
        /// Every operation that answers with JSON: its method and path, its name, and its decoder.
        const OPERATIONS: &[(&str, &str, Decode)] = &[#(#operations),*];
        /// Every example of a success, with the decoder of its operation.
        const EXAMPLES: &[Example] = &[#(#examples),*];
    }
}
