//! The model of an operation: what progenitor makes of it, and what only the document says.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::Ident;
use serde_json::{Map, Value};
use syn::{Attribute, Expr, ImplItemFn, LitStr, Type};

use crate::document::{Document, Site};
use crate::formats::MULTIPART;

/// The extension, set by the overlay, that marks an operation as safe to send twice.
const SAFE_TO_REPEAT: &str = "x-safe-to-repeat";

/// One operation.
pub struct Operation {
    /// The name of its method.
    pub name: Ident,
    /// What the document says about it, and which request it sends.
    pub prose: String,
    /// What only the document says.
    pub facts: Facts,
    /// The name of its builder.
    pub builder: Ident,
    /// The attributes of the builder, without documentation.
    pub attributes: Vec<Attribute>,
    /// The field of the builder that holds the client; no parameter has that name.
    pub client: Ident,
    /// A name that no parameter has, for the request.
    pub request: Ident,
    /// What the builder sets, in order.
    pub parameters: Vec<Parameter>,
    /// The setters of all parameters.
    pub setters: Vec<ImplItemFn>,
    /// The method of HTTP in upper case.
    pub method: Ident,
    /// The address, with a `{}` for the base URL, and one for each path parameter.
    pub path: LitStr,
    /// The path parameters in the order of the path.
    pub path_parameters: Vec<Ident>,
    /// The query parameters: names and fields.
    pub query: Vec<(LitStr, Ident)>,
    /// The header parameters.
    pub headers: Vec<HeaderParameter>,
    /// Headers with a value that never changes: names and values.
    pub fixed_headers: Vec<(Expr, Expr)>,
    /// How the body is sent, where there is one.
    pub body: Option<Body>,
    /// What a success has.
    pub response: Response,
}

/// A parameter, or the body.
pub struct Parameter {
    /// The field of the builder, and the setter.
    pub name: Ident,
    /// The type of the field.
    pub field: Type,
    /// What the field is at first.
    pub initial: Expr,
    /// What becomes of the field when the request is made: a `Result` with a text as its error.
    pub value: Expr,
    /// What the setter takes has to convert into this type.
    pub target: Type,
    /// Whether a request cannot be made without.
    pub required: bool,
}

/// A header parameter.
pub struct HeaderParameter {
    pub wire: LitStr,
    pub name: Ident,
    pub required: bool,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    Json,
    Form,
    Raw,
}

/// What a success has.
pub enum Response {
    Json(Box<Type>),
    Bytes,
    Nothing,
}

/// What the document says about an operation that progenitor does not carry into the code.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether sending the request twice does no harm, although its method is not idempotent.
    pub safe_to_repeat: bool,
    /// Whether the body is sent as a form with files.
    pub multipart: bool,
    /// The description of each parameter, by the name of its setter.
    pub descriptions: BTreeMap<String, String>,
}

impl Facts {
    /// The facts about every operation, by the name of its method.
    pub fn of(document: &Document) -> BTreeMap<String, Self> {
        let facts = |site: &Site| {
            let operation = document.operation(site)?;
            let name = operation.get("operationId")?.as_str()?.to_snake_case();
            Some((name, Self::read(operation)))
        };
        document.sites().iter().filter_map(facts).collect()
    }

    fn read(operation: &Map<String, Value>) -> Self {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let descriptions = parameters.into_iter().flatten().filter_map(|parameter| {
            let name = parameter.get("name")?.as_str()?.to_snake_case();
            Some((name, parameter.get("description")?.as_str()?.to_owned()))
        });
        let marked = |extension| operation.get(extension) == Some(&Value::Bool(true));
        Self {
            safe_to_repeat: marked(SAFE_TO_REPEAT),
            multipart: marked(MULTIPART),
            descriptions: descriptions.collect(),
        }
    }
}

impl Operation {
    /// The body among the parameters.
    pub fn body_parameter(&self) -> Option<&Parameter> {
        self.body.and_then(|_| self.parameters.iter().find(|it| it.name == "body"))
    }
}
