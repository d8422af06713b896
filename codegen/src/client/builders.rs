//! Writes the module of builders: for every operation a struct with a setter a parameter, and what makes the
//! request of it and sends it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, Item, ItemMod, Type, parse_quote};

use super::documentation::{about_value, docs};
use super::model::{Body, Encoding, Model, Operation, Place, Response, Types};
use super::syntax::modules::extend;
use super::syntax::standard_names;
use super::syntax::type_paths::short;
use super::{list_pages, runtime};

/// The module of the builders of all operations.
pub fn module(model: &Model) -> Item {
    let types = Types::of(&model.types);
    let mut module: ItemMod = parse_quote! {
        /// A request of every operation: its setters take what is sent, and `send` sends it.
        ///
        /// The methods of [`Client`](super::Client) make them.
        #[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
        #[allow(non_camel_case_types, reason = "some scripts have no capitals")]
        #[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
        pub mod builder {
            use super::types;
        }
    };
    let builders = model.operations.iter().flat_map(|operation| builder(&types, operation));
    extend(
        &mut module,
        builders.map(|mut item| {
            standard_names::write_out(&mut item);
            item
        }),
    );
    Item::Mod(module)
}

fn builder(types: &Types<'_>, operation: &Operation) -> Vec<Item> {
    let Operation { name, builder, parameters, body, authorized, safe_to_repeat, .. } = operation;
    // A parameter may have the name of the field with the client.
    let taken = parameters.iter().any(|it| it.name == "client");
    let client = format_ident!("{}", if taken { "_client" } else { "client" });
    let fields = parameters.iter().map(|it| field(&it.name, &it.r#type, it.required));
    let fields = fields.chain(body.iter().map(body_field));
    let (declared, initial): (Vec<_>, Vec<_>) = fields.unzip();
    let (method, operation_name) = (format!("Client::{name}"), name.to_string());
    let about = docs(&format!("A request of [`{method}`](super::{method}), until it is sent."));
    // A body of bytes may be a stream, which exists once.
    let is_stream = body.as_ref().is_some_and(|it| it.is_stream());
    let clone = (!is_stream).then(|| quote!(, Clone));
    let setters = parameters.iter().map(|it| {
        let about = about_value(&format!("Sets `{}`", it.name), it.description.as_deref());
        let deprecated = it.deprecated.then(|| quote!(#[deprecated]));
        let setter = setter(&it.name, &it.r#type, it.required, &about);
        quote!(#deprecated #setter)
    });
    let body_setters = body.as_ref().map(body_setters);
    let into_parts = into_parts(operation, &client);
    let send = send(operation, &client);
    let described = runtime::operation();
    let stream = list_pages::stream(types, operation, &client);
    let body_stream = body_stream(operation, &client);
    let builder: File = parse_quote! {
        #(#about)*
        #[derive(Debug #clone)]
        pub struct #builder<'a> {
            #client: &'a super::Client,
            #(#declared,)*
        }
        impl<'a> #builder<'a> {
            pub(crate) const OPERATION: #described = #described {
                name: #operation_name,
                authorized: #authorized,
                safe_to_repeat: #safe_to_repeat,
            };
            pub(super) fn new(client: &'a super::Client) -> Self {
                Self { #client: client, #(#initial,)* }
            }
            #(#setters)*
            #body_setters
            #into_parts
            #send
            #stream
            #body_stream
        }
    };
    builder.items
}

/// A field that holds a value, and what it holds first.
fn field(name: &Ident, r#type: &Type, required: bool) -> (TokenStream, TokenStream) {
    let property = runtime::property();
    if required {
        let problem = format!("{name} was not initialized");
        (quote!(#name: #property<#r#type>), quote!(#name: Err(#problem.into())))
    } else {
        (quote!(#name: #property<Option<#r#type>>), quote!(#name: Ok(None)))
    }
}

fn body_field(body: &Body) -> (TokenStream, TokenStream) {
    match &body.builder {
        Some(builder) => {
            let property = runtime::property();
            (
                quote!(body: #property<#builder>),
                quote!(body: Ok(::std::default::Default::default())),
            )
        }
        None => field(&format_ident!("body"), &body.r#type, true),
    }
}

fn setter(name: &Ident, r#type: &Type, required: bool, about: &str) -> TokenStream {
    let about = docs(about);
    let some = (!required).then(|| quote!(.map(Some)));
    let (converted, text, short) = (runtime::converted_to(), name.to_string(), short(r#type));
    quote! {
        #(#about)*
        pub fn #name(mut self, value: impl ::std::convert::TryInto<#r#type>) -> Self {
            self.#name = #converted(#text, #short, value)#some;
            self
        }
    }
}

fn body_setters(Body { r#type, builder, .. }: &Body) -> TokenStream {
    let Some(builder) = builder else {
        return setter(&format_ident!("body"), r#type, true, "Sets the whole body.");
    };
    let (converted, short) = (runtime::converted_body(), short(r#type));
    quote! {
        /// Sets the whole body.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<#r#type, Error: ::std::fmt::Display>,
        {
            self.body = #converted(#short, value).map(From::from);
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: ::std::ops::FnOnce(#builder) -> #builder,
        {
            self.body = self.body.map(f);
            self
        }
    }
}

/// The method that says what the request is made of. Each value is taken out of the builder where it is sent.
fn into_parts(operation: &Operation, client: &Ident) -> TokenStream {
    let error = runtime::error();
    let request_parts = runtime::request_parts();
    let taken = |name: &Ident| quote!(self.#name.map_err(#error::invalid_request)?);
    let method = format_ident!("{}", operation.key.method.to_uppercase());
    let (path_segment, simple) = (runtime::path_segment(), runtime::simple());
    let segments = operation.parameters_in(Place::Path).map(|it| {
        let (name, value) = (&it.name, taken(&it.name));
        let sent_as = &it.sent_as;
        quote!(let #name = #path_segment(#sent_as, &#simple(&#value))?;)
    });
    let path = operation.path_with(|parameter| format!("{{{}}}", parameter.name));
    let path = match operation.parameters_in(Place::Path).next() {
        Some(_) => quote!(format!(#path)),
        None => quote!(#path),
    };
    let mut parts = quote!(#request_parts::new(::reqwest::Method::#method, #path));
    if let Response::Json(_) = operation.response {
        parts = quote!(#parts.accept_json());
    }
    let query = runtime::query();
    for parameter in operation.parameters_in(Place::Query) {
        let (name, value) = (&parameter.sent_as, taken(&parameter.name));
        let style = runtime::query_style(parameter.query_style.as_deref());
        parts = quote!(#parts.add_query(#query(#name, &#value, #style)));
    }
    for parameter in operation.parameters_in(Place::Header) {
        let (name, value) = (&parameter.sent_as, taken(&parameter.name));
        let value = if parameter.required { quote!(Some(#value)) } else { value };
        parts = quote!(#parts.header(#name, #value.map(|value| #simple(&value)))?);
    }
    if let Some(body) = &operation.body {
        parts = with_body(&parts, body, client);
    }
    quote! {
        /// What the request is made of, with all values of the builder in it.
        pub(crate) fn into_parts(self) -> Result<#request_parts, #error> {
            let parts = || -> Result<#request_parts, #error> {
                #(#segments)*
                Ok(#parts)
            };
            parts().map_err(|error| error.of(Self::OPERATION))
        }
    }
}

/// Gives a request the body of the builder.
fn with_body(
    parts: &TokenStream,
    Body { r#type, builder, encoding }: &Body,
    client: &Ident,
) -> TokenStream {
    let built = builder
        .as_ref()
        .map(|_| quote!(.and_then(|body| #r#type::try_from(body).map_err(|error| error.into()))));
    let error = runtime::error();
    let body = quote!(self.body #built.map_err(#error::invalid_request)?);
    match encoding {
        Encoding::Json => quote!(#parts.json(&#body)?),
        Encoding::JsonAs(media_type) => quote!(#parts.content_type(#media_type)?.json(&#body)?),
        Encoding::FormUrlencoded(styles) => {
            let form = runtime::form();
            let styles = styles.iter().map(|(name, style)| {
                let style = runtime::query_style(style.as_str());
                quote!((#name, #style))
            });
            quote!(#parts.form(#form(&#body, &[#(#styles),*])))
        }
        Encoding::Multipart => quote! {
            #parts.multipart(&self.#client.client, #body.into_form().map_err(#error::unsendable)?)?
        },
        Encoding::Verbatim(media_type) => quote!(#parts.content_type(#media_type)?.body(#body)?),
    }
}

fn send(operation: &Operation, client: &Ident) -> TokenStream {
    let about = docs(&format!(
        "{}.\n\n# Errors\n\nIf a value is missing or does not convert, if the request cannot be delivered in \
         time, and if the answer is not the documented one: [`ErrorKind`](crate::ErrorKind) tells them apart.",
        operation.sends()
    ));
    let (value, decode) = match &operation.response {
        Response::Json(r#type) => (quote!(#r#type), "json"),
        Response::Nothing => (quote!(()), "empty"),
        Response::Bytes => (quote!(::bytes::Bytes), "bytes"),
    };
    let (error, response, decode) =
        (runtime::error(), runtime::response(), runtime::decode(decode));
    quote! {
        #(#about)*
        pub async fn send(self) -> Result<#response<#value>, #error> {
            let client = self.#client;
            client.call(self.into_parts()?, Self::OPERATION, #decode).await
        }
    }
}

/// The method that hands the body of a response on as it comes, where it is not JSON.
fn body_stream(operation: &Operation, client: &Ident) -> Option<TokenStream> {
    if !matches!(operation.response, Response::Bytes) {
        return None;
    }
    let about = docs(&format!(
        "{}, and hands on its body as it comes.\n\n# Errors\n\nThose of [`send`](Self::send). What goes wrong \
         later, the stream says.",
        operation.sends()
    ));
    let (error, response) = (runtime::error(), runtime::response());
    let (stream, taken) = runtime::body_stream();
    Some(quote! {
        #(#about)*
        pub async fn stream(self) -> Result<#response<#stream>, #error> {
            let client = self.#client;
            let take = #taken(Self::OPERATION, |stream| stream);
            client.call_taking(self.into_parts()?, Self::OPERATION, take).await
        }
    })
}
