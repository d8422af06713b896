//! Reads an operation: its request from the document, and its Rust names and types from progenitor's builder.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::Ident;
use serde_json::Value;
use syn::{ImplItem, Item, ItemImpl, ItemStruct, ReturnType, Signature, Type, parse_quote};

use crate::client::model::{Body, Encoding, Operation, Parameter, Place, Response};
use crate::client::syntax::type_paths::{arguments, is_named, last_name, name_in, option_of};
use crate::document::{Document, OperationKey};
use crate::security;
use crate::vocabulary::{FORM_STYLES, MEDIA_TYPE, MULTIPART, QUERY_STYLE};

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// The default style of query parameters in OpenAPI.
const DEFAULT_STYLE: &str = "Exploded";

/// A field of a builder, a `Result<T, String>`: its name and `T`.
type Field<'a> = (&'a Ident, &'a Type);

/// progenitor's code for operations: for each a method of the client that returns a builder, and the builder with a
/// method `send`.
#[derive(Default)]
pub struct Builders<'a> {
    builders: BTreeMap<&'a Ident, &'a ItemStruct>,
    /// The methods of the client, by the name of the operation.
    methods: BTreeMap<String, &'a Signature>,
    /// The methods `send` of builders.
    sends: BTreeMap<&'a Ident, &'a Signature>,
}

impl<'a> Builders<'a> {
    /// Indexes the module of the builders, and the block with the methods of the client.
    pub fn index(builders: &'a [Item], methods: &'a ItemImpl) -> Self {
        let mut written = Self::default();
        let methods = methods.items.iter().filter_map(signature);
        written.methods.extend(methods.map(|method| (strip_underscores(&method.ident), method)));
        for item in builders {
            if let Item::Struct(item) = item {
                written.builders.insert(&item.ident, item);
            } else if let Item::Impl(item) = item {
                let mut methods = item.items.iter().filter_map(signature);
                let send = methods.find(|method| method.ident == "send");
                written.sends.extend(last_name(&item.self_ty).zip(send));
            }
        }
        written
    }

    /// Reads the operation at `key`. Returns `None` if progenitor's code has an unknown form.
    pub fn read(&self, document: &Document, key: &OperationKey) -> Option<Operation> {
        let described = document.operation(key)?;
        let read = |word| described[word].as_str().filter(|text: &&str| !text.is_empty());
        let method = self.methods.get(&read("operationId")?.to_snake_case())?;
        let builder = name_in("builder", return_type(method)?)?;
        let written = self.builders.get(builder)?;
        let fields: Vec<Field<'_>> = written.fields.iter().filter_map(read_field).collect();
        let listed = described["parameters"].as_array().into_iter().flatten();
        let mut parameters: Vec<Parameter> =
            listed.map(|listed| read_parameter(listed, &fields)).collect::<Option<_>>()?;
        // Reordering the parameters in a document must not change the client.
        parameters
            .sort_by(|one, other| (one.place, &one.sent_as).cmp(&(other.place, &other.sent_as)));
        let body = read_body(described, &fields);
        let has_body = described["requestBody"]["content"].is_object();
        if has_body != body.is_some() || fields.len() != parameters.len() + usize::from(has_body) {
            return None;
        }
        let mut others = written.fields.iter().filter(|field| !is_named(&field.ty, "Result"));
        Some(Operation {
            key: key.clone(),
            name: method.ident.clone(),
            builder: builder.clone(),
            client: others.next()?.ident.clone()?,
            summary: read("summary").map(|text| text.trim_end_matches(['.', ',']).to_owned()),
            description: read("description").map(str::to_owned),
            deprecated: described["deprecated"] == true,
            authorized: security::is_authorized(described),
            safe_to_repeat: described[SAFE_TO_REPEAT] == true,
            media_type: read(MEDIA_TYPE).map(str::to_owned),
            styles: read_styles(described, &parameters),
            parameters,
            body,
            response: read_response(return_type(self.sends.get(builder)?)?)?,
        })
    }
}

fn signature(item: &ImplItem) -> Option<&Signature> {
    match item {
        ImplItem::Fn(function) => Some(&function.sig),
        _ => None,
    }
}

fn return_type(method: &Signature) -> Option<&Type> {
    match &method.output {
        ReturnType::Type(_, r#type) => Some(r#type),
        ReturnType::Default => None,
    }
}

fn read_field(field: &syn::Field) -> Option<Field<'_>> {
    let held = arguments(&field.ty).first().copied().filter(|_| is_named(&field.ty, "Result"));
    field.ident.as_ref().zip(held)
}

/// Removes the underscores that progenitor adds to Rust keywords.
fn strip_underscores(ident: &Ident) -> String {
    ident.to_string().trim_matches('_').to_owned()
}

