//! Writes a table for tests: the decoder of every operation's response, and the examples to decode.

use argyle_user_tokens_codegen::Generated;
use quote::quote;
use syn::{File, parse_quote};

use crate::examples::Example;
use crate::operation::read_operations;

/// Writes the table as a source file that a test includes.
#[must_use]
pub fn write_decoders(generated: &Generated, examples: &[Example]) -> String {
    let operations = read_operations(generated);
    let answers: Vec<_> = operations
        .iter()
        .filter_map(|operation| Some((operation, operation.response_type()?)))
        .collect();
    let rows = answers.iter().map(|(operation, r#type)| {
        let (title, name) = (&operation.title, &operation.name);
        quote!((#title, #name, decode::<#r#type>))
    });
    let examples = examples.iter().filter_map(|example| {
        let Example { file, operation, pointer, value } = example;
        let (operation, r#type) = answers.iter().find(|(answered, _)| answered.title == *operation)?;
        let (name, json) = (&operation.name, value.to_string());
        Some(quote! {
            Example { file: #file, operation: #name, pointer: #pointer, json: #json, decode: decode::<#r#type> }
        })
    });
    let table: File = parse_quote! {
        use argyle_user_tokens::types;

        /// Every operation with a JSON response: method and path, name, and decoder.
        const OPERATIONS: &[(&str, &str, Decode)] = &[#(#rows),*];
        /// Every example of a success, with the decoder of its operation.
        const EXAMPLES: &[Example] = &[#(#examples),*];
    };
    prettyplease::unparse(&table)
}
