//! Reads the builder of an operation, and what the document says of the operation beside it.

use proc_macro2::Ident;
use quote::format_ident;
use serde_json::{Map, Value};
use syn::{Expr, ImplItem, ImplItemFn, ItemImpl, ItemStruct, ReturnType, Stmt, Type, parse_quote};

use super::request::{self, BodyCall, Request};
use super::unknown::Unknown;
use crate::client::api::{Body, Encoding, Operation, Parameter, Place, Response};
use crate::client::syntax::type_paths::{arguments, ends_with, is_named, is_path_to, option_of};
use crate::document::{Document, Site};
use crate::formats::MULTIPART;

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// The operation at `site`, whose builder is `item` with `methods`.
pub fn operation(
    document: &Document,
    site: &Site,
    item: &ItemStruct,
    methods: &ItemImpl,
) -> Result<Operation, Unknown> {
    let nothing = Map::new();
    let described = document.operation(site).unwrap_or(&nothing);
    let text = |key| described.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
    let builder = Builder { item, new: method(methods, "new")? };
    let send = method(methods, "send")?;
    let request = request::read(&send.block)?;
    if request.method != site.method {
        return Err(Unknown::new(format!("a request that is sent as `{}`", request.method)));
    }
    Ok(Operation {
        site: site.clone(),
        name: format_ident!("{}", request.name),
        builder: item.ident.clone(),
        summary: text("summary").map(|it| it.trim_end_matches(['.', ',']).to_owned()),
        description: text("description").map(str::to_owned),
        safe_to_repeat: is_marked(described, SAFE_TO_REPEAT),
        parameters: parameters(described, site, &builder, &request)?,
        body: body(described, &builder, &request)?,
        response: response(&send.sig.output)?,
    })
}

/// A builder: its fields, and the function that gives them their first values.
struct Builder<'a> {
    item: &'a ItemStruct,
    new: &'a ImplItemFn,
}

/// What a field of a builder holds before its setter is called.
enum Initial {
    /// An error: the operation needs a value.
    Missing,
    /// No value.
    None,
    /// The builder of a body, with nothing set.
    Builder,
}

impl Builder<'_> {
    /// `T` of a field of the type `Result<T, String>`, and what it holds first.
    fn field(&self, name: &Ident) -> Result<(&Type, Initial), Unknown> {
        let unknown =
            || Unknown::new(format!("a builder without a field `{name}` of a known form"));
        let field = self.item.fields.iter().find(|it| it.ident.as_ref() == Some(name));
        let result = field.and_then(|field| arguments(&field.ty).first().copied());
        Ok((result.ok_or_else(unknown)?, self.initial(name).ok_or_else(unknown)?))
    }

    fn initial(&self, name: &Ident) -> Option<Initial> {
        let Some(Stmt::Expr(Expr::Struct(values), None)) = self.new.block.stmts.last() else {
            return None;
        };
        let is_field =
            |it: &&syn::FieldValue| matches!(&it.member, syn::Member::Named(it) if it == name);
        let Expr::Call(value) = &values.fields.iter().find(is_field)?.expr else {
            return None;
        };
        match value.args.first()? {
            _ if is_path_to(&value.func, &["Err"]) => Some(Initial::Missing),
            Expr::Path(none) if none.path.is_ident("None") => Some(Initial::None),
            Expr::Call(default) if is_path_to(&default.func, &["Default", "default"]) => {
                Some(Initial::Builder)
            }
            _ => None,
        }
    }
}

fn method<'a>(methods: &'a ItemImpl, name: &str) -> Result<&'a ImplItemFn, Unknown> {
    let found = methods.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    });
    found.ok_or_else(|| Unknown::new(format!("a builder without the method `{name}`")))
}

fn is_marked(operation: &Map<String, Value>, extension: &str) -> bool {
    operation.get(extension) == Some(&Value::Bool(true))
}

