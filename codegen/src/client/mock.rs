//! Writes the typed extension of `httpmock`'s server: request matchers and responses of every operation.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, Type, parse_quote};

use super::documentation::{describe_value, docs};
use super::model::{Body, Encoding, Model, Operation, Parameter, Place, Response, Types};
use super::runtime;
use super::syntax::type_paths::{generated_name, is_primitive, is_text, option_of};
use super::types::enums;
use crate::answers::Answer;
use crate::user_token_contract;

/// Writes the typed mock of a client, and the responses of the embedded Argyle.
pub fn write_mock(model: &Model, answers: &[Answer]) -> File {
    let types = Types::index(&model.types);
    let wrappers = model.operations.iter().map(|operation| write_wrappers(&types, operation));
    let methods = model.operations.iter().map(write_method);
    let documented = write_documented(model, answers);
    parse_quote! {
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        pub mod operations {
            //! Request matchers and responses of mocked operations, in the types of this crate.
            //!
            //! They wrap [`When`](::httpmock::When) and [`Then`](::httpmock::Then) of `httpmock`. `into_inner` returns
            //! the wrapped value, for requests and responses that the documents do not describe.
            use crate::types;
            #(#wrappers)*
        }
        /// Mocks of every operation, on the server of `httpmock`, with the types of this crate.
        pub trait MockServerExt: super::sealed::Sealed {
            #(#methods)*
        }
        impl MockServerExt for ::httpmock::MockServer {}
        #documented
    }
}

