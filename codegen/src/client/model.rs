//! The model of a client. Documentation, examples and mocks are written from its operations and types.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use syn::{Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::progenitor::descriptions::Clearable;
use super::syntax::paths;
use super::syntax::type_paths::ends_with;
use crate::document::OperationKey;

/// The operations and types of a client.
pub struct Model {
    /// The operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// The items of the module of types.
    pub types: Vec<Item>,
    /// The names of the enums without a variant for unlisted values.
    pub closed: BTreeSet<String>,
    /// The properties that programs can clear.
    pub clearable: Clearable,
}

/// A method of the client, and the request that it sends.
pub struct Operation {
    /// The path and method of the operation.
    pub key: OperationKey,
    /// The name of its method, such as `create_user_token`.
    pub name: Ident,
    /// The name of its builder, such as `CreateUserToken`.
    pub builder: Ident,
    /// The field of the builder with the client.
    pub client: Ident,
    /// The summary in the document, without its full stop.
    pub summary: Option<String>,
    /// The description in the document.
    pub description: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// True if its requests carry the credentials.
    pub authorized: bool,
    /// True if repeating the request is safe, although its method is not idempotent.
    pub safe_to_repeat: bool,
    /// The media type of its JSON body, if it is not `application/json`.
    pub media_type: Option<String>,
    /// The styles of query parameters and form properties that differ from the default, by name.
    pub styles: Vec<(String, String)>,
    /// Its parameters, sorted by place and name.
    pub parameters: Vec<Parameter>,
    /// Its body, if it has one.
    pub body: Option<Body>,
    /// The content of its successful response.
    pub response: Response,
}

/// A parameter of an operation. The request builder has a setter for it.
pub struct Parameter {
    /// The name of its setter.
    pub name: Ident,
    /// Its name in the request.
    pub sent_as: String,
    /// The part of the request that contains it.
    pub place: Place,
    /// The name of its style, if it is sent in the query.
    pub query_style: String,
    /// The type of its value.
    pub r#type: Type,
    /// True if every request has it.
    pub required: bool,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// The description in the document.
    pub description: Option<String>,
}

/// The part of a request that contains a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Path,
    Query,
    Header,
}

/// The body of a request.
pub struct Body {
    /// Its type.
    pub r#type: Type,
    /// The encoding of its content.
    pub encoding: Encoding,
}

/// The encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Json,
    FormUrlencoded,
    /// A form with files.
    Multipart,
    /// Text or bytes, unchanged.
    Verbatim,
}

impl Body {
    /// Returns whether it may be a stream, which can be read only once.
    pub fn is_stream(&self) -> bool {
        matches!(&self.r#type, Type::Path(path) if ends_with(&path.path, &["reqwest", "Body"]))
    }
}

/// The content of a successful response.
pub enum Response {
    /// JSON of this type.
    Json(Box<Type>),
    Nothing,
    /// Any content except JSON.
    Bytes,
}

/// Types by their names.
pub struct Types<'a>(BTreeMap<&'a Ident, &'a Item>);

impl<'a> Types<'a> {
    /// Indexes the structs and enums among the items.
    pub fn index(items: &'a [Item]) -> Self {
        let named = items.iter().filter_map(|item| match item {
            Item::Struct(structure) => Some((&structure.ident, item)),
            Item::Enum(enumeration) => Some((&enumeration.ident, item)),
            _ => None,
        });
        Self(named.collect())
    }

    /// Names a type of the module `types` as its sibling modules do.
    pub fn name_beside(&self, r#type: &Type) -> Type {
        let mut r#type = r#type.clone();
        paths::change_in_type(&mut r#type, &mut |path| {
            if path.get_ident().is_some_and(|name| self.0.contains_key(name)) {
                *path = parse_quote!(types::#path);
            }
        });
        r#type
    }

    /// Returns the struct of this name.
    pub fn structure(&self, name: &Ident) -> Option<&'a ItemStruct> {
        match self.0.get(name) {
            Some(Item::Struct(item)) => Some(item),
            _ => None,
        }
    }

    /// Returns the enum of this name.
    pub fn enumeration(&self, name: &Ident) -> Option<&'a ItemEnum> {
        match self.0.get(name) {
            Some(Item::Enum(item)) => Some(item),
            _ => None,
        }
    }
}

impl Operation {
    /// Names the method and path of the request in a sentence.
    pub fn describe_request(&self) -> String {
        let (method, path) = (self.key.method.to_uppercase(), &self.key.path);
        format!("Sends a `{method}` request to `{path}`")
    }
}
