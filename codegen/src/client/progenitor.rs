//! Runs progenitor, and reads names and types from its output into the model. No other module depends on the shape of
//! progenitor's code.

pub mod descriptions;
mod openapi;
mod operation;
mod run;

use syn::{File, ImplItem, Item, ItemImpl, ItemMod, parse_quote};

use self::operation::Builders;
use super::model::Model;
use super::types::enums;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::report::Report;

/// The output of progenitor: the items of its modules, and the methods of its client.
pub struct ProgenitorOutput {
    pub types: Vec<Item>,
    pub methods: ItemImpl,
    pub builders: Vec<Item>,
    #[cfg(feature = "review")]
    pub file: File,
}

/// Writes the client of `document` with progenitor, and returns it with its model.
///
/// An operation is skipped, and named in `report`, if progenitor rejects it or writes it in an unknown form.
pub fn write_client(
    document: &mut Document,
    report: &mut Report,
) -> Result<(Model, ProgenitorOutput), Vec<Diagnostic>> {
    descriptions::mark_properties(document);
    let file = match run::run(document) {
        Ok(file) => file,
        Err(_) => {
            skip_rejected(document, report);
            run::run(document)?
        }
    };
    let mut written = split_client(file);
    let clearable = descriptions::read_marks(&mut written.types);
    let builders = Builders::index(&written.builders, &written.methods);
    let mut operations = Vec::new();
    for key in document.operation_keys() {
        match builders.read(document, &key) {
            Some(operation) => operations.push(operation),
            None => report.skip(document, &key, "progenitor's code for it has an unknown form"),
        }
    }
    let (types, closed) = (written.types.clone(), enums::closed_names(document));
    Ok((Model { operations, types, closed, clearable }, written))
}

/// Handles documents that progenitor rejects for a reason that no rule handles. Tries halves of the operations, and
/// skips each operation that progenitor rejects alone.
fn skip_rejected(document: &mut Document, report: &mut Report) {
    let mut open = vec![document.operation_keys()];
    while let Some(mut keys) = open.pop() {
        let Err(diagnostics) = run::run(&document.only(&keys)) else {
            continue;
        };
        if let [key] = keys.as_slice() {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            report.skip(document, key, &reasons.join(" "));
        } else {
            let half = keys.split_off(keys.len() / 2);
            open.extend([half, keys].into_iter().filter(|keys| !keys.is_empty()));
        }
    }
    document.drop_unused_schemas();
}

/// Splits a client into its types, methods and builders. Discards the struct of the client, its constructors, its hooks
/// and the prelude.
fn split_client(client: File) -> ProgenitorOutput {
    let mut written = ProgenitorOutput {
        types: Vec::new(),
        methods: parse_quote! {
            #[allow(clippy::all, reason = "the document names the methods")]
            impl Client {}
        },
        builders: Vec::new(),
        #[cfg(feature = "review")]
        file: client.clone(),
    };
    for item in client.items {
        match item {
            Item::Mod(module) if module.ident == "types" => written.types = items(module),
            Item::Mod(module) if module.ident == "builder" => written.builders = items(module),
            Item::Impl(item) if item.trait_.is_none() && !has_constructors(&item) => {
                written.methods.items.extend(item.items);
            }
            _ => {}
        }
    }
    written
}

fn has_constructors(block: &ItemImpl) -> bool {
    block
        .items
        .iter()
        .any(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client"))
}

fn items(module: ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}
