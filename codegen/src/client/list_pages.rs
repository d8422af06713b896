//! Lists: operations with the method `GET` whose response has `results` and `next`. They get a stream.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{ItemStruct, Path, Type, parse_quote};

use super::api::{Api, Operation, Response};
use super::runtime;
use super::syntax::type_paths::{arguments, generated_name, is_named, option_of};

/// The properties of a page of a list: its items, and the address of the next page.
const ITEMS: &str = "results";
const NEXT: &str = "next";

/// A page of a list, as the module of builders names it.
pub struct ListPage {
    page: Type,
    item: Type,
    /// The items of a `page`, and the address of the next one.
    items: TokenStream,
    next: TokenStream,
}

impl ListPage {
    /// The page that an operation answers with, if it lists something.
    pub fn of(api: &Api, operation: &Operation) -> Option<Self> {
        let Response::Json(page) = &operation.response else {
            return None;
        };
        let structure = api.structure(generated_name(page)?)?;
        if operation.site.method != "get" {
            return None;
        }
        let (list, address) = (field(structure, ITEMS)?, field(structure, NEXT)?);
        let (items, next) = (option_of(list), option_of(address));
        let list = items.unwrap_or(list);
        if !is_named(list, "Vec") || !is_named(next.unwrap_or(address), "String") {
            return None;
        }
        let mut item = (*arguments(list).first()?).clone();
        InTypes(api).visit_type_mut(&mut item);
        Some(Self {
            page: page.clone(),
            item,
            items: match items {
                Some(_) => quote!(page.results.unwrap_or_default()),
                None => quote!(page.results),
            },
            next: if next.is_some() { quote!(page.next) } else { quote!(Some(page.next)) },
        })
    }

    /// The method that streams the items of all pages; `client` is the field with the client.
    pub fn stream(&self, client: &Ident) -> TokenStream {
        let Self { page, item, items, next } = self;
        let split = quote!(|page: #page| (#items, #next));
        let stream = runtime::stream(&quote!(self.#client), &quote!(self.into_request()), &split);
        quote! {
            /// Streams the items of all pages, which are fetched as the stream is read.
            ///
            /// The stream ends with the first error. How many items a page has changes nothing but
            /// the number of requests.
            pub fn stream(self) -> impl ::futures_util::Stream<Item = Result<#item, Error>> + Send + 'a {
                #stream
            }
        }
    }
}

fn field<'a>(structure: &'a ItemStruct, name: &str) -> Option<&'a Type> {
    let field = structure.fields.iter().find(|it| it.ident.as_ref().is_some_and(|it| it == name));
    field.map(|field| &field.ty)
}

/// Names the types of the module `types` as the modules beside it do.
struct InTypes<'a>(&'a Api);

impl VisitMut for InTypes<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.get_ident().is_some_and(|name| self.0.has_type(name)) {
            *path = parse_quote!(types::#path);
        }
    }
}
