//! Writes the typed extension of `httpmock`'s server: for every operation, what its request has to look like and
//! what it is answered with.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, Type, parse_quote};

use super::documentation::{about_value, docs};
use super::model::{Body, Encoding, Model, Operation, Parameter, Place, Response, Types};
use super::runtime;
use super::syntax::type_paths::{generated_name, is_primitive, is_text, option_of};
use super::types::enums;
use crate::answers::Answer;
use crate::user_token_contract;

/// Returns the typed mock of a client, and the answers of the embedded Argyle.
pub fn file(model: &Model, answers: &[Answer]) -> File {
    let types = Types::of(&model.types);
    let wrappers = model.operations.iter().map(|operation| wrappers(&types, operation));
    let methods = model.operations.iter().map(mock);
    let documented = documented(model, answers);
    parse_quote! {
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        pub mod operations {
            //! What a mock of an operation matches and answers, in the types of this crate.
            //!
            //! Around the [`When`](::httpmock::When) and the [`Then`](::httpmock::Then) of `httpmock`, which `into_inner`
            //! gives back for everything that the documents do not allow.
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

/// The table of how the embedded Argyle answers the operations that it does not know better.
fn documented(model: &Model, answers: &[Answer]) -> TokenStream {
    let known = user_token_contract::operation();
    let operations = model.operations.iter().filter(|operation| operation.key != known);
    let rows = operations.map(|Operation { key, authorized, .. }| {
        let (method, path) = (key.method.to_uppercase(), &key.path);
        // Before the rules, a path may stand without its slash.
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
        #[allow(unused_imports, reason = "a document may describe no other operation")]
        use super::documented::{Answer, Documented};
        /// How the operations answer, by the examples of the documents.
        pub(super) const DOCUMENTED: &[Documented] = &[#(#rows),*];
    }
}

/// The method of the trait that mocks an operation.
fn mock(Operation { key, name, builder, .. }: &Operation) -> TokenStream {
    let [when, then] = ["When", "Then"].map(|inner| wrapper_name(builder, inner));
    let about = docs(&format!("Mocks the operation `{name}`."));
    let method = format_ident!("{}", key.method.to_uppercase());
    let path = format!("^{}$", with_any_values(&key.path));
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

/// A path with a pattern of any value in place of each parameter.
fn with_any_values(path: &str) -> String {
    let parts = path.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("[^/]*")
}

/// The types of the request and of the answer of an operation.
fn wrappers(types: &Types<'_>, operation: &Operation) -> TokenStream {
    let Operation { name, parameters, body, .. } = operation;
    let matchers = parameters.iter().map(|parameter| matcher(types, operation, parameter));
    let body = body.as_ref().and_then(|body| body_matcher(types, body));
    let about_when = format!("What a request of `{name}` has to look like.");
    let about_then = format!("What a request of `{name}` is answered with.");
    let when = wrapper(operation, "When", &about_when, &quote!(#(#matchers)* #body));
    let then = wrapper(operation, "Then", &about_then, &answers(types, &operation.response));
    quote!(#when #then)
}

/// The name of the struct around the one of `httpmock`'s named `inner`; a builder may be called `Self_`.
fn wrapper_name(builder: &Ident, inner: &str) -> Ident {
    format_ident!("{}{inner}", builder.to_string().trim_end_matches('_'))
}

/// A struct around the one of `httpmock`'s named `inner`.
fn wrapper(operation: &Operation, inner: &str, about: &str, methods: &TokenStream) -> TokenStream {
    let name = wrapper_name(&operation.builder, inner);
    let (inner, about) = (format_ident!("{inner}"), docs(about));
    quote! {
        #(#about)*
        pub struct #name(pub(super) ::httpmock::#inner);
        impl #name {
            /// The untyped value inside, for what the types do not allow.
            pub fn into_inner(self) -> ::httpmock::#inner {
                self.0
            }
            #methods
        }
    }
}

/// A method that asks for a value of a parameter.
fn matcher(types: &Types<'_>, operation: &Operation, parameter: &Parameter) -> TokenStream {
    let Parameter { name, sent_as, r#type, place, required, description, query_style, .. } =
        parameter;
    let (matching, missing) = match place {
        Place::Path => {
            let parts = operation.key.path.split_once(&format!("{{{sent_as}}}"));
            let (before, after) = parts.unwrap_or_default();
            let before = format!("^{}", with_any_values(before));
            let after = format!("{}$", with_any_values(after));
            let value = quote!(&crate::call::parameters::simple(&value));
            (quote!(self.0.path_matches([#before, #value, #after].concat())), None)
        }
        Place::Query => {
            let style = runtime::query_style(query_style);
            let pairs =
                quote!(crate::call::parameters::query(#sent_as, &value, #style).into_iter());
            (
                quote!(#pairs.fold(self.0, |when, (name, value)| when.query_param(name, value))),
                Some(quote!(self.0.query_param_missing(#sent_as))),
            )
        }
        Place::Header => (
            quote!(self.0.header(#sent_as, crate::call::parameters::simple(&value))),
            Some(quote!(self.0.header_missing(#sent_as))),
        ),
    };
    let about = docs(&about_value(&format!("Has this `{name}`"), description.as_deref()));
    let (lifetime, taken, matching) = if *required {
        (None, argument(types, r#type, None), matching)
    } else {
        let lifetime = quote!('a);
        let argument = argument(types, r#type, Some(&lifetime));
        let matching = quote!(match value.into() { Some(value) => #matching, None => #missing });
        (Some(quote!(<'a>)), parse_quote!(impl Into<Option<#argument>>), matching)
    };
    quote! {
        #(#about)*
        pub fn #name #lifetime (self, value: #taken) -> Self {
            Self(#matching)
        }
    }
}

/// A method that asks for a body.
fn body_matcher(types: &Types<'_>, body: &Body) -> Option<TokenStream> {
    let (r#type, matching) = match &body.encoding {
        // A form with files is written with a boundary that nobody knows beforehand.
        Encoding::Multipart => return None,
        Encoding::Verbatim if !body.is_stream() => (body.r#type.clone(), quote!(body(value))),
        Encoding::Verbatim => (parse_quote!(::serde_json::Value), quote!(json_body_obj(&value))),
        Encoding::Json | Encoding::FormUrlencoded => {
            (argument(types, &body.r#type, None), quote!(json_body_obj(&value)))
        }
    };
    Some(quote! {
        /// Has exactly this body.
        pub fn body(self, value: #r#type) -> Self {
            Self(self.0.#matching)
        }
    })
}

/// The methods that answer: with a status, and with a success.
fn answers(types: &Types<'_>, response: &Response) -> TokenStream {
    let argument = match response {
        Response::Nothing => None,
        Response::Json(r#type) => Some(argument(types, r#type, None)),
        Response::Bytes => Some(parse_quote!(::serde_json::Value)),
    };
    let body = argument
        .as_ref()
        .map(|_| quote!(.header("content-type", "application/json").json_body_obj(&value)));
    let argument = argument.map(|argument| quote!(value: #argument));
    let and_body = body.as_ref().map_or("", |_| " and this body");
    let about = docs(&format!(
        "Answers with a status of the class 2xx{and_body}.\n\n# Panics\n\nIf `status` is of another class."
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

/// The type in which a value is handed over: numbers and values of enums as they are, others borrowed.
fn argument(types: &Types<'_>, r#type: &Type, lifetime: Option<&TokenStream>) -> Type {
    if let Some(inner) = option_of(r#type) {
        let inner = argument(types, inner, lifetime);
        return parse_quote!(Option<#inner>);
    }
    let is_enum = generated_name(r#type).is_some_and(|name| enums::is_of_strings(types, name));
    match r#type {
        r#type if is_text(r#type) => parse_quote!(&#lifetime str),
        r#type if is_primitive(r#type) || is_enum => r#type.clone(),
        r#type => parse_quote!(&#lifetime #r#type),
    }
}
