//! Stage 6, client: progenitor writes the client, and passes over its syntax tree make it ours.

mod collisions;
mod comments;
pub mod decoders;
mod enums;
mod environment;
mod examples;
mod interface;
mod mock;
mod model;
mod multipart;
mod operation;
mod pages;
pub mod parts;
mod send;
mod tolerance;
mod unlisted;

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use syn::{File, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::normalize::drop_unused_schemas;
use crate::report::Report;
use crate::vocabulary;

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

/// The client and the typed mock beside it, as syntax trees.
pub struct Code {
    pub client: File,
    pub mock: File,
}

/// Generates the client of `document`, and the typed mock beside it.
///
/// An operation that progenitor does not take is left out, whatever the reason; `report` say so.
pub fn generate(document: &mut Document, report: &mut Report) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document)?;
    let (mut client, mut mock) = match raw(document) {
        Ok(trees) => trees,
        Err(_) => {
            leave_out_rejected(document, report);
            raw(document)?
        }
    };
    let operations = operation::read(document);
    interface::reduce(&mut client);
    send::rewire(&mut client, &operations)?;
    enums::open(&mut client);
    tolerance::tolerate(&mut client);
    multipart::send_forms(&mut client, &operations);
    pages::stream(&mut client, &operations);
    interface::import(&mut client, document);
    examples::replace(&mut client, &operations);
    comments::complete(&mut client, &operations);
    client.items.extend(environment::items(&environments));
    client.items.push(operation::secret_properties(document));
    if let Some(types) = interface::module(&mut client, "types") {
        types.push(parse_quote! {
            /// Types of values that OpenAPI has no type for.
            pub mod values {
                pub use crate::values::*;
            }
        });
    }
    collisions::check(&client, &document.files().join(", "))?;

    mock::adapt(&mut mock);
    multipart::drop_matchers(&mut mock, &operations);
    comments::complete(&mut mock, &operations);

    Ok(Code { client, mock })
}

/// What progenitor makes of the document: the client and the mock.
fn raw(document: &Document) -> Result<(File, File), Vec<Diagnostic>> {
    let api = model::of(document)?;
    let client = run(|generator| generator.generate_tokens(&api))?;
    let mock = run(|generator| generator.httpmock(&api, "crate"))?;
    Ok((client, mock))
}

/// Serves documents of which progenitor refuses a part for a reason that no rule knows: each operation
/// is tried by itself.
fn leave_out_rejected(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        if let Err(diagnostics) = raw(&document.only(&key)) {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            report.leave_out(document, &key, &reasons.join(" "));
        }
    }
    drop_unused_schemas(document, report);
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

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote!(std::sync::Arc<crate::client::State>));
    let written = [TypeImpl::Display, TypeImpl::FromStr];
    for (format, name, implemented) in [
        (vocabulary::USER_TOKEN, "crate::UserToken", &[][..]),
        (vocabulary::ID, "crate::types::values::Id", &written[..]),
        (vocabulary::TIMESTAMP, "crate::types::values::Timestamp", &written[..]),
        (vocabulary::DAY, "crate::types::values::Day", &written[..]),
        (vocabulary::UPLOAD, "crate::types::values::Upload", &[][..]),
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
