//! Writes the module of builders: for every operation a struct with a setter a parameter, and what makes the
//! request of it and sends it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, Type, parse_quote};

use super::api::{Api, Body, Encoding, Operation, Place, Response};
use super::documentation::{about_value, docs};
use super::list_pages::ListPage;
use super::runtime;
use super::syntax::type_paths::short_text;

/// The module of the builders of all operations.
pub fn module(api: &Api) -> Item {
    let imports = runtime::imports();
    let builders = api.operations.iter().map(|operation| builder(api, operation));
    parse_quote! {
        /// Types for composing operation parameters.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        pub mod builder {
            use super::types;
            #imports
            #(#builders)*
        }
    }
}

/// A field of a builder that holds a value: its name, its type, and what it holds first.
struct Field<'a> {
    name: &'a Ident,
    r#type: TokenStream,
    initial: TokenStream,
}

fn builder(api: &Api, operation: &Operation) -> TokenStream {
    let Operation { name, builder, parameters, .. } = operation;
    let (client, body) = (client_field(operation), format_ident!("body"));
    let mut fields: Vec<Field<'_>> =
        parameters.iter().map(|it| field(&it.name, &it.r#type, it.required)).collect();
    fields.extend(operation.body.as_ref().map(|it| match &it.builder {
        Some(builder) => Field {
            name: &body,
            r#type: quote!(#builder),
            initial: quote!(Ok(::std::default::Default::default())),
        },
        None => field(&body, &it.r#type, true),
    }));
    let names = fields.iter().map(|it| it.name);
    let types = fields.iter().map(|it| &it.r#type);
    let initial = fields.iter().map(|it| &it.initial);
    let (names_again, method) = (names.clone(), format!("Client::{name}"));
    let about = docs(&format!("Builder for [`{method}`]\n\n[`{method}`]: super::{method}"));
    // A body of bytes may be a stream, which exists once.
    let is_stream = operation.body.as_ref().is_some_and(|it| it.is_stream());
    let clone = (!is_stream).then(|| quote!(, Clone));
    let constant = runtime::operation(&name.to_string(), operation.safe_to_repeat);
    let setters = parameters.iter().map(|it| {
        let about = about_value(&format!("Sets `{}`", it.name), it.description.as_deref());
        setter(&it.name, &it.r#type, it.required, &about)
    });
    let body_setters = operation.body.as_ref().map(body_setters);
    let into_request = into_request(operation, &client);
    let send = send(operation, &client);
    let stream = ListPage::of(api, operation).map(|page| page.stream(&client));
    quote! {
        #(#about)*
        #[derive(Debug #clone)]
        pub struct #builder<'a> {
            #client: &'a super::Client,
            #(#names: Result<#types, String>,)*
        }
        impl<'a> #builder<'a> {
            pub(crate) const OPERATION: Operation = #constant;
            pub(super) fn new(client: &'a super::Client) -> Self {
                Self { #client: client, #(#names_again: #initial,)* }
            }
            #(#setters)*
            #body_setters
            #into_request
            #send
            #stream
        }
    }
}

/// The name of the field that holds the client, which a parameter may be named like.
fn client_field(operation: &Operation) -> Ident {
    let taken = operation.parameters.iter().any(|it| it.name == "client");
    format_ident!("{}", if taken { "_client" } else { "client" })
}

fn field<'a>(name: &'a Ident, r#type: &Type, required: bool) -> Field<'a> {
    if required {
        let problem = format!("{name} was not initialized");
        Field { name, r#type: quote!(#r#type), initial: quote!(Err(#problem.to_string())) }
    } else {
        Field { name, r#type: quote!(Option<#r#type>), initial: quote!(Ok(None)) }
    }
}

fn setter(name: &Ident, r#type: &Type, required: bool, about: &str) -> TokenStream {
    let about = docs(about);
    let some = (!required).then(|| quote!(.map(Some)));
    let problem = format!("conversion to `{}` for {name} failed", short_text(r#type));
    quote! {
        #(#about)*
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<#r#type>,
        {
            self.#name = value.try_into()#some.map_err(|_| #problem.to_string());
            self
        }
    }
}

fn body_setters(Body { r#type, builder, .. }: &Body) -> TokenStream {
    let about = "Sets the whole body.";
    let Some(builder) = builder else {
        return setter(&format_ident!("body"), r#type, true, about);
    };
    let about = docs(about);
    let problem = format!("conversion to `{}` for body failed: {{}}", short_text(r#type));
    quote! {
        #(#about)*
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<#r#type>,
            <V as std::convert::TryInto<#r#type>>::Error: std::fmt::Display,
        {
            self.body = value.try_into().map(From::from).map_err(|error| format!(#problem, error));
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(#builder) -> #builder,
        {
            self.body = self.body.map(f);
            self
        }
    }
}

/// The method that makes the request. Each value is taken out of the builder where it is sent.
fn into_request(operation: &Operation, client: &Ident) -> TokenStream {
    let (invalid, unsendable) = (runtime::invalid_request(), runtime::unsendable());
    let taken = |name: &Ident| quote!(self.#name.map_err(#invalid)?);
    let method = format_ident!("{}", operation.site.method.to_uppercase());
    let address = template(operation);
    let steps = operation.parameters_in(Place::Path).map(|it| {
        let (name, step) = (&it.name, runtime::encode_path(&taken(&it.name)));
        quote!(let #name = #step;)
    });
    let mut request = quote! {
        self.#client.client.request(
            ::reqwest::Method::#method,
            format!(#address, self.#client.baseurl),
        )
    };
    if let Response::Json(_) = operation.response {
        request = quote!(#request.header(::reqwest::header::ACCEPT, "application/json"));
    }
    for parameter in operation.parameters_in(Place::Query) {
        let part = runtime::query_parameter(&parameter.sent_as, &taken(&parameter.name));
        request = quote!(#request.query(&#part));
    }
    if let Some(body) = &operation.body {
        request = with_body(&request, body);
    }
    let headers = operation.parameters_in(Place::Header).map(|it| {
        let (name, value) = (&it.sent_as, taken(&it.name));
        if it.required {
            quote!(let request = request.header(#name, #value.to_string());)
        } else {
            quote! {
                let request = match #value {
                    Some(value) => request.header(#name, value.to_string()),
                    None => request,
                };
            }
        }
    });
    quote! {
        /// The request, with all values of the builder in it.
        pub(crate) fn into_request(self) -> Result<::reqwest::Request, Error> {
            #(#steps)*
            let request = #request;
            #(#headers)*
            request.build().map_err(#unsendable)
        }
    }
}

/// The address of an operation, with the names of variables for the parameters in it.
fn template(operation: &Operation) -> String {
    let mut parts = operation.site.path.split('{');
    let start = format!("{{}}{}", parts.next().unwrap_or_default());
    let steps = operation.parameters_in(Place::Path).zip(parts);
    let steps = steps.map(|(parameter, part)| {
        let rest = part.split_once('}').map_or("", |(_, rest)| rest);
        format!("{{{}}}{rest}", parameter.name)
    });
    start + &steps.collect::<String>()
}

/// Gives a request the body of the builder.
fn with_body(request: &TokenStream, Body { r#type, builder, encoding }: &Body) -> TokenStream {
    let (invalid, unsendable) = (runtime::invalid_request(), runtime::unsendable());
    let built = builder.as_ref().map(
        |_| quote!(.and_then(|body| #r#type::try_from(body).map_err(|error| error.to_string()))),
    );
    let body = quote!(self.body #built.map_err(#invalid)?);
    match encoding {
        Encoding::Json => quote!(#request.json(&#body)),
        Encoding::FormUrlencoded => runtime::form_urlencoded(request, &body),
        Encoding::Multipart => quote!(#request.multipart(#body.into_form().map_err(#unsendable)?)),
        Encoding::Verbatim(media_type) => {
            quote!(#request.header(::reqwest::header::CONTENT_TYPE, #media_type).body(#body))
        }
    }
}

fn send(operation: &Operation, client: &Ident) -> TokenStream {
    let (method, path) = (operation.site.method.to_uppercase(), &operation.site.path);
    let about = docs(&format!(
        "Sends a `{method}` request to `{path}`.\n\n# Errors\n\nIf a value is missing or does not convert, if \
         the request cannot be delivered in time, and if the answer is not the documented one: \
         [`ErrorKind`](crate::ErrorKind) tells them apart."
    ));
    let (value, decode) = runtime::decoding(&operation.response);
    let answer = runtime::answer(&value);
    let call = runtime::call(&quote!(client), &quote!(self.into_request()?), &decode);
    quote! {
        #(#about)*
        pub async fn send(self) -> Result<#answer, Error> {
            let client = self.#client;
            #call
        }
    }
}
