//! Writes the streams of lists: of operations with the method `GET` whose response has `results` and `next`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemStruct, Type};

use super::builders::captured;
use super::model::{Encoding, Operation, Response, Types};
use super::syntax::type_paths::{arguments, generated_name, is_list, is_text, option_of};

/// The properties of a page of a list: its items, and the address of the next page.
const ITEMS: &str = "results";
const NEXT: &str = "next";

/// The method of the builder of a list that streams the items of all pages.
pub fn stream(types: &Types<'_>, operation: &Operation) -> Option<TokenStream> {
    let Response::Json(page) = &operation.response else {
        return None;
    };
    let structure = types.structure(generated_name(page)?)?;
    // What can be sent once is not there for the second page.
    let is_sent_once = operation
        .body
        .as_ref()
        .is_some_and(|body| body.is_stream() || body.encoding == Encoding::Multipart);
    if operation.key.method != "get" || is_sent_once {
        return None;
    }
    let (results, next) = (field(structure, ITEMS)?, field(structure, NEXT)?);
    let (some_results, some_next) = (option_of(results), option_of(next));
    let list = some_results.unwrap_or(results);
    if !is_list(list) || !is_text(some_next.unwrap_or(next)) {
        return None;
    }
    let item = types.beside(arguments(list).first()?);
    let unwrapped = some_results.map(|_| quote!(.unwrap_or_default()));
    let next = if some_next.is_some() { quote!(page.next) } else { quote!(Some(page.next)) };
    let (captured, name) = (captured(operation), operation.name.to_string());
    Some(quote! {
        /// Streams the items of all pages, which are fetched as the stream is read.
        ///
        /// The stream ends with the first error. How many items a page has changes nothing but
        /// the number of requests.
        pub fn stream(
            self,
        ) -> impl ::futures_util::Stream<Item = ::std::result::Result<#item, crate::Error>> + ::std::marker::Send + 'a {
            #captured
            crate::list_pages::stream(client, #name, request, |page: #page| {
                (page.results #unwrapped, #next)
            })
        }
    })
}

fn field<'a>(structure: &'a ItemStruct, name: &str) -> Option<&'a Type> {
    let field = structure.fields.iter().find(|it| it.ident.as_ref().is_some_and(|it| it == name));
    field.map(|field| &field.ty)
}
