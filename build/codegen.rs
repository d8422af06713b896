//! Stage 6, codegen: progenitor writes the client, and passes over its syntax tree make it ours.

mod comments;
mod decoders;
mod enums;
mod environment;
mod examples;
mod interface;
mod mock;
mod multipart;
mod operation;
mod pages;
mod send;
pub mod support;
mod tolerance;

use std::panic::{self, AssertUnwindSafe};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;
use syn::File;

use super::diagnostic::Diagnostic;
use super::document::Document;
use super::examples::Example;
use super::formats;

/// What codegen produces: the text of the files, and the syntax trees for the outline.
pub struct Code {
    pub client: String,
    pub mock: String,
    pub decoders: String,
    pub trees: [File; 2],
}

/// Generates the client of `document` and the typed mock beside it.
pub fn generate(
    document: &Document,
    examples: &[Example],
    features: &[&str],
) -> Result<Code, Vec<Diagnostic>> {
    let environments = environment::read(document)?;
    let operations = operation::read(document);
    let api = model(document)?;

    let mut client = run(|generator| generator.generate_tokens(&api))?;
    interface::reduce(&mut client);
    send::rewire(&mut client, &operations)?;
    enums::open(&mut client);
    tolerance::tolerate(&mut client);
    multipart::send_forms(&mut client, &operations);
    pages::stream(&mut client, &operations);
    interface::import(&mut client);
    examples::replace(&mut client);
    comments::complete(&mut client, &operations);
    client.items.extend(environment::items(&environments));
    client.items.push(operation::secret_properties(document));
    support::add(&mut client, features, &document.pages().join(", "))?;

    let decoders = decoders::table(&mut client, document, examples);

    let mut mock = run(|generator| generator.httpmock(&api, "crate"))?;
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

/// The first lines of a generated file: what it was made from, and where changes belong.
fn header(document: &Document) -> String {
    format!(
        "// Generated at compile time from {} and spec/overlay.yaml, with progenitor.\n\
         // Changes belong there or into build/; this file is overwritten by every build.\n\n",
        document.pages().join(", ")
    )
}

/// The document in the types of `openapiv3`.
fn model(document: &Document) -> Result<OpenAPI, Vec<Diagnostic>> {
    let value = Value::Object(document.root.clone());
    serde_json::from_value(value).map_err(|error| {
        vec![Diagnostic::new(
            document.pages().join(", "),
            format!("the document does not follow OpenAPI 3.0: {error}"),
            "take the page again as spec/README.md describes, or mend it in spec/overlay.yaml",
        )]
    })
}

/// Runs progenitor; where it panics, that is a diagnostic like every other.
fn run(
    generate: impl FnOnce(&mut Generator) -> Result<TokenStream, progenitor::Error>,
) -> Result<File, Vec<Diagnostic>> {
    let refuse = |problem: String| {
        let remedy = "find the part of the document that the generator cannot take, and add a rule \
                      for its class to build/normalize.rs";
        vec![Diagnostic::new("progenitor", problem, remedy)]
    };
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result =
        panic::catch_unwind(AssertUnwindSafe(|| generate(&mut Generator::new(&settings()))));
    panic::set_hook(hook);
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
