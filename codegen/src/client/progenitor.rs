//! Runs progenitor, and reads names and types from its output into the model. No other module depends on the shape of its
//! code.

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

/// The client of `document`, as progenitor has written it, and a model of it.
///
/// An operation that progenitor does not take is left out, whatever the reason, and so is one for which it has
/// written what is not known here; `report` says so.
pub fn client(
    document: &mut Document,
    report: &mut Report,
) -> Result<(Model, ProgenitorOutput), Vec<Diagnostic>> {
    descriptions::mark(document);
    let file = match run::run(document) {
        Ok(file) => file,
        Err(_) => {
            leave_out_rejected(document, report);
            run::run(document)?
        }
    };
    let mut written = split(file);
    let clearable = descriptions::read(&mut written.types);
    let builders = Builders::of(&written.builders, &written.methods);
    let mut operations = Vec::new();
    for key in document.operation_keys() {
        match builders.read(document, &key) {
            Some(operation) => operations.push(operation),
            None => {
                report.leave_out(document, &key, "progenitor has written it in a way of its own")
            }
        }
    }
    let (types, closed) = (written.types.clone(), enums::closed(document));
    Ok((Model { operations, types, closed, clearable }, written))
}

/// Handles documents of which progenitor refuses a part for a reason that no rule knows: operations are tried in halves,
/// and each that is refused by itself is left out.
fn leave_out_rejected(document: &mut Document, report: &mut Report) {
    let mut open = vec![document.operation_keys()];
    while let Some(mut keys) = open.pop() {
        let Err(diagnostics) = run::run(&document.only(&keys)) else {
            continue;
        };
        if let [key] = keys.as_slice() {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            report.leave_out(document, key, &reasons.join(" "));
        } else {
            let half = keys.split_off(keys.len() / 2);
            open.extend([half, keys].into_iter().filter(|it| !it.is_empty()));
        }
    }
    document.drop_unused_schemas();
}

/// Splits a client into the types and what belongs to operations. The struct of the client, its constructors, its
/// hooks and the prelude go.
fn split(client: File) -> ProgenitorOutput {
    let mut written = ProgenitorOutput {
        types: Vec::new(),
        methods: parse_quote! {
            #[allow(clippy::all, reason = "operations are called as the document calls them")]
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
        .any(|item| matches!(item, ImplItem::Fn(it) if it.sig.ident == "new_with_client"))
}

fn items(module: ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}
