//! The parts of the runtime, `src/` of argyle-user-tokens, that the code of an operation names.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::operation::Response;

/// What the modules of builders import.
pub fn imports() -> TokenStream {
    quote! {
        use super::types;
        use crate::call::operation::Operation;
        use crate::{Error, Response};
    }
}

/// The state behind a client.
pub fn state() -> TokenStream {
    quote!(crate::client::state::State)
}

/// The function that reads a success, and the type that it returns.
pub fn decoding(response: &Response) -> (TokenStream, TokenStream) {
    match response {
        Response::Json(value) => (quote!(crate::decode::json), quote!(#value)),
        Response::Bytes => (quote!(crate::decode::bytes), quote!(::bytes::Bytes)),
        Response::Nothing => (quote!(crate::decode::empty), quote!(())),
    }
}

/// A path parameter as a segment of a path.
pub fn path_segment(name: &Ident) -> TokenStream {
    quote!(crate::call::parameters::path_segment(&#name.to_string()))
}

/// A query parameter as pairs of names and values.
pub fn query(wire: &syn::LitStr, name: &Ident) -> TokenStream {
    quote!(crate::call::parameters::query(#wire, &#name))
}

/// The function that streams the items of all pages of a list.
pub fn stream() -> TokenStream {
    quote!(crate::pages::stream)
}

/// The function that adds a value to a form: files, or anything else.
pub fn add_to_form(files: bool) -> TokenStream {
    let function = Ident::new(if files { "add_files" } else { "add_value" }, Span::call_site());
    quote!(crate::form::#function)
}