fn read_parameter(described: &Value, fields: &[Field<'_>]) -> Option<Parameter> {
    let read = |key| described[key].as_str();
    let sent_as = read("name")?;
    let place = match read("in") {
        Some("path") => Place::Path,
        Some("header") => Place::Header,
        _ => Place::Query,
    };
    let field = sent_as.to_snake_case();
    let (name, held) = fields.iter().find(|(name, _)| strip_underscores(name) == field)?;
    Some(Parameter {
        name: (*name).clone(),
        sent_as: sent_as.to_owned(),
        place,
        query_style: read(QUERY_STYLE).unwrap_or(DEFAULT_STYLE).to_owned(),
        r#type: option_of(held).unwrap_or(held).clone(),
        required: place == Place::Path || described["required"] == true,
        deprecated: described["deprecated"] == true,
        description: read("description").map(str::to_owned),
    })
}

fn read_body(described: &Value, fields: &[Field<'_>]) -> Option<Body> {
    let media_type = described["requestBody"]["content"].as_object()?.keys().next()?;
    let (_, held) = fields.iter().find(|(name, _)| *name == "body")?;
    let encoding = match media_type.as_str() {
        // progenitor supports no forms with files, so a rule turned the form into JSON.
        "application/json" if described[MULTIPART] == true => Encoding::Multipart,
        "application/json" => Encoding::Json,
        "application/x-www-form-urlencoded" => Encoding::FormUrlencoded,
        _ => Encoding::Verbatim,
    };
    let r#type = match held {
        // `types::builder::X` builds `types::X`.
        Type::Path(path) if path.path.segments.iter().any(|segment| segment.ident == "builder") => {
            let segments = path.path.segments.iter().filter(|segment| segment.ident != "builder");
            parse_quote!(#(#segments)::*)
        }
        // progenitor's builder stores text as a `reqwest::Body`.
        _ if media_type.starts_with("text/") => parse_quote!(String),
        r#type => (*r#type).clone(),
    };
    Some(Body { r#type, encoding })
}

/// Reads the styles of query parameters and form properties that differ from the default.
fn read_styles(described: &Value, parameters: &[Parameter]) -> Vec<(String, String)> {
    let parameters = parameters
        .iter()
        .map(|parameter| (parameter.sent_as.clone(), parameter.query_style.clone()));
    let parameters = parameters.filter(|(_, style)| style != DEFAULT_STYLE);
    let form = described[FORM_STYLES].as_object().into_iter().flatten();
    let form = form.filter_map(|(name, style)| Some((name.clone(), style.as_str()?.to_owned())));
    parameters.chain(form).collect()
}

/// Reads `T` of `Result<ResponseValue<T>, Error<E>>`.
fn read_response(sent: &Type) -> Option<Response> {
    let value = arguments(sent).first().copied().filter(|value| is_named(value, "ResponseValue"));
    match arguments(value?).first().copied()? {
        Type::Tuple(unit) if unit.elems.is_empty() => Some(Response::Nothing),
        Type::Path(path) if path.path.is_ident("ByteStream") => Some(Response::Bytes),
        r#type => Some(Response::Json(Box::new(r#type.clone()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Reads `POST /v2/things/{id}` with this builder, whose `send` returns this result.
    fn read_written(builder: ItemStruct, result: ReturnType) -> Option<Operation> {
        let document = Document::with_operation(
            json!({
                "operationId": "make_thing",
                "summary": "Makes a thing.",
                "parameters": [
                    {"in": "query", "name": "type"},
                    {"in": "header", "name": "api-version", "description": "The version.", "required": true},
                    {"in": "path", "name": "id"},
                ],
                "requestBody": {"content": {"application/json": {}}},
            }),
            json!({}),
        );
        let methods = parse_quote! {
            impl Client {
                pub fn make_thing(&self) -> builder::MakeThing<'_> {}
            }
        };
        let send = parse_quote! {
            impl<'a> MakeThing<'a> {
                pub async fn send(self) #result {}
            }
        };
        let builders = [Item::Struct(builder), send];
        Builders::index(&builders, &methods).read(&document, &document.operation_keys()[0])
    }

    fn known_builder() -> ItemStruct {
        parse_quote! {
            pub struct MakeThing<'a> {
                client: &'a super::Client,
                id: Result<String, String>,
                type_: Result<types::Kind, String>,
                api_version: Result<i64, String>,
                body: Result<types::builder::Thing, String>,
            }
        }
    }

    #[test]
    fn types_come_from_the_builder_and_names_from_the_document() {
        let result = parse_quote!(-> Result<ResponseValue<types::Thing>, Error<()>>);
        let operation = read_written(known_builder(), result).unwrap();
        assert_eq!(
            (operation.name == "make_thing", operation.summary.as_deref()),
            (true, Some("Makes a thing"))
        );
        let parameters: Vec<_> = operation
            .parameters
            .iter()
            .map(|parameter| {
                let Parameter { name, sent_as, place, required, .. } = parameter;
                (name.to_string(), sent_as.as_str(), *place, *required)
            })
            .collect();
        let expected = [
            ("id".to_owned(), "id", Place::Path, true),
            ("type_".to_owned(), "type", Place::Query, false),
            ("api_version".to_owned(), "api-version", Place::Header, true),
        ];
        assert_eq!(parameters, expected);
        assert!(operation.body.is_some_and(|body| body.r#type == parse_quote!(types::Thing)));
        let expected: Type = parse_quote!(types::Thing);
        assert!(matches!(operation.response, Response::Json(held) if *held == expected));
    }

    #[test]
    fn code_of_an_unknown_form_yields_no_operation() {
        let known = || parse_quote!(-> Result<ResponseValue<()>, Error<()>>);
        assert!(read_written(known_builder(), known()).is_some());
        for name in ["client", "api_version", "body"] {
            let mut builder = known_builder();
            if let syn::Fields::Named(fields) = &mut builder.fields {
                let named = std::mem::take(&mut fields.named).into_iter();
                let others =
                    named.filter(|field| field.ident.as_ref().is_none_or(|ident| ident != name));
                fields.named = others.collect();
            }
            assert!(read_written(builder, known()).is_none(), "{name}");
        }
        assert!(read_written(known_builder(), parse_quote!(-> types::Thing)).is_none());
    }
}
