//! Writes the typed extension of `httpmock`'s server: for every operation, what its request has to look like and
//! what it is answered with.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, Lifetime, Type, parse_quote};

use super::api::{Api, Encoding, Operation, Parameter, Place, Response};
use super::documentation::{about_value, docs};
use super::runtime;
use super::syntax::type_paths::{ends_with, generated_name, is_named, option_of};
use super::types::enums;

/// The typed mock of a client.
pub fn file(api: &Api) -> File {
    let values = enums::names(&api.types);
    let wrappers = api.operations.iter().map(|operation| {
        let (when, then) = (when(operation, &values), then(operation, &values));
        quote!(#when #then)
    });
    let (declared, implemented): (Vec<_>, Vec<_>) = api.operations.iter().map(mocked).unzip();
    let sealed = runtime::sealed();
    parse_quote! {
        pub mod operations {
            //! [`When`](::httpmock::When) and [`Then`](::httpmock::Then)
            //! wrappers for each operation. Each can be converted to
            //! its inner type with a call to `into_inner()`. This can
            //! be used to explicitly deviate from permitted values.
            use crate::types;
            #(#wrappers)*
        }
        /// An extension trait for [`MockServer`](::httpmock::MockServer) that
        /// adds a method for each operation. These are the equivalent of
        /// type-checked [`mock()`](::httpmock::MockServer::mock) calls.
        pub trait MockServerExt: #sealed {
            #(#declared)*
        }
        impl MockServerExt for ::httpmock::MockServer {
            #(#implemented)*
        }
    }
}

fn when_name(operation: &Operation) -> Ident {
    format_ident!("{}When", operation.builder)
}

fn then_name(operation: &Operation) -> Ident {
    format_ident!("{}Then", operation.builder)
}

