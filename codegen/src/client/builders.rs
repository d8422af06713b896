//! Writes the module `builder`: for every operation what is set, what becomes of it, and how it is sent.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ImplItemFn, Item, parse_quote};

use super::list_pages::{self, ListPages};
use super::operation::{Body, HeaderParameter, Operation, Parameter};
use super::runtime;

/// What every `send` may fail with.
const ERRORS: &str = "If a value is missing or does not convert, if the request cannot be delivered in time, and \
                      if the answer is not the documented one: [`ErrorKind`](crate::ErrorKind) tells them apart.";

/// The module with the builders of all operations.
pub fn module(operations: &[Operation], list_pages: &ListPages) -> Item {
    let imports = runtime::imports();
    let builders = operations.iter().map(|operation| builder(operation, list_pages));
    parse_quote! {
        /// Types for composing operation parameters.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        pub mod builder {
            #imports
            #(#builders)*
        }
    }
}

fn builder(operation: &Operation, list_pages: &ListPages) -> TokenStream {
    let Operation { builder, attributes, client, name, facts, .. } = operation;
    let fields: Vec<&Ident> = operation.parameters.iter().map(|it| &it.name).collect();
    let types = operation.parameters.iter().map(|it| &it.field);
    let initial = operation.parameters.iter().map(|it| &it.initial);
    let doc = format!("Builder for [`Client::{name}`](super::Client::{name}).");
    let called = name.to_string();
    let called = called.trim_start_matches("r#");
    let safe_to_repeat = facts.safe_to_repeat;
    let setters = operation.setters.iter().map(|setter| documented(setter, operation));
    let into_request = into_request(operation);
    let send = send(operation);
    let stream = list_pages::stream(operation, list_pages);
    quote! {
        #[doc = #doc]
        #(#attributes)*
        pub struct #builder<'a> {
            #client: &'a super::Client,
            #(#fields: #types,)*
        }

        impl<'a> #builder<'a> {
            pub(crate) const OPERATION: Operation = Operation {
                name: #called,
                safe_to_repeat: #safe_to_repeat,
            };

            pub(super) fn new(client: &'a super::Client) -> Self {
                Self { #client: client, #(#fields: #initial,)* }
            }

            #(#setters)*
            #into_request
            #send
            #stream
        }
    }
}

/// A setter with its documentation.
fn documented(setter: &ImplItemFn, operation: &Operation) -> ImplItemFn {
    let name = setter.sig.ident.to_string();
    let name = name.trim_start_matches("r#");
    let described = operation.facts.descriptions.get(name);
    let doc = match (name, described) {
        ("body", _) if operation.body.is_some() => "Sets the whole body.".to_owned(),
        ("body_map", _) if operation.body.is_some() => {
            "Changes the body through its builder.".to_owned()
        }
        (_, Some(text)) => format!("Sets `{name}`: {text}"),
        (_, None) => format!("Sets `{name}`."),
    };
    let mut setter = setter.clone();
    setter.attrs = vec![parse_quote!(#[doc = #doc])];
    setter
}

/// What makes the request.
fn into_request(operation: &Operation) -> TokenStream {
    let Operation { client, request, method, path, fixed_headers, .. } = operation;
    let fields: Vec<&Ident> = operation.parameters.iter().map(|it| &it.name).collect();
    let values = operation.parameters.iter().map(|Parameter { name, value, .. }| {
        quote!(let #name = #value.map_err(Error::invalid_request)?;)
    });
    let segments = operation.path_parameters.iter().map(runtime::path_segment);
    let (names, contents): (Vec<_>, Vec<_>) = fixed_headers.iter().cloned().unzip();
    let body = operation.body.map(|body| match body {
        Body::Json if operation.facts.multipart => {
            quote!(.multipart(body.into_form().map_err(Error::unsendable)?))
        }
        Body::Json => quote!(.json(&body)),
        Body::Form => quote!(.form(&body)),
        Body::Raw => quote!(.body(body)),
    });
    let query = operation.query.iter().map(|(wire, name)| runtime::query(wire, name));
    let headers = operation.headers.iter().map(|header| append(header, request));
    let mutable = (!operation.headers.is_empty()).then(|| quote!(mut));
    quote! {
        /// The request, with all values of the builder in it.
        pub(crate) fn into_request(self) -> Result<::reqwest::Request, Error> {
            let Self { #client, #(#fields,)* } = self;
            #(#values)*
            let #mutable #request = #client
                .client
                .request(
                    ::reqwest::Method::#method,
                    format!(#path, #client.baseurl, #(#segments),*),
                )
                #(.header(#names, #contents))*
                #body
                #(.query(&#query))*;
            #(#headers)*
            #request.build().map_err(Error::unsendable)
        }
    }
}

/// What adds a header parameter to the request.
fn append(
    HeaderParameter { wire, name, required }: &HeaderParameter,
    request: &Ident,
) -> TokenStream {
    if *required {
        quote!(#request = #request.header(#wire, #name.to_string());)
    } else {
        quote! {
            if let Some(value) = #name {
                #request = #request.header(#wire, value.to_string());
            }
        }
    }
}

/// What sends the request.
fn send(operation: &Operation) -> TokenStream {
    let client = &operation.client;
    let (decode, value) = runtime::decoding(&operation.response);
    let doc = format!("{}\n\n# Errors\n\n{ERRORS}", sends(operation));
    quote! {
        #[doc = #doc]
        pub async fn send(self) -> Result<Response<#value>, Error> {
            let client = self.#client;
            client.call(self.into_request()?, Self::OPERATION, #decode).await
        }
    }
}

/// ``Sends a `POST` request to `/v2/user-tokens`.``, the last paragraph of the prose.
fn sends(operation: &Operation) -> String {
    let last = operation.prose.rsplit("\n\n").next().unwrap_or_default();
    format!("{}.", last.trim_end_matches('.'))
}
