//! The model of a client: its operations and types, for documentation, examples and mocks.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use syn::{Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::progenitor::descriptions::Clearable;
use super::syntax::paths;
use super::syntax::type_paths::ends_with;
use crate::document::OperationKey;

/// What a client is made of.
pub struct Model {
    /// The operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// The items of the module of types.
    pub types: Vec<Item>,
    /// The names of the enums that have no variant for values that are not listed.
    pub closed: BTreeSet<String>,
    /// The properties that programs clear.
    pub clearable: Clearable,
}

/// A method of the client, and the request that it sends.
pub struct Operation {
    /// Where the document has it.
    pub key: OperationKey,
    /// The name of its method, such as `create_user_token`.
    pub name: Ident,
    /// The name of its builder, such as `CreateUserToken`.
    pub builder: Ident,
    /// The field of the builder with the client.
    pub client: Ident,
    /// What the document says of it in a line, without a full stop.
    pub summary: Option<String>,
    /// What else the document says of it.
    pub description: Option<String>,
    /// Whether the document says that it should no longer be called.
    pub deprecated: bool,
    /// Whether it is sent the credentials.
    pub authorized: bool,
    /// Whether sending the request twice does no harm, although its method is not idempotent.
    pub safe_to_repeat: bool,
    /// The media type of its JSON body, if that is called something else.
    pub media_type: Option<String>,
    /// The styles of query parameters and properties of a form that are not written as usual, by name.
    pub styles: Vec<(String, String)>,
    /// Its parameters, sorted by place and name.
    pub parameters: Vec<Parameter>,
    /// Its body, if it has one.
    pub body: Option<Body>,
    /// What it answers with.
    pub response: Response,
}

/// A parameter of an operation, which its builder has a setter for.
pub struct Parameter {
    /// The name of its setter.
    pub name: Ident,
    /// Its name in the request.
    pub sent_as: String,
    /// Where it is sent.
    pub place: Place,
    /// The name of the style in which it is written, where it is sent in the query.
    pub query_style: String,
    /// The type of its value.
    pub r#type: Type,
    /// Whether the operation needs it.
    pub required: bool,
    /// Whether the document says that it should no longer be sent.
    pub deprecated: bool,
    /// What the document says of it.
    pub description: Option<String>,
}

/// Where a parameter is sent.
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
    /// How it is sent.
    pub encoding: Encoding,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Json,
    FormUrlencoded,
    /// As a form with files.
    Multipart,
    /// As it is.
    Verbatim,
}

impl Body {
    /// Whether it may be a stream, which can be read once.
    pub fn is_stream(&self) -> bool {
        matches!(&self.r#type, Type::Path(path) if ends_with(&path.path, &["reqwest", "Body"]))
    }
}

/// What a successful response holds.
pub enum Response {
    /// JSON of this type.
    Json(Box<Type>),
    Nothing,
    /// Anything but JSON.
    Bytes,
}

/// Types by their names.
pub struct Types<'a>(BTreeMap<&'a Ident, &'a Item>);

impl<'a> Types<'a> {
    /// The structs and enums among items.
    pub fn of(items: &'a [Item]) -> Self {
        let named = items.iter().filter_map(|item| match item {
            Item::Struct(it) => Some((&it.ident, item)),
            Item::Enum(it) => Some((&it.ident, item)),
            _ => None,
        });
        Self(named.collect())
    }

    /// A type of the module `types`, as the modules beside it name it.
    pub fn beside(&self, r#type: &Type) -> Type {
        let mut r#type = r#type.clone();
        paths::change_in_type(&mut r#type, &mut |path| {
            if path.get_ident().is_some_and(|name| self.0.contains_key(name)) {
                *path = parse_quote!(types::#path);
            }
        });
        r#type
    }

    /// The struct of this name.
    pub fn structure(&self, name: &Ident) -> Option<&'a ItemStruct> {
        match self.0.get(name) {
            Some(Item::Struct(item)) => Some(item),
            _ => None,
        }
    }

    /// The enum of this name.
    pub fn enumeration(&self, name: &Ident) -> Option<&'a ItemEnum> {
        match self.0.get(name) {
            Some(Item::Enum(item)) => Some(item),
            _ => None,
        }
    }
}

impl Operation {
    /// `POST` and `/v2/user-tokens`, in a sentence.
    pub fn sends(&self) -> String {
        let (method, path) = (self.key.method.to_uppercase(), &self.key.path);
        format!("Sends a `{method}` request to `{path}`")
    }
}
