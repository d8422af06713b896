//! A table for tests: what decodes the answers of every operation, and the examples to decode.

use std::collections::BTreeMap;

use quote::{ToTokens, quote};
use syn::{File, ImplItem, Item, Type, parse_quote};

use super::send::success;
use crate::document::Document;
use crate::examples::Example;

/// The table, as the source of a file that a test includes.
pub fn table(client: &File, document: &Document, examples: &[Example]) -> File {
    let types = json_types(client);
    let operations = document.operation_keys().into_iter().filter_map(|key| {
        let name = document.name(&key)?;
        let (r#type, title) = (types.get(name)?, key.title());
        Some(quote!((#title, #name, decode::<#r#type>)))
    });
    let examples = examples.iter().filter_map(|example| {
        let name = document.name(&example.key)?;
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

/// The type that each operation decodes JSON into, by the name of the operation.
fn json_types(client: &File) -> BTreeMap<String, Type> {
    let mut types = BTreeMap::new();
    let builders = client.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    for item in builders.flat_map(|(_, items)| items) {
        let Item::Impl(item) = item else {
            continue;
        };
        for member in &item.items {
            if let ImplItem::Fn(function) = member
                && function.sig.ident == "send"
                && let Some(r#type) = success(&function.sig.output)
                && function.block.to_token_stream().to_string().contains("Decode :: json")
            {
                let owner = item.self_ty.to_token_stream().to_string();
                let owner = owner.split('<').next().unwrap_or_default().trim();
                let text = r#type.to_token_stream().to_string();
                let text = text.replace("types ::", "argyle_user_tokens :: types ::");
                if let Ok(r#type) = syn::parse_str(&text) {
                    types.insert(heck::ToSnakeCase::to_snake_case(owner), r#type);
                }
            }
        }
    }
    types
}
