//! The one module that knows progenitor: what goes in, and what comes out, as a model.

mod input;
mod mock;
mod operations;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use syn::{File, Item};

use super::operation::{Facts, Operation};
use super::syntax::module;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::formats;

thread_local! {
    /// Whether progenitor is running, whose panics become diagnostics.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What progenitor makes of a document.
pub struct Model {
    pub operations: Vec<Operation>,
    /// The items of the module `types`.
    pub types: Vec<Item>,
    /// The typed extension of `httpmock`.
    pub mock: File,
}

/// Runs progenitor, and reads what it writes.
pub fn model(document: &Document) -> Result<Model, Vec<Diagnostic>> {
    let api = input::of(document)?;
    let mut client = run(|generator| generator.generate_tokens(&api))?;
    let mut mock = run(|generator| generator.httpmock(&api, "crate"))?;
    let mut facts: BTreeMap<String, Facts> = Facts::of(document);
    let operations = operations::read(&client, &mut facts)?;
    mock::adapt(&mut mock, &operations);
    let types = module(&mut client.items, "types").map(std::mem::take).unwrap_or_default();
    Ok(Model { operations, types, mock })
}

/// Runs progenitor; where it panics, that is a diagnostic like every other.
fn run(
    generate: impl FnOnce(&mut Generator) -> Result<TokenStream, progenitor::Error>,
) -> Result<File, Vec<Diagnostic>> {
    let refuse = |problem: String| {
        let remedy = "add a rule for this class of document to codegen/src/normalize.rs";
        vec![Diagnostic::new("progenitor", problem, remedy)]
    };
    quiet_guarded_panics();
    GUARDED.set(true);
    let result =
        panic::catch_unwind(AssertUnwindSafe(|| generate(&mut Generator::new(&settings()))));
    GUARDED.set(false);
    let tokens = result
        .map_err(|payload| {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
            refuse(format!("the generator stopped: {}", text.unwrap_or("it does not say why")))
        })?
        .map_err(|error| refuse(format!("the generator refuses the document: {error}")))?;
    syn::parse2(tokens)
        .map_err(|error| refuse(format!("the generated code does not parse: {error}")))
}

/// Keeps panics of progenitor from being printed, as they become diagnostics, and no others.
fn quiet_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                print(panic);
            }
        }));
    });
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    let written = [TypeImpl::Display, TypeImpl::FromStr];
    for (format, name, implemented) in [
        (formats::USER_TOKEN, "crate::UserToken", &[][..]),
        (formats::ID, "crate::types::values::Id", &written[..]),
        (formats::TIMESTAMP, "crate::types::values::Timestamp", &written[..]),
        (formats::DAY, "crate::types::values::Day", &written[..]),
        (formats::UPLOAD, "crate::types::values::Upload", &[][..]),
    ] {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: Some(format.to_owned()),
            ..SchemaObject::default()
        };
        settings.with_conversion(schema, name, implemented.iter().cloned());
    }
    settings
}
