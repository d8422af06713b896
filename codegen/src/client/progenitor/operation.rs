//! Reads an operation: what it sends from the document, and the names and types in Rust from the builder that
//! progenitor has written for it. Whatever else progenitor writes, this crate writes itself.

use heck::ToSnakeCase;
use serde_json::Value;
use syn::{Type, parse_quote};

use super::written::{Field, UnknownConstruct, Written, plain};
use crate::client::model::{Body, Encoding, Operation, Parameter, Place, Response};
use crate::client::syntax::type_paths::{arguments, ends_with, is_named, option_of};
use crate::document::{Document, OperationKey};
use crate::security;
use crate::vocabulary::{FORM_STYLES, MEDIA_TYPE, MULTIPART, QUERY_STYLE};

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// The style of a query parameter of which nothing is said.
const USUAL_STYLE: &str = "Exploded";

/// Reads the operation at `key`.
pub fn read(
    document: &Document,
    key: &OperationKey,
    written: &Written<'_>,
) -> Result<Operation, UnknownConstruct> {
    let described = document.operation(key).unwrap_or(&Value::Null);
    let text = |word| described[word].as_str().filter(|it: &&str| !it.is_empty());
    let is_marked = |extension| described[extension] == true;
    let (name, builder) = written.builder_of(text("operationId").unwrap_or_default())?;
    let fields = written.fields(builder);
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let mut parameters: Vec<Parameter> =
        parameters.map(|it| parameter(it, &fields)).collect::<Result<_, _>>()?;
    // In what order a document lists them changes nothing.
    parameters.sort_by(|one, other| (one.place, &one.sent_as).cmp(&(other.place, &other.sent_as)));
    let body = body(described, &fields, is_marked(MULTIPART))?;
    if fields.len() != parameters.len() + usize::from(body.is_some()) {
        return Err(format!("a builder `{builder}` with fields that hold no parameter"));
    }
    Ok(Operation {
        key: key.clone(),
        name: name.clone(),
        builder: builder.clone(),
        client: written.client_of(builder).cloned().ok_or("a builder without a client")?,
        summary: text("summary").map(|it| it.trim_end_matches(['.', ',']).to_owned()),
        description: text("description").map(str::to_owned),
        deprecated: is_marked("deprecated"),
        authorized: security::is_authorized(described),
        safe_to_repeat: is_marked(SAFE_TO_REPEAT),
        media_type: text(MEDIA_TYPE).map(str::to_owned),
        styles: styles(described, &parameters),
        parameters,
        body,
        response: response(written.sent_by(builder))?,
    })
}

fn parameter(described: &Value, fields: &[Field<'_>]) -> Result<Parameter, UnknownConstruct> {
    let text = |key| described[key].as_str();
    let sent_as = text("name").unwrap_or_default();
    let place = match text("in") {
        Some("path") => Place::Path,
        Some("header") => Place::Header,
        _ => Place::Query,
    };
    let field = sent_as.to_snake_case();
    let (name, held) = fields
        .iter()
        .find(|(name, _)| plain(name) == field)
        .ok_or_else(|| format!("no field for its parameter `{sent_as}`"))?;
    Ok(Parameter {
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

fn body(
    described: &Value,
    fields: &[Field<'_>],
    multipart: bool,
) -> Result<Option<Body>, UnknownConstruct> {
    let content = described["requestBody"]["content"].as_object();
    let Some(media_type) = content.and_then(|it| it.keys().next()) else {
        return Ok(None);
    };
    let field = fields.iter().find(|(name, _)| *name == "body");
    let (_, held) = field.ok_or("no field for its body")?;
    let encoding = match media_type.as_str() {
        // progenitor knows no forms with files; the document has them as JSON.
        "application/json" if multipart => Encoding::Multipart,
        "application/json" => Encoding::Json,
        "application/x-www-form-urlencoded" => Encoding::FormUrlencoded,
        _ => Encoding::Verbatim,
    };
    let (r#type, builder) = match held {
        // `types::builder::X` builds `types::X`.
        Type::Path(it) if it.path.segments.iter().any(|it| it.ident == "builder") => {
            let segments = it.path.segments.iter().filter(|it| it.ident != "builder");
            (parse_quote!(#(#segments)::*), Some((*held).clone()))
        }
        // progenitor's builder holds text as reqwest sends it.
        _ if media_type.starts_with("text/") => (parse_quote!(String), None),
        r#type => ((*r#type).clone(), None),
    };
    Ok(Some(Body { r#type, builder, encoding }))
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
fn response(sent: Option<&Type>) -> Result<Response, UnknownConstruct> {
    let value = sent.and_then(|it| arguments(it).first().copied());
    let value = value.filter(|it| is_named(it, "ResponseValue"));
    match value.and_then(|it| arguments(it).first().copied()) {
        Some(Type::Tuple(unit)) if unit.elems.is_empty() => Ok(Response::Nothing),
        Some(Type::Path(it)) if it.path.is_ident("ByteStream") => Ok(Response::Bytes),
        Some(Type::Path(it)) if ends_with(&it.path, &["reqwest", "Upgraded"]) => {
            Err("a response that is a connection".to_owned())
        }
        Some(r#type) => Ok(Response::Json(Box::new(r#type.clone()))),
        None => Err("a `send` that returns no `ResponseValue`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use syn::{Item, ItemStruct, ReturnType};

    use super::*;

    /// What is written for `POST /v2/things/{id}` with this builder, which sends with this result.
    fn read_written(
        builder: ItemStruct,
        result: ReturnType,
    ) -> Result<Operation, UnknownConstruct> {
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
        let written = Written::of(&builders, &methods);
        read(&document, &document.operation_keys()[0], &written)
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
    fn what_progenitor_is_not_known_to_write_is_named() {
        let known = || parse_quote!(-> Result<ResponseValue<()>, Error<()>>);
        let without = |name: &'static str| {
            let mut item = known_builder();
            if let syn::Fields::Named(fields) = &mut item.fields {
                let named = std::mem::take(&mut fields.named).into_iter();
                fields.named =
                    named.filter(|it| it.ident.as_ref().is_none_or(|it| it != name)).collect();
            }
            item
        };
        for (item, result, part) in [
            (without("api_version"), known(), "no field for its parameter `api-version`"),
            (without("body"), known(), "no field for its body"),
            (
                parse_quote! {
                    pub struct MakeThing<'a> {
                        client: &'a super::Client,
                        id: Result<String, String>,
                        type_: Result<String, String>,
                        api_version: Result<String, String>,
                        body: Result<types::Thing, String>,
                        cookie: Result<String, String>,
                    }
                },
                known(),
                "fields that hold no parameter",
            ),
            (known_builder(), parse_quote!(-> types::Thing), "returns no `ResponseValue`"),
            (
                known_builder(),
                parse_quote!(-> Result<ResponseValue<reqwest::Upgraded>, Error<()>>),
                "a response that is a connection",
            ),
        ] {
            let unknown = read_written(item, result).err().unwrap_or_default();
            assert!(unknown.contains(part), "{part}: {unknown}");
        }
    }
}
