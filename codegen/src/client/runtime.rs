//! What generated code asks of the crate around it: every path into `src/` that it names stands here.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Path, Type};

use super::api::Response;
use crate::formats;

/// Each format that stands for a type of the crate, that type, and whether it reads and prints as text.
pub const FORMATS: [(&str, &str, bool); 5] = [
    (formats::USER_TOKEN, "crate::UserToken", false),
    (formats::ID, "crate::types::values::Id", true),
    (formats::TIMESTAMP, "crate::types::values::Timestamp", true),
    (formats::DAY, "crate::types::values::Day", true),
    (formats::UPLOAD, "crate::types::values::Upload", false),
];

/// The name of the type of files.
pub const FILE: &str = "Upload";

/// Reads a value from every form in which the API writes it.
pub const LENIENT: &str = "crate::decode::lenient::read";

/// The function that reads a value from every form in which the API writes it.
pub fn lenient() -> TokenStream {
    quote!(crate::decode::lenient::read)
}

/// Reads null as an empty list or map.
pub const LENIENT_OR_EMPTY: &str = "crate::decode::lenient::or_empty";

/// The parts of the crate that only some documents ask for: two names that follow each other in a path, and
/// what the crate has the part behind: `cfg(argyle_spec = "…")`.
pub const PARTS: [(&str, &str, &str); 12] = [
    ("Decode", "bytes", "bytes"),
    ("Decode", "empty", "empty"),
    ("decode", "lenient", "lenient"),
    ("decode", "unlisted", "unlisted"),
    ("form", "add_files", "forms"),
    ("form", "add_value", "forms"),
    ("pages", "stream", "pages"),
    ("values", "Day", "times"),
    ("values", "Id", "ids"),
    ("values", "Timestamp", "times"),
    ("values", "Unknown", "unlisted"),
    ("values", "Upload", "forms"),
];

/// What every builder of an operation names.
pub fn imports() -> TokenStream {
    quote! {
        use crate::transport::Operation;
        use crate::{Error, ResponseValue};
    }
}

/// The type of an answer that holds a value.
pub fn answer(value: &TokenStream) -> TokenStream {
    quote!(ResponseValue<#value>)
}

/// What the path of requests knows of an operation.
pub fn operation(name: &str, safe_to_repeat: bool) -> TokenStream {
    quote!(Operation { name: #name, safe_to_repeat: #safe_to_repeat })
}

/// What the clones of a client share.
pub fn state() -> TokenStream {
    quote!(crate::client::State)
}

/// The type that a response is decoded into, and what decodes it.
pub fn decoding(response: &Response) -> (TokenStream, TokenStream) {
    let (value, decode) = match response {
        Response::Json(r#type) => (quote!(#r#type), "json"),
        Response::Nothing => (quote!(()), "empty"),
        Response::Bytes => (quote!(::bytes::Bytes), "bytes"),
    };
    let decode = format_ident!("{decode}");
    (value, quote!(crate::transport::response::Decode::#decode))
}

/// Sends a request and decodes its answer.
pub fn call(client: &TokenStream, request: &TokenStream, decode: &TokenStream) -> TokenStream {
    quote!(#client.call(#request, Self::OPERATION, #decode).await)
}

/// Streams the items of a list, page by page.
pub fn stream(client: &TokenStream, request: &TokenStream, split: &TokenStream) -> TokenStream {
    quote!(crate::pages::stream(#client, #request, Self::OPERATION, #split))
}

/// Makes the error of a value that is missing or does not convert.
pub fn invalid_request() -> TokenStream {
    quote!(Error::invalid_request)
}

/// Makes the error of values that make up no request.
pub fn unsendable() -> TokenStream {
    quote!(Error::unsendable)
}

/// A value as a step of a path.
pub fn encode_path(value: &TokenStream) -> TokenStream {
    quote!(progenitor_client::encode_path(&#value.to_string()))
}

/// A value as a part of a query.
pub fn query_parameter(name: &str, value: &TokenStream) -> TokenStream {
    quote!(progenitor_client::QueryParam::new(#name, &#value))
}

/// Sends a body as a form without files.
pub fn form_urlencoded(request: &TokenStream, body: &TokenStream) -> TokenStream {
    quote! {
        progenitor_client::RequestBuilderExt::<()>::form_urlencoded(#request, &#body)
            .map_err(|error| Error::invalid_request(error.to_string()))?
    }
}

/// Adds a field of a body to a form: as files, or as a value.
pub fn add_to_form(name: &str, field: &Ident, is_file: bool) -> TokenStream {
    if is_file {
        quote!(crate::form::add_files(form, #name, self.#field)?)
    } else {
        quote!(crate::form::add_value(form, #name.to_owned(), &self.#field))
    }
}

/// The type of the properties of an object that the document does not list, as the module of types names it.
pub fn unlisted_properties() -> Type {
    syn::parse_quote!(values::Unknown)
}

/// Decodes a value beside its unlisted properties, `of` the type of which makes them of what is left.
pub fn decode_beside_unlisted(remote: &Ident, field: &Ident) -> TokenStream {
    let unlisted_properties = unlisted_properties();
    quote! {
        let mut unlisted = crate::decode::unlisted::Unlisted::default();
        let mut value = #remote::deserialize(unlisted.beside(deserializer))?;
        value.#field = #unlisted_properties::of(unlisted);
        Ok(value)
    }
}

/// The module of types that OpenAPI has none for, a part of the module of types.
pub fn values() -> TokenStream {
    quote! {
        /// Types of values that OpenAPI has no type for.
        pub mod values {
            pub use crate::values::*;
        }
    }
}

/// The supertrait that keeps the typed mock from being implemented elsewhere, as the mock names it.
pub fn sealed() -> TokenStream {
    quote!(super::sealed::Sealed)
}

/// A type as a program names it that depends on the crate, and imports its `types`.
pub fn outside(r#type: &Type) -> Type {
    let mut r#type = r#type.clone();
    Outside.visit_type_mut(&mut r#type);
    r#type
}

struct Outside;

impl VisitMut for Outside {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if let Some(first) = path.segments.first_mut().filter(|it| it.ident == "crate") {
            first.ident = format_ident!("argyle_user_tokens");
        }
    }
}
