//! A table for tests: what decodes the answers of every operation, and the examples to decode.

use quote::quote;
use syn::{File, Type, parse_quote};

use super::model::{Model, Operation, Response};
use super::runtime;
use crate::examples::Example;

/// The table, as the source of a file that a test includes.
pub fn table(model: &Model, examples: &[Example]) -> File {
    let answers = model.operations.iter().filter_map(answer);
    let operations = answers.map(|(operation, r#type)| {
        let (title, name) = (operation.key.title(), operation.name.to_string());
        quote!((#title, #name, decode::<#r#type>))
    });
    let examples = examples.iter().filter_map(|example| {
        let operation = model.operations.iter().find(|it| it.key == example.key)?;
        let (operation, r#type) = answer(operation)?;
        let (name, Example { file, pointer, value, .. }) = (operation.name.to_string(), example);
        let json = value.to_string();
        Some(quote! {
            Example { file: #file, operation: #name, pointer: #pointer, json: #json, decode: decode::<#r#type> }
        })
    });
    parse_quote! {
        use argyle_user_tokens::types;

        /// Every operation that answers with JSON: its method and path, its name, and its decoder.
        const OPERATIONS: &[(&str, &str, Decode)] = &[#(#operations),*];
        /// Every example of a success, with the decoder of its operation.
        const EXAMPLES: &[Example] = &[#(#examples),*];
    }
}

/// An operation that answers with JSON, and the type of the answer.
fn answer(operation: &Operation) -> Option<(&Operation, Type)> {
    match &operation.response {
        Response::Json(r#type) => Some((operation, runtime::outside(r#type))),
        Response::Nothing | Response::Bytes => None,
    }
}