/// The method of the trait that mocks an operation, declared and implemented.
fn mocked(operation: &Operation) -> (TokenStream, TokenStream) {
    let (name, when, then) = (&operation.name, when_name(operation), then_name(operation));
    let about = docs(&format!("Mocks the operation `{name}`."));
    let signature = quote! {
        fn #name<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
        where
            F: FnOnce(operations::#when, operations::#then)
    };
    let implemented = quote! {
        #signature {
            self.mock(|when, then| {
                config_fn(operations::#when::new(when), operations::#then::new(then))
            })
        }
    };
    (quote!(#(#about)* #signature;), implemented)
}

/// A struct around one of `httpmock`'s, its constructor and the way back.
fn wrapper(
    name: &Ident,
    inner: &str,
    about: &str,
    constructed: &TokenStream,
) -> (TokenStream, TokenStream) {
    let (inner, about) = (format_ident!("{inner}"), docs(about));
    let structure = quote! {
        #(#about)*
        pub struct #name(::httpmock::#inner);
    };
    let methods = quote! {
        pub(super) fn new(inner: ::httpmock::#inner) -> Self {
            Self(#constructed)
        }
        /// The untyped value inside, for what the types do not allow.
        pub fn into_inner(self) -> ::httpmock::#inner {
            self.0
        }
    };
    (structure, methods)
}

fn when(operation: &Operation, values: &BTreeSet<&Ident>) -> TokenStream {
    let name = when_name(operation);
    let method = format_ident!("{}", operation.site.method.to_uppercase());
    let path = path_pattern(&operation.site.path, |_| "[^/]*");
    let (structure, methods) = wrapper(
        &name,
        "When",
        &format!("What a request of `{}` has to look like.", operation.name),
        &quote!(inner.method(::httpmock::Method::#method).path_matches(#path)),
    );
    let matchers = operation.parameters.iter().filter_map(|it| matcher(operation, it, values));
    let body = operation.body.as_ref().and_then(|body| {
        let r#type =
            if body.is_stream() { parse_quote!(::serde_json::Value) } else { body.r#type.clone() };
        let (argument, matching) = match &body.encoding {
            // A form is written with a boundary that nobody knows beforehand.
            Encoding::Multipart => return None,
            Encoding::Verbatim(_) if body.is_stream() => {
                (quote!(#r#type), quote!(json_body(value)))
            }
            Encoding::Verbatim(_) => (quote!(#r#type), quote!(body(value))),
            Encoding::Json | Encoding::FormUrlencoded => {
                let argument = argument(&r#type, values, None);
                (quote!(#argument), quote!(json_body_obj(&value)))
            }
        };
        Some(quote! {
            /// Has exactly this body.
            pub fn body(self, value: #argument) -> Self {
                Self(self.0.#matching)
            }
        })
    });
    quote! {
        #structure
        impl #name {
            #methods
            #(#matchers)*
            #body
        }
    }
}

/// A method that asks for a value of a parameter. A list has no text to compare with.
fn matcher(
    operation: &Operation,
    parameter: &Parameter,
    values: &BTreeSet<&Ident>,
) -> Option<TokenStream> {
    let Parameter { name, sent_as, r#type, .. } = parameter;
    if is_named(r#type, "Vec") {
        return None;
    }
    let (matching, missing) = match parameter.place {
        Place::Path => {
            let path =
                path_pattern(&operation.site.path, |it| if it == sent_as { "{value}" } else { ".*" });
            (quote!(path_matches(format!(#path))), quote!())
        }
        Place::Query => (
            quote!(query_param(#sent_as, value.to_string())),
            quote!(query_param_missing(#sent_as)),
        ),
        Place::Header => {
            (quote!(header(#sent_as, value.to_string())), quote!(header_missing(#sent_as)))
        }
    };
    let about = docs(&about_value(&format!("Has this `{name}`"), parameter.description.as_deref()));
    if parameter.required {
        let argument = argument(r#type, values, None);
        return Some(quote! {
            #(#about)*
            pub fn #name(self, value: #argument) -> Self {
                Self(self.0.#matching)
            }
        });
    }
    let lifetime: Lifetime = parse_quote!('a);
    let argument = argument(r#type, values, Some(&lifetime));
    let lifetime = matches!(argument, Type::Reference(_)).then_some(lifetime).into_iter();
    Some(quote! {
        #(#about)*
        pub fn #name<#(#lifetime,)* T>(self, value: T) -> Self
        where
            T: Into<Option<#argument>>,
        {
            if let Some(value) = value.into() {
                Self(self.0.#matching)
            } else {
                Self(self.0.#missing)
            }
        }
    })
}

/// A regular expression for a path, with `pattern` of the name of a parameter in its place.
fn path_pattern<'a>(path: &str, pattern: impl Fn(&str) -> &'a str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default();
    let rest: String = parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, rest)| format!("{}{rest}", pattern(name)))
        .collect();
    format!("^{first}{rest}$")
}

/// The type in which a value is handed over: numbers and values of enums as they are, others borrowed.
fn argument(r#type: &Type, values: &BTreeSet<&Ident>, lifetime: Option<&Lifetime>) -> Type {
    if let Some(inner) = option_of(r#type) {
        let inner = argument(inner, values, lifetime);
        return parse_quote!(Option<#inner>);
    }
    match r#type {
        Type::Path(it) if ends_with(&it.path, &["string", "String"]) => {
            parse_quote!(&#lifetime str)
        }
        // The types of the language are numbers and truth values.
        Type::Path(it) if it.path.leading_colon.is_none() && it.path.segments.len() == 1 => {
            r#type.clone()
        }
        _ if generated_name(r#type).is_some_and(|it| values.contains(it)) => r#type.clone(),

        r#type => parse_quote!(&#lifetime #r#type),
    }
}

fn then(operation: &Operation, values: &BTreeSet<&Ident>) -> TokenStream {
    let name = then_name(operation);
    let (structure, methods) = wrapper(
        &name,
        "Then",
        &format!("What a request of `{}` is answered with.", operation.name),
        &quote!(inner),
    );
    let (argument, body) = match &operation.response {
        Response::Nothing => (None, quote!()),
        Response::Json(r#type) => {
            let argument = argument(r#type, values, None);
            (Some(quote!(value: #argument)), quote!(.json_body_obj(&value)))
        }
        Response::Bytes => (Some(quote!(value: ::serde_json::Value)), quote!(.json_body(value))),
    };
    let about = match &argument {
        Some(_) => "Answers with a status of the class 2xx and this body.",
        None => "Answers with a status of the class 2xx.",
    };
    let about = docs(&format!("{about}\n\n# Panics\n\nIf `status` is of another class."));
    let content_type =
        argument.as_ref().map(|_| quote!(.header("content-type", "application/json")));
    let argument = argument.into_iter();
    quote! {
        #structure
        impl #name {
            #methods
            #(#about)*
            pub fn success(self, status: u16, #(#argument)*) -> Self {
                assert_eq!(status / 100u16, 2u16);
                Self(self.0.status(status) #content_type #body)
            }
        }
    }
}
