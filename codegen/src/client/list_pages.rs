//! Writes the streams of lists: of `GET` operations whose response has `results` and `next`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemStruct, Type};

use super::builders::write_capture;
use super::model::{Encoding, Operation, Response, Types};
use super::syntax::type_paths::{arguments, generated_name, is_list, is_text, option_of};

/// The properties of a list page: its items, and the address of the next page.
const ITEMS: &str = "results";
const NEXT: &str = "next";

/// Writes the method that streams the items of all pages of a list.
pub fn write_stream(types: &Types<'_>, operation: &Operation) -> Option<TokenStream> {
    let Response::Json(page) = &operation.response else {
        return None;
    };
    let structure = types.structure(generated_name(page)?)?;
    // A body that can be sent only once is gone when the second page is requested.
    let is_sent_once = operation
        .body
        .as_ref()
        .is_some_and(|body| body.is_stream() || body.encoding == Encoding::Multipart);
    if operation.key.method != "get" || is_sent_once {
        return None;
    }
    let (results, next) = (field_type(structure, ITEMS)?, field_type(structure, NEXT)?);
    let (some_results, some_next) = (option_of(results), option_of(next));
    let list = some_results.unwrap_or(results);
    if !is_list(list) || !is_text(some_next.unwrap_or(next)) {
        return None;
    }
    let item = types.name_beside(arguments(list).first()?);
    let unwrapped = some_results.map(|_| quote!(.unwrap_or_default()));
    let next = if some_next.is_some() { quote!(page.next) } else { quote!(Some(page.next)) };
    let (capture, name) = (write_capture(operation), operation.name.to_string());
    Some(quote! {
        /// Streams the items of all pages. Polling the stream requests the next page.
        ///
        /// The stream ends with the first error. The page size changes only the number of
        /// requests.
        pub fn stream(
            self,
        ) -> impl ::futures_util::Stream<Item = ::std::result::Result<#item, crate::Error>> + ::std::marker::Send + 'a {
            #capture
            crate::list_pages::stream(client, #name, request, |page: #page| {
                (page.results #unwrapped, #next)
            })
        }
    })
}

fn field_type<'a>(structure: &'a ItemStruct, name: &str) -> Option<&'a Type> {
    let is_named = |field: &&syn::Field| field.ident.as_ref().is_some_and(|ident| ident == name);
    structure.fields.iter().find(is_named).map(|field| &field.ty)
}