/// Writes the table of responses for the operations that the embedded Argyle does not implement.
fn write_documented(model: &Model, answers: &[Answer]) -> TokenStream {
    let known = user_token_contract::operation();
    let operations = model.operations.iter().filter(|operation| operation.key != known);
    let rows = operations.map(|Operation { key, authorized, .. }| {
        let (method, path) = (key.method.to_uppercase(), &key.path);
        // The rules run later, so a path may still lack its slash.
        let is_same = |answer: &&Answer| {
            answer.key.method == key.method
                && answer.key.path.trim_start_matches('/') == path.trim_start_matches('/')
        };
        let answer = answers.iter().find(is_same).map_or(quote!(None), |answer| {
            let (status, (media_type, text)) =
                (answer.status, answer.body.clone().unwrap_or_default());
            quote!(Some(Answer { status: #status, media_type: #media_type, text: #text }))
        });
        quote!(Documented { method: #method, path: #path, authorized: #authorized, answer: #answer })
    });
    quote! {
        #[allow(unused_imports, reason = "the documents may describe only the implemented operation")]
        use super::documented::{Answer, Documented};
        /// Responses of operations, from the examples in the documents.
        pub(super) const DOCUMENTED: &[Documented] = &[#(#rows),*];
    }
}

/// Writes the method of the trait that mocks an operation.
fn write_method(Operation { key, name, builder, .. }: &Operation) -> TokenStream {
    let [when, then] = ["When", "Then"].map(|inner| wrapper_name(builder, inner));
    let about = docs(&format!("Mocks the operation `{name}`."));
    let method = format_ident!("{}", key.method.to_uppercase());
    let path = write_path(&key.path, None);
    quote! {
        #(#about)*
        fn #name<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
        where
            F: FnOnce(operations::#when, operations::#then),
        {
            super::sealed::Sealed::server(self).mock(|when, then| {
                let when = when.method(::httpmock::Method::#method).path_matches(#path);
                config_fn(operations::#when(when), operations::#then(then))
            })
        }
    }
}

/// Writes a pattern of the path, with the value of a parameter.
fn write_path(path: &str, parameter: Option<&str>) -> TokenStream {
    let known = parameter.map(|parameter| quote!((#parameter, value.to_string())));
    quote!(crate::mock::paths::write_pattern(#path, &[#known]))
}

/// Writes the types of the request and the response of an operation.
fn write_wrappers(types: &Types<'_>, operation: &Operation) -> TokenStream {
    let Operation { name, parameters, body, .. } = operation;
    let matchers = parameters.iter().map(|parameter| write_matcher(types, operation, parameter));
    let body = body.as_ref().and_then(|body| write_body_matcher(types, body));
    let about_when = format!("Matches requests of `{name}`.");
    let about_then = format!("The response to requests of `{name}`.");
    let when = write_wrapper(operation, "When", &about_when, &quote!(#(#matchers)* #body));
    let answers = write_answers(types, &operation.response);
    let then = write_wrapper(operation, "Then", &about_then, &answers);
    quote!(#when #then)
}

/// Names the struct around `httpmock`'s struct `inner`. A builder may be called `Self_`.
fn wrapper_name(builder: &Ident, inner: &str) -> Ident {
    format_ident!("{}{inner}", builder.to_string().trim_end_matches('_'))
}

/// Writes a struct around `httpmock`'s struct `inner`.
fn write_wrapper(
    operation: &Operation,
    inner: &str,
    about: &str,
    methods: &TokenStream,
) -> TokenStream {
    let name = wrapper_name(&operation.builder, inner);
    let (inner, about) = (format_ident!("{inner}"), docs(about));
    quote! {
        #(#about)*
        pub struct #name(pub(super) ::httpmock::#inner);
        impl #name {
            /// Returns the untyped value, for cases that the types do not allow.
            pub fn into_inner(self) -> ::httpmock::#inner {
                self.0
            }
            #methods
        }
    }
}

/// Writes a method that matches a value of a parameter.
fn write_matcher(types: &Types<'_>, operation: &Operation, parameter: &Parameter) -> TokenStream {
    let Parameter { name, sent_as, r#type, place, required, description, query_style, .. } =
        parameter;
    let (matching, missing) = match place {
        Place::Path => {
            let path = write_path(&operation.key.path, Some(sent_as));
            (quote!(self.0.path_matches(#path)), None)
        }
        Place::Query => {
            let style = runtime::style_path(query_style);
            let pairs =
                quote!(crate::call::parameters::query(#sent_as, &value, #style).into_iter());
            (
                quote!(#pairs.fold(self.0, |when, (name, value)| when.query_param(name, value))),
                Some(quote!(self.0.query_param_missing(#sent_as))),
            )
        }
        Place::Header => (
            quote!(self.0.header(#sent_as, value.to_string())),
            Some(quote!(self.0.header_missing(#sent_as))),
        ),
    };
    let about = docs(&describe_value(&format!("Matches this `{name}`"), description.as_deref()));
    let (lifetime, argument, matching) = if *required {
        (None, argument_type(types, r#type, None), matching)
    } else {
        let lifetime = quote!('a);
        let argument = argument_type(types, r#type, Some(&lifetime));
        let matching = quote!(match value.into() { Some(value) => #matching, None => #missing });
        (Some(quote!(<'a>)), parse_quote!(impl Into<Option<#argument>>), matching)
    };
    quote! {
        #(#about)*
        pub fn #name #lifetime (self, value: #argument) -> Self {
            Self(#matching)
        }
    }
}

/// Writes a method that matches a body.
fn write_body_matcher(types: &Types<'_>, body: &Body) -> Option<TokenStream> {
    let (r#type, matching) = match &body.encoding {
        // The boundary of a form with files is random, so no fixed body matches it.
        Encoding::Multipart => return None,
        Encoding::Verbatim if !body.is_stream() => (body.r#type.clone(), quote!(body(value))),
        Encoding::Verbatim => (parse_quote!(::serde_json::Value), quote!(json_body_obj(&value))),
        Encoding::Json | Encoding::FormUrlencoded => {
            (argument_type(types, &body.r#type, None), quote!(json_body_obj(&value)))
        }
    };
    Some(quote! {
        /// Matches exactly this body.
        pub fn body(self, value: #r#type) -> Self {
            Self(self.0.#matching)
        }
    })
}

/// Writes the methods that answer with a status, and with a success.
fn write_answers(types: &Types<'_>, response: &Response) -> TokenStream {
    let argument = match response {
        Response::Nothing => None,
        Response::Json(r#type) => Some(argument_type(types, r#type, None)),
        Response::Bytes => Some(parse_quote!(::serde_json::Value)),
    };
    let body = argument
        .as_ref()
        .map(|_| quote!(.header("content-type", "application/json").json_body_obj(&value)));
    let argument = argument.map(|argument| quote!(value: #argument));
    let and_body = body.as_ref().map_or("", |_| " and this body");
    let about = docs(&format!(
        "Answers with a 2xx status{and_body}.\n\n# Panics\n\nPanics if `status` is not a 2xx status."
    ));
    quote! {
        /// Answers with any status and without a body, such as 503 for an outage.
        pub fn status(self, status: u16) -> Self {
            Self(self.0.status(status))
        }
        #(#about)*
        pub fn success(self, status: u16, #argument) -> Self {
            assert_eq!(status / 100u16, 2u16);
            Self(self.0.status(status) #body)
        }
    }
}

/// Returns the type of an argument: numbers and enums by value, other types by reference.
fn argument_type(types: &Types<'_>, r#type: &Type, lifetime: Option<&TokenStream>) -> Type {
    if let Some(inner) = option_of(r#type) {
        let inner = argument_type(types, inner, lifetime);
        return parse_quote!(Option<#inner>);
    }
    let is_enum = generated_name(r#type).is_some_and(|name| enums::is_string_enum(types, name));
    match r#type {
        r#type if is_text(r#type) => parse_quote!(&#lifetime str),
        r#type if is_primitive(r#type) || is_enum => r#type.clone(),
        r#type => parse_quote!(&#lifetime #r#type),
    }
}
