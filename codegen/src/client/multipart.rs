//! The pass that sends a body as a form with files, which progenitor would send as JSON.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Stmt, parse_quote};

use super::enums::serde_rename;
use super::interface::{builders, module};
use super::operation::Operation;

/// Sends the bodies of all operations whose body is a form.
pub fn send_forms(file: &mut File, operations: &BTreeMap<String, Operation>) {
    let mut bodies = Vec::new();
    for item in builders(file).into_iter().flatten() {
        if let Item::Impl(item) = item
            && is_multipart(item, operations)
        {
            let mut form = SendForm;
            form.visit_item_impl_mut(item);
            bodies.extend(body_type(item));
        }
    }
    let Some(items) = module(file, "types") else {
        return;
    };
    let forms: Vec<Item> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) if bodies.contains(&item.ident.to_string()) => Some(form(item)),
            _ => None,
        })
        .collect();
    items.extend(forms);
}

fn is_multipart(item: &ItemImpl, operations: &BTreeMap<String, Operation>) -> bool {
    let owner = item.self_ty.to_token_stream().to_string();
    let name = heck::ToSnakeCase::to_snake_case(owner.split('<').next().unwrap_or_default().trim());
    operations.get(&name).is_some_and(|operation| operation.multipart)
}

/// `X` of the statement `let body = body.and_then(|v| types::X::try_from(v) …)`.
fn body_type(item: &ItemImpl) -> Option<String> {
    let text = item.to_token_stream().to_string().replace(' ', "");
    let (_, rest) = text.split_once("types::builder::")?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    Some(rest[..end].to_owned())
}

struct SendForm;

impl VisitMut for SendForm {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.sig.ident == "into_request" {
            visit_mut::visit_impl_item_fn_mut(self, function);
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(call) = expression
            && call.method == "json"
        {
            let receiver = &call.receiver;
            *expression =
                parse_quote!(#receiver.multipart(body.into_form().map_err(Error::unsendable)?));
        }
    }
}

/// The conversion of a body into a form, a field at a time.
fn form(item: &ItemStruct) -> Item {
    let name = &item.ident;
    let fields = item.fields.iter().filter_map(|field| {
        let ident: &Ident = field.ident.as_ref()?;
        let wire = field.attrs.iter().find_map(serde_rename).unwrap_or_else(|| ident.to_string());
        let wire = wire.trim_start_matches("r#").to_owned();
        let file = field.ty.to_token_stream().to_string().contains("values :: Upload");
        let statement: Stmt = if file {
            parse_quote!(let form = crate::form::add_files(form, #wire, self.#ident)?;)
        } else {
            parse_quote!(let form = crate::form::add_value(form, #wire.to_owned(), &self.#ident);)
        };
        Some(statement)
    });
    parse_quote! {
        impl #name {
            /// The body as a form.
            pub(crate) fn into_form(self) -> ::reqwest::Result<::reqwest::multipart::Form> {
                let form = ::reqwest::multipart::Form::new();
                #(#fields)*
                ::std::result::Result::Ok(form)
            }
        }
    }
}

/// Removes the matchers of bodies that are forms from the typed mock, which would match JSON.
pub fn drop_matchers(file: &mut File, operations: &BTreeMap<String, Operation>) {
    for item in module(file, "operations").into_iter().flatten() {
        if let Item::Impl(item) = item {
            let owner = item.self_ty.to_token_stream().to_string();
            let name = heck::ToSnakeCase::to_snake_case(owner.trim_end_matches("When"));
            if operations.get(&name).is_some_and(|operation| operation.multipart) {
                item.items.retain(|it| !matches!(it, ImplItem::Fn(it) if it.sig.ident == "body"));
            }
        }
    }
}
