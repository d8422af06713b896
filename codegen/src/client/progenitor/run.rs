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
    /// Whether progenitor is running, whose panics become diagnostics.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
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

/// What progenitor makes of the document; where it panics, that is a diagnostic like every other.
pub fn run(document: &Document) -> Result<File, Vec<Diagnostic>> {
    let api = openapi::of(document)?;
    let settings = settings(document);
    quiet_guarded_panics();
    GUARDED.set(true);
    let outcome =
        panic::catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&api)));
    GUARDED.set(false);
    let problem = match outcome.map(|tokens| tokens.map(syn::parse2)) {
        Ok(Ok(Ok(file))) => return Ok(file),
        Ok(Ok(Err(error))) => format!("the generated code does not parse: {error}"),
        Ok(Err(error)) => format!("the generator refuses the document: {error}"),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
            format!("the generator stopped: {}", text.unwrap_or("it does not say why"))
        }
    };
    let remedy = "add a rule for this class of document to codegen/src/normalize.rs";
    Err(vec![Diagnostic::new("progenitor", problem, remedy)])
}

fn settings(document: &Document) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    for (format, r#type, is_text) in runtime::FORMATS {
        let traits = [TypeImpl::Display, TypeImpl::FromStr].into_iter().filter(|_| is_text);
        settings.with_conversion(text_of(format), r#type, traits);
    }
    for (format, r#type) in openapi::parameter_formats(document) {
        settings.with_conversion(text_of(&format), r#type, [].into_iter());
    }
    settings
}

/// The schema of text of a format.
fn text_of(format: &str) -> SchemaObject {
    SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    }
}
