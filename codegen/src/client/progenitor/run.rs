//! Runs progenitor over a document.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use syn::File;

use super::openapi;
use crate::client::runtime;
use crate::diagnostic::Diagnostic;
use crate::document::Document;

thread_local! {
    /// True while progenitor runs. Its panics become diagnostics.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Silences panics of progenitor, because they become diagnostics. Other panics are printed.
fn silence_guarded_panics() {
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

/// Runs progenitor. A panic becomes a diagnostic.
pub fn run(document: &Document) -> Result<File, Vec<Diagnostic>> {
    let api = openapi::convert(document)?;
    let settings = choose_settings(document);
    silence_guarded_panics();
    GUARDED.set(true);
    let outcome =
        panic::catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&api)));
    GUARDED.set(false);
    let problem = match outcome.map(|tokens| tokens.map(syn::parse2)) {
        Ok(Ok(Ok(file))) => return Ok(file),
        Ok(Ok(Err(error))) => format!("progenitor's code does not parse: {error}"),
        Ok(Err(error)) => format!("progenitor rejects the document: {error}"),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
            format!("progenitor panicked: {}", text.unwrap_or("it gave no reason"))
        }
    };
    let remedy = "add a rule for this class of documents to codegen/src/normalize.rs";
    Err(vec![Diagnostic::new("progenitor", problem, remedy)])
}

fn choose_settings(document: &Document) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    for (format, r#type, is_text) in runtime::FORMATS {
        let traits = [TypeImpl::Display, TypeImpl::FromStr].into_iter().filter(|_| is_text);
        settings.with_conversion(string_schema(format), r#type, traits);
    }
    for (format, r#type) in openapi::parameter_formats(document) {
        settings.with_conversion(string_schema(&format), r#type, [].into_iter());
    }
    settings
}

/// Returns the schema of a string with this format.
fn string_schema(format: &str) -> SchemaObject {
    SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    }
}
