//! The pass over request builders: documents them, and adds the public methods that send the request.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, ImplItem, ImplItemFn, Item, ItemImpl, parse_quote};

use super::documentation::{describe_value, docs, document};
use super::list_pages;
use super::model::{Model, Operation, Response, Types};
use super::progenitor::ProgenitorOutput;
use super::syntax::type_paths::last_name;

/// Documents the builders, and adds the public methods. Removes the builders of skipped operations.
pub fn finish_builders(written: &mut ProgenitorOutput, model: &Model) {
    let types = Types::index(&model.types);
    let operations: BTreeMap<&Ident, &Operation> =
        model.operations.iter().map(|operation| (&operation.builder, operation)).collect();
    written.builders.retain_mut(|item| match item {
        Item::Struct(item) => operations.get(&item.ident).is_some_and(|operation| {
            let method = format!("Client::{}", operation.name);
            let about = format!("Request builder of [`{method}`](super::{method}).");
            document(&mut item.attrs, &about);
            item.attrs
                .push(parse_quote!(#[must_use = "a request does nothing until `send` is called"]));
            true
        }),
        Item::Impl(item) => {
            let operation = last_name(&item.self_ty).and_then(|name| operations.get(name));
            operation.is_some_and(|operation| {
                finish_methods(item, operation, &types);
                true
            })
        }
        _ => true,
    });
}

/// Documents the methods of a builder, and adds the methods that send its request.
fn finish_methods(block: &mut ItemImpl, operation: &Operation, types: &Types<'_>) {
    for method in block.items.iter_mut().filter_map(as_function) {
        let name = method.sig.ident.to_string();
        let parameter =
            operation.parameters.iter().find(|parameter| method.sig.ident == parameter.name);
        match (name.as_str(), parameter) {
            ("new", _) => method.attrs.push(parse_quote!(#[doc(hidden)])),
            ("send", _) => {
                method.sig.ident = format_ident!("send_request");
                method.vis = parse_quote!(pub(crate));
            }
            ("body", _) => document(&mut method.attrs, "Sets the whole body."),
            ("body_map", _) => document(&mut method.attrs, "Changes the body through its builder."),
            (name, Some(parameter)) => {
                let about =
                    describe_value(&format!("Sets `{name}`"), parameter.description.as_deref());
                document(&mut method.attrs, &about);
                mark_deprecated(&mut method.attrs, parameter.deprecated);
            }
            _ => {}
        }
    }
    let send = write_send(operation);
    let stream = list_pages::write_stream(types, operation);
    let body_stream = write_body_stream(operation);
    let added: ItemImpl = parse_quote!(impl Builder { #send #stream #body_stream });
    block.items.extend(added.items);
}

/// Returns the item as a function, if it is one.
pub fn as_function(item: &mut ImplItem) -> Option<&mut ImplItemFn> {
    match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    }
}

/// Marks an item as deprecated, if the document does.
pub fn mark_deprecated(attributes: &mut Vec<Attribute>, deprecated: bool) {
    if deprecated {
        attributes.push(parse_quote!(#[deprecated]));
    }
}

fn write_send(operation: &Operation) -> TokenStream {
    let about = docs(&format!(
        "{}.\n\n# Errors\n\nFails if a value is missing or does not convert, if no response arrives in time, or if \
         the response is not the documented one. [`ErrorKind`](crate::ErrorKind) tells these cases apart.",
        operation.describe_request()
    ));
    let name = operation.name.to_string();
    let (value, mapped) = match &operation.response {
        Response::Json(r#type) => (quote!(#r#type), None),
        Response::Nothing => (quote!(()), None),
        Response::Bytes => (quote!(::bytes::Bytes), Some(quote!(crate::progenitor_client::whole))),
    };
    let sent = quote!(crate::progenitor_client::send(#name, self.send_request()));
    let sent = mapped.map_or(sent.clone(), |whole| quote!(#whole(#sent)));
    quote! {
        #(#about)*
        pub fn send(
            self,
        ) -> impl ::std::future::Future<Output = ::std::result::Result<crate::Response<#value>, crate::Error>> + ::std::marker::Send + 'a {
            #sent
        }
    }
}

/// Writes code that binds `request` to the request that a capturing client builds, and `client` to the client that
/// sends it.
pub fn write_capture(operation: &Operation) -> TokenStream {
    let name = operation.name.to_string();
    let (builder, client) = (&operation.builder, &operation.client);
    quote! {
        let client = self.#client;
        let capturing = client.capturing();
        let request = #builder { #client: &capturing, ..self };
        let request = crate::progenitor_client::capture(#name, request.send_request());
    }
}

/// Writes the method that streams the body of a response, for operations whose response is not JSON.
fn write_body_stream(operation: &Operation) -> Option<TokenStream> {
    if !matches!(operation.response, Response::Bytes) {
        return None;
    }
    let about = docs(&format!(
        "{}, and streams the body of the response.\n\n# Errors\n\nFails like [`send`](Self::send). The stream yields \
         errors that occur later.",
        operation.describe_request()
    ));
    let (capture, name) = (write_capture(operation), operation.name.to_string());
    Some(quote! {
        #(#about)*
        pub fn stream(
            self,
        ) -> impl ::std::future::Future<Output = ::std::result::Result<crate::Response<crate::types::values::BodyStream>, crate::Error>> + ::std::marker::Send + 'a {
            #capture
            crate::body_stream::open(client, #name, request)
        }
    })
}