fn parameters(
    described: &Map<String, Value>,
    site: &Site,
    builder: &Builder<'_>,
    request: &Request,
) -> Result<Vec<Parameter>, Unknown> {
    let in_path = site.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let path = in_path.zip(&request.path).map(|(sent_as, name)| (Place::Path, sent_as, name));
    let query = request.query.iter().map(|(sent_as, name)| (Place::Query, sent_as.as_str(), name));
    let headers =
        request.headers.iter().map(|(sent_as, name)| (Place::Header, sent_as.as_str(), name));
    let parameters = path.chain(query).chain(headers).map(|(place, sent_as, name)| {
        let (held, initial) = builder.field(name)?;
        let (r#type, required) = match initial {
            Initial::Missing => (held, true),
            Initial::None => (option_of(held).unwrap_or(held), false),
            Initial::Builder => {
                return Err(Unknown::code("a parameter with a builder", name));
            }
        };
        Ok(Parameter {
            name: name.clone(),
            sent_as: sent_as.to_owned(),
            place,
            r#type: r#type.clone(),
            required,
            description: description(described, place, sent_as),
        })
    });
    parameters.collect()
}

fn description(operation: &Map<String, Value>, place: Place, name: &str) -> Option<String> {
    let place = match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
    };
    let parameters = operation.get("parameters")?.as_array()?;
    let parameter = parameters.iter().find(|it| it["in"] == place && it["name"] == name)?;
    Some(parameter.get("description")?.as_str()?.to_owned())
}

fn body(
    described: &Map<String, Value>,
    builder: &Builder<'_>,
    request: &Request,
) -> Result<Option<Body>, Unknown> {
    let Some((name, call)) = &request.body else {
        return Ok(None);
    };
    let (held, initial) = builder.field(name)?;
    let encoding = match (call, &request.content_type) {
        // progenitor knows no forms with files; the document has them as JSON.
        (BodyCall::Json, _) if is_marked(described, MULTIPART) => Encoding::Multipart,
        (BodyCall::Json, _) => Encoding::Json,
        (BodyCall::FormUrlencoded, _) => Encoding::FormUrlencoded,
        (BodyCall::Verbatim, Some(media_type)) => Encoding::Verbatim(media_type.clone()),
        (BodyCall::Verbatim, None) => return Err(Unknown::new("a body without a media type")),
    };
    let is_text = matches!(&encoding, Encoding::Verbatim(it) if it.starts_with("text/"));
    Ok(Some(match initial {
        Initial::Builder => Body { r#type: built_by(held)?, builder: Some(held.clone()), encoding },
        // progenitor's builder holds text as reqwest sends it.
        _ if is_text => Body { r#type: parse_quote!(String), builder: None, encoding },
        _ => Body { r#type: held.clone(), builder: None, encoding },
    }))
}

/// `types::X` of its builder, `types::builder::X`.
fn built_by(builder: &Type) -> Result<Type, Unknown> {
    match builder {
        Type::Path(it) if it.path.segments.len() == 3 && it.path.segments[1].ident == "builder" => {
            let (module, name) = (&it.path.segments[0], &it.path.segments[2]);
            Ok(parse_quote!(#module::#name))
        }
        _ => Err(Unknown::code("the builder of a body", builder)),
    }
}

/// What is in `Result<ResponseValue<T>, Error<E>>`.
fn response(output: &ReturnType) -> Result<Response, Unknown> {
    let value = match output {
        ReturnType::Type(_, result) => arguments(result).first().copied(),
        ReturnType::Default => None,
    };
    let value = value.filter(|it| is_named(it, "ResponseValue"));
    match value.and_then(|it| arguments(it).first().copied()) {
        Some(Type::Tuple(unit)) if unit.elems.is_empty() => Ok(Response::Nothing),
        Some(Type::Path(it)) if it.path.is_ident("ByteStream") => Ok(Response::Bytes),
        Some(Type::Path(it)) if ends_with(&it.path, &["reqwest", "Upgraded"]) => {
            Err(Unknown::new("a response that is a connection"))
        }
        Some(r#type) => Ok(Response::Json(r#type.clone())),
        None => Err(Unknown::code("the result of a `send`", output)),
    }
}
