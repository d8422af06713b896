//! Stage 6, codegen: progenitor writes the client, and passes over its syntax tree make it ours.

mod collisions;
mod comments;
mod decoders;
mod enums;
mod environment;
mod examples;
mod interface;
mod mock;
mod model;
mod multipart;
mod operation;
mod pages;
mod send;
mod support;
mod tolerance;
mod unlisted;

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use syn::File;

use super::diagnostic::Diagnostic;
use super::document::Document;
use super::examples::Example;
use super::formats;
use super::normalize::{Findings, drop_unused_schemas};

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

/// What codegen produces: the text of the files, and the syntax trees for the outline.
pub struct Code {
    pub client: String,
    pub mock: String,
    pub decoders: String,
    pub trees: [File; 2],
}

/// Generates the client of `document`, the typed mock beside it, and a table for tests.
///
/// An operation that progenitor does not take is left out, whatever the reason; `findings` say so.
pub fn generate(
    document: &mut Document,
    examples: &[Example],
    features: &[&str],
    findings: &mut Findings,
) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document)?;
    let mocked = features.contains(&"mock");
    let (mut client, mut mock) = match raw(document, mocked) {
        Ok(trees) => trees,
        Err(_) => {
            leave_out_rejected(document, findings);
            raw(document, mocked)?
        }
    };
    let operations = operation::read(document);
    interface::reduce(&mut client);
    let mut needs = support::needs_of(document);
    needs.extend(send::rewire(&mut client, &operations)?);
    enums::open(&mut client, &mut needs);
    tolerance::tolerate(&mut client, &mut needs);
    multipart::send_forms(&mut client, &operations);
    pages::stream(&mut client, &operations, &mut needs);
    interface::import(&mut client, document);
    examples::replace(&mut client, &operations);
    comments::complete(&mut client, &operations);
    client.items.extend(environment::items(&environments));
    client.items.push(operation::secret_properties(document));
    support::add(&mut client, needs, features, &document.pages().join(", "))?;
    collisions::check(&client, &document.pages().join(", "))?;
    let decoders = decoders::table(&mut client, document, examples);

    mock::adapt(&mut mock);
    multipart::drop_matchers(&mut mock, &operations);
    comments::complete(&mut mock, &operations);

    let header = header(document);
    Ok(Code {
        client: format!("{header}{}", prettyplease::unparse(&client)),
        mock: format!("{header}{}", prettyplease::unparse(&mock)),
        decoders: format!("{header}{}", prettyplease::unparse(&decoders)),
        trees: [client, mock],
    })
}

/// What progenitor makes of the document: the client, and the mock where it is wanted.
fn raw(document: &Document, mocked: bool) -> Result<(File, File), Vec<Diagnostic>> {
    let api = model::of(document)?;
    let client = run(|generator| generator.generate_tokens(&api))?;
    let mock = match mocked {
        true => run(|generator| generator.httpmock(&api, "crate"))?,
        false => syn::parse_quote!(),
    };
    Ok((client, mock))
}

/// Serves documents of which progenitor refuses a part for a reason that no rule knows: each operation
/// is tried by itself.
fn leave_out_rejected(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        if let Err(diagnostics) = raw(&document.only(&site), true) {
            let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            findings.leave_out(document, &site, &reasons.join(" "));
        }
    }
    drop_unused_schemas(document, findings);
}

/// The first lines of a generated file: what it was made from, and where changes belong.
fn header(document: &Document) -> String {
    format!(
        "// Generated at compile time from {} and spec/overlay.yaml, with progenitor.\n\
         // Changes belong there or into build/; this file is overwritten by every build.\n\n",
        document.pages().join(", ")
    )
}

/// Runs progenitor; where it panics, that is a diagnostic like every other.
fn run(
    generate: impl FnOnce(&mut Generator) -> Result<TokenStream, progenitor::Error>,
) -> Result<File, Vec<Diagnostic>> {
    let refuse = |problem: String| {
        let remedy = "add a rule for this class of document to build/normalize.rs";
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
