//! The pass that gives a list its stream: a `GET` whose response has `results` and `next`.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Expr, File, ImplItem, Item, ItemStruct, Type, parse_quote};

use super::interface::{builders, module};
use super::operation::Operation;
use super::send::{arguments, success};

/// The properties of a page: its items, and the address of the next page.
const ITEMS: &str = "results";
const NEXT: &str = "next";

/// How the items and the next address of a page are taken out of it.
struct Page {
    item: Type,
    items: Expr,
    next: Expr,
}

/// Adds `stream` to the builder of every list.
pub fn stream(file: &mut File, operations: &BTreeMap<String, Operation>) {
    let pages = pages(file);
    for item in builders(file).into_iter().flatten() {
        let Item::Impl(item) = item else {
            continue;
        };
        let name = heck::ToSnakeCase::to_snake_case(
            item.self_ty.to_token_stream().to_string().split('<').next().unwrap_or_default().trim(),
        );
        if operations.get(&name).is_none_or(|operation| operation.method != "get") {
            continue;
        }
        let send = item.items.iter().find_map(|member| match member {
            ImplItem::Fn(function) if function.sig.ident == "send" => Some(function.clone()),
            _ => None,
        });
        let Some(send) = send else {
            continue;
        };
        // `send` takes the client out of the builder, by whatever name it has there.
        let (Some(response), Some(client)) =
            (success(&send.sig.output).cloned(), send.block.stmts.first())
        else {
            continue;
        };
        let key = response.to_token_stream().to_string().replace(' ', "");
        if let Some(Page { item: element, items, next }) = pages.get(&key) {
            item.items.push(parse_quote! {
                /// Streams the items of all pages, which are fetched as the stream is read.
                ///
                /// The stream ends with the first error. How many items a page has changes nothing but
                /// the number of requests.
                pub fn stream(self) -> impl ::futures_util::Stream<Item = Result<#element, Error>> + Send + 'a {
                    #client
                    crate::pages::stream(
                        client,
                        self.into_request(),
                        Self::OPERATION,
                        |page: #response| (#items, #next),
                    )
                }
            });
        }
    }
}

/// The types that are pages, by their path.
fn pages(file: &mut File) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    for item in module(file, "types").into_iter().flatten() {
        if let Item::Struct(item) = item
            && let Some(page) = page(item)
        {
            pages.insert(format!("types::{}", item.ident), page);
        }
    }
    pages
}

fn page(item: &ItemStruct) -> Option<Page> {
    let field =
        |name: &str| item.fields.iter().find(|it| it.ident.as_ref().is_some_and(|it| it == name));
    let (list, optional) = unwrapped(&field(ITEMS)?.ty);
    let (address, absent) = unwrapped(&field(NEXT)?.ty);
    if !is(list, "Vec") || !is(address, "String") {
        return None;
    }
    let element = arguments(list)?.first().map(|it| (*it).clone())?;
    Some(Page {
        item: in_types(&element),
        items: if optional {
            parse_quote!(page.results.unwrap_or_default())
        } else {
            parse_quote!(page.results)
        },
        next: if absent { parse_quote!(page.next) } else { parse_quote!(Some(page.next)) },
    })
}

/// The type inside an option, and whether there was one.
fn unwrapped(r#type: &Type) -> (&Type, bool) {
    if is(r#type, "Option")
        && let Some(inner) = arguments(r#type).and_then(|it| it.first().copied())
    {
        return (inner, true);
    }
    (r#type, false)
}

fn is(r#type: &Type, name: &str) -> bool {
    matches!(r#type, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == name))
}

/// A type of the module `types` as the builders beside it name it.
fn in_types(r#type: &Type) -> Type {
    match r#type {
        Type::Path(path) if path.path.leading_colon.is_none() && path.path.segments.len() == 1 => {
            let primitive =
                path.path.segments[0].ident.to_string().starts_with(|it: char| it.is_lowercase());
            if primitive { r#type.clone() } else { parse_quote!(types::#path) }
        }
        r#type => r#type.clone(),
    }
}
