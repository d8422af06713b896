//! progenitor, which writes a client of an OpenAPI document. How it writes one is known here and nowhere else: its
//! names and types are read into the model that everything after it works on.

pub mod marks;
mod openapi;
mod operation;
mod run;
mod types;
mod written;

use syn::{File, Item, ItemMod};

use self::written::Written;
use super::model::Model;
use super::syntax::ascii;
use super::types::enums;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::normalize::drop_unused_schemas;
use crate::report::Report;

/// The client of `document`, as a model.
///
/// An operation that progenitor does not take is left out, whatever the reason, and so is one for which it has
/// written what is not known here; `report` says so.
pub fn model(document: &mut Document, report: &mut Report) -> Result<Model, Vec<Diagnostic>> {
    marks::write(document);
    let (mut types, written) = match run::run(document) {
        Ok(file) => split(file),
        Err(_) => {
            leave_out_rejected(document, report);
            split(run::run(document)?)
        }
    };
    types::free(&mut types);
    let marks = marks::take(&mut types);
    let mut operations = Vec::new();
    for key in document.operation_keys() {
        match operation::read(document, &key, &written) {
            Ok(mut operation) => {
                operation.types_mut().for_each(ascii::rename_type);
                operations.push(operation);
            }
            Err(unknown) => {
                report.leave_out(document, &key, &format!("progenitor has written {unknown}"));
            }
        }
    }
    Ok(Model { operations, types, closed: enums::closed(document), marks })
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
    drop_unused_schemas(document, report);
}

/// Splits a client into the types and what belongs to operations.
fn split(client: File) -> (Vec<Item>, Written) {
    let (mut types, mut written) = (Vec::new(), Written::default());
    for item in client.items {
        match item {
            Item::Mod(module) if module.ident == "types" => types = items(module),
            Item::Mod(module) if module.ident == "builder" => {
                for item in items(module) {
                    match item {
                        Item::Struct(item) => written.add_builder(item),
                        Item::Impl(item) => written.add_send(item),
                        _ => {}
                    }
                }
            }
            Item::Impl(item) => written.add_methods(item),
            _ => {}
        }
    }
    (types, written)
}

fn items(module: ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}
