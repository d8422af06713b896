//! Writes the stream of a list that comes in pages: a `GET` whose response has `results` and `next`.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Item, ItemStruct, Type, parse_quote};

use super::operation::{Operation, Response};
use super::runtime;
use super::syntax::{inside, named};

/// The properties of a page: its items, and the address of the next page.
const ITEMS: &str = "results";
const NEXT: &str = "next";

/// How the items and the next address of a page are taken out of it.
pub struct ListPage {
    item: Type,
    items: Expr,
    next: Expr,
}

/// The types that are pages of a list, by their names.
pub type ListPages = HashMap<String, ListPage>;

/// Finds them among all types.
pub fn find(types: &[Item]) -> ListPages {
    let structs = types.iter().filter_map(|item| match item {
        Item::Struct(item) => Some((item.ident.to_string(), list_page(item)?)),
        _ => None,
    });
    structs.collect()
}

/// The stream of an operation, where it returns pages of a list.
pub fn stream(operation: &Operation, pages: &ListPages) -> Option<TokenStream> {
    let Response::Json(response) = &operation.response else {
        return None;
    };
    let (name, _) = named(response)?;
    let ListPage { item, items, next } =
        pages.get(&name.to_string()).filter(|_| operation.method == "GET")?;
    let (client, stream) = (&operation.client, runtime::stream());
    Some(quote! {
        /// Streams the items of all pages, which are fetched as the stream is read.
        ///
        /// The stream ends with the first error. How many items a page has changes nothing but
        /// the number of requests.
        pub fn stream(self) -> impl ::futures_util::Stream<Item = Result<#item, Error>> + Send + 'a {
            let client = self.#client;
            #stream(client, self.into_request(), Self::OPERATION, |page: #response| (#items, #next))
        }
    })
}

fn list_page(item: &ItemStruct) -> Option<ListPage> {
    let field =
        |name: &str| item.fields.iter().find(|it| it.ident.as_ref().is_some_and(|it| it == name));
    let (list, address) = (&field(ITEMS)?.ty, &field(NEXT)?.ty);
    let (optional_list, optional_address) = (inside(list, "Option"), inside(address, "Option"));
    let element = inside(optional_list.unwrap_or(list), "Vec")?;
    named(optional_address.unwrap_or(address)).filter(|(name, _)| *name == "String")?;
    Some(ListPage {
        item: in_types(element),
        items: match optional_list {
            Some(_) => parse_quote!(page.results.unwrap_or_default()),
            None => parse_quote!(page.results),
        },
        next: match optional_address {
            Some(_) => parse_quote!(page.next),
            None => parse_quote!(Some(page.next)),
        },
    })
}

/// A type of the module `types` as the builders beside it name it.
fn in_types(r#type: &Type) -> Type {
    match r#type {
        Type::Path(path) if path.path.get_ident().is_some() => {
            let name = path.to_token_stream().to_string();
            let primitive = name.starts_with(|first: char| first.is_lowercase());
            if primitive { r#type.clone() } else { parse_quote!(types::#path) }
        }
        r#type => r#type.clone(),
    }
}
