//! Reads an operation: what it sends from the document, and the names and types in Rust from the builder that
//! progenitor has written for it.

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

/// The style of a query parameter of which nothing is said.
const USUAL_STYLE: &str = "Exploded";

/// A field of a builder, a `Result<T, String>`: its name and `T`.
type Field<'a> = (&'a Ident, &'a Type);

/// What progenitor has written of operations: for each a method of the client that returns its builder, and the
/// builder with a method `send`.
#[derive(Default)]
pub struct Builders<'a> {
    builders: BTreeMap<&'a Ident, &'a ItemStruct>,
    /// The methods of the client, by the name of the operation.
    methods: BTreeMap<String, &'a Signature>,
    /// The methods `send` of builders.
    sends: BTreeMap<&'a Ident, &'a Signature>,
}

impl<'a> Builders<'a> {
    /// What stands in the module of the builders, and in the block with the methods of the client.
    pub fn of(builders: &'a [Item], methods: &'a ItemImpl) -> Self {
        let mut written = Self::default();
        let methods = methods.items.iter().filter_map(signature);
        written.methods.extend(methods.map(|method| (plain(&method.ident), method)));
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

    /// Reads the operation at `key`; none if progenitor has written something else than is known here.
    pub fn read(&self, document: &Document, key: &OperationKey) -> Option<Operation> {
        let described = document.operation(key)?;
        let text = |word| described[word].as_str().filter(|text: &&str| !text.is_empty());
        let method = self.methods.get(&text("operationId")?.to_snake_case())?;
        let builder = name_in("builder", returned(method)?)?;
        let written = self.builders.get(builder)?;
        let fields: Vec<Field<'_>> = written.fields.iter().filter_map(field).collect();
        let listed = described["parameters"].as_array().into_iter().flatten();
        let mut parameters: Vec<Parameter> =
            listed.map(|listed| parameter(listed, &fields)).collect::<Option<_>>()?;
        // In what order a document lists them changes nothing.
        parameters
            .sort_by(|one, other| (one.place, &one.sent_as).cmp(&(other.place, &other.sent_as)));
        let body = body(described, &fields);
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
            summary: text("summary").map(|text| text.trim_end_matches(['.', ',']).to_owned()),
            description: text("description").map(str::to_owned),
            deprecated: described["deprecated"] == true,
            authorized: security::is_authorized(described),
            safe_to_repeat: described[SAFE_TO_REPEAT] == true,
            media_type: text(MEDIA_TYPE).map(str::to_owned),
            styles: styles(described, &parameters),
            parameters,
            body,
            response: response(returned(self.sends.get(builder)?)?)?,
        })
    }
}

fn signature(item: &ImplItem) -> Option<&Signature> {
    match item {
        ImplItem::Fn(function) => Some(&function.sig),
        _ => None,
    }
}

fn returned(method: &Signature) -> Option<&Type> {
    match &method.output {
        ReturnType::Type(_, r#type) => Some(r#type),
        ReturnType::Default => None,
    }
}

fn field(field: &syn::Field) -> Option<Field<'_>> {
    let held = arguments(&field.ty).first().copied().filter(|_| is_named(&field.ty, "Result"));
    field.ident.as_ref().zip(held)
}

/// A name as the document has it: progenitor adds `_` to what Rust would not take.
fn plain(ident: &Ident) -> String {
    ident.to_string().trim_matches('_').to_owned()
}

fn parameter(described: &Value, fields: &[Field<'_>]) -> Option<Parameter> {
    let text = |key| described[key].as_str();
    let sent_as = text("name")?;
    let place = match text("in") {
        Some("path") => Place::Path,
        Some("header") => Place::Header,
        _ => Place::Query,
    };
    let field = sent_as.to_snake_case();
    let (name, held) = fields.iter().find(|(name, _)| plain(name) == field)?;
    Some(Parameter {
        name: (*name).clone(),
        sent_as: sent_as.to_owned(),
        place,
        query_style: text(QUERY_STYLE).unwrap_or(USUAL_STYLE).to_owned(),
        r#type: option_of(held).unwrap_or(held).clone(),
        required: place == Place::Path || described["required"] == true,
        deprecated: described["deprecated"] == true,
        description: text("description").map(str::to_owned),
    })
}

fn body(described: &Value, fields: &[Field<'_>]) -> Option<Body> {
    let media_type = described["requestBody"]["content"].as_object()?.keys().next()?;
    let (_, held) = fields.iter().find(|(name, _)| *name == "body")?;
    let encoding = match media_type.as_str() {
        // progenitor knows no forms with files; the document has them as JSON.
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
        // progenitor's builder holds text as reqwest sends it.
        _ if media_type.starts_with("text/") => parse_quote!(String),
        r#type => (*r#type).clone(),
    };
    Some(Body { r#type, encoding })
}

/// The styles of the parameters of the query and of the properties of a form that differ from the usual one.
fn styles(described: &Value, parameters: &[Parameter]) -> Vec<(String, String)> {
    let parameters = parameters.iter().map(|it| (it.sent_as.clone(), it.query_style.clone()));
    let parameters = parameters.filter(|(_, style)| style != USUAL_STYLE);
    let form = described[FORM_STYLES].as_object().into_iter().flatten();
    let form = form.filter_map(|(name, style)| Some((name.clone(), style.as_str()?.to_owned())));
    parameters.chain(form).collect()
}

/// What is in `Result<ResponseValue<T>, Error<E>>`.
fn response(sent: &Type) -> Option<Response> {
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

    /// What is written for `POST /v2/things/{id}` with this builder, which sends with this result.
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
        Builders::of(&builders, &methods).read(&document, &document.operation_keys()[0])
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
    fn an_operation_has_the_types_of_its_builder_and_the_names_of_the_document() {
        let result = parse_quote!(-> Result<ResponseValue<types::Thing>, Error<()>>);
        let operation = read_written(known_builder(), result).unwrap();
        assert_eq!(
            (operation.name == "make_thing", operation.summary.as_deref()),
            (true, Some("Makes a thing"))
        );
        let parameters: Vec<_> = operation
            .parameters
            .iter()
            .map(|it| (it.name.to_string(), it.sent_as.as_str(), it.place, it.required))
            .collect();
        let expected = [
            ("id".to_owned(), "id", Place::Path, true),
            ("type_".to_owned(), "type", Place::Query, false),
            ("api_version".to_owned(), "api-version", Place::Header, true),
        ];
        assert_eq!(parameters, expected);
        assert!(operation.body.is_some_and(|it| it.r#type == parse_quote!(types::Thing)));
        assert!(
            matches!(operation.response, Response::Json(it) if *it == parse_quote!(types::Thing))
        );
    }

    #[test]
    fn what_progenitor_is_not_known_to_write_is_no_operation() {
        let known = || parse_quote!(-> Result<ResponseValue<()>, Error<()>>);
        assert!(read_written(known_builder(), known()).is_some());
        for name in ["client", "api_version", "body"] {
            let mut builder = known_builder();
            if let syn::Fields::Named(fields) = &mut builder.fields {
                let named = std::mem::take(&mut fields.named).into_iter();
                let others = named.filter(|field| field.ident.as_ref().is_none_or(|it| it != name));
                fields.named = others.collect();
            }
            assert!(read_written(builder, known()).is_none(), "{name}");
        }
        assert!(read_written(known_builder(), parse_quote!(-> types::Thing)).is_none());
    }
}
