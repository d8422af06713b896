//! What generated code asks of the crate around it: the paths into `src/` that it names stand here.

use quote::format_ident;
use syn::{Path, Type, parse_quote};

use super::syntax::paths;
use crate::vocabulary;

/// Each format that stands for a type of the crate, that type, and whether it reads and prints as text.
pub const FORMATS: [(&str, &str, bool); 6] = [
    (vocabulary::USER_TOKEN, "crate::UserToken", false),
    (vocabulary::ID, "crate::types::values::Id", true),
    (vocabulary::TIMESTAMP, "crate::types::values::Timestamp", true),
    (vocabulary::DAY, "crate::types::values::Day", true),
    (vocabulary::PERSONAL, "crate::types::values::Personal", false),
    (vocabulary::UPLOAD, "crate::types::values::Upload", false),
];

/// The name of the type of files.
pub const FILE: &str = "Upload";

/// The parts of the crate that only some documents ask for: two names that follow each other in a path, and
/// what the crate has the part behind: `cfg(argyle_spec = "…")`.
pub const PARTS: [(&str, &str, &str); 17] = [
    ("call", "parameters", "parameters"),
    ("decode", "bytes", "bytes"),
    ("decode", "empty", "empty"),
    ("decode", "lenient", "lenient"),
    ("decode", "properties", "additional_properties"),
    ("decode", "union", "unions"),
    ("form", "add_files", "forms"),
    ("form", "add_value", "forms"),
    ("list_pages", "stream", "list_pages"),
    ("values", "Day", "times"),
    ("values", "Id", "ids"),
    ("values", "Timestamp", "times"),
    ("values", "AdditionalProperties", "additional_properties"),
    ("values", "Nullable", "nullable"),
    ("values", "open_enum", "enums"),
    ("values", "Personal", "personal"),
    ("values", "Upload", "forms"),
];

/// The error of every operation. Paths are whole, as an operation of a document may be called `Error` too.
pub fn error() -> Path {
    parse_quote!(crate::Error)
}

/// What a success is wrapped in.
pub fn response() -> Path {
    parse_quote!(crate::Response)
}

/// What is known of an operation before it is called.
pub fn operation() -> Path {
    parse_quote!(crate::call::operation::Operation)
}

/// Decodes the body of a response: as `json`, `empty` or `bytes`.
pub fn decode(what: &str) -> Path {
    let what = format_ident!("{what}");
    parse_quote!(crate::decode::#what)
}

/// What a request is made of.
pub fn request_parts() -> Path {
    parse_quote!(crate::call::request_parts::RequestParts)
}

/// A property of a builder: its value, or what is wrong with it.
pub fn property() -> Path {
    parse_quote!(crate::conversion::Property)
}

/// Converts the value that a setter is given.
pub fn converted() -> Path {
    parse_quote!(crate::conversion::converted)
}

/// The same for a parameter, of whose type the message is.
pub fn converted_to() -> Path {
    parse_quote!(crate::conversion::converted_to)
}

/// The same for a whole body.
pub fn converted_body() -> Path {
    parse_quote!(crate::conversion::converted_body)
}

/// The error of a value that does not convert.
pub fn conversion_error() -> Path {
    parse_quote!(crate::conversion::ConversionError)
}

/// Writes a path parameter as one segment of a path.
pub fn path_segment() -> Path {
    parse_quote!(crate::call::parameters::path_segment)
}

/// Writes a path parameter or a header as text.
pub fn simple() -> Path {
    parse_quote!(crate::call::parameters::simple)
}

/// Writes a query parameter as pairs of names and values.
pub fn query() -> Path {
    parse_quote!(crate::call::parameters::query)
}

/// The style in which a query parameter is written.
pub fn query_style(name: Option<&str>) -> Path {
    let name = format_ident!("{}", name.unwrap_or("Exploded"));
    parse_quote!(crate::call::parameters::Style::#name)
}

/// Writes a body as pairs of names and values.
pub fn form() -> Path {
    parse_quote!(crate::call::parameters::form)
}

/// The body of a response as it comes, and what makes a call return it.
pub fn body_stream() -> (Path, Path) {
    (parse_quote!(crate::types::values::BodyStream), parse_quote!(crate::call::body::Take::Stream))
}

/// What the clones of a client share.
pub fn state() -> Path {
    parse_quote!(crate::client::State)
}

/// Streams the items of a list, page by page.
pub fn stream() -> Path {
    parse_quote!(crate::list_pages::stream)
}

/// Adds files to a form.
pub fn add_files() -> Path {
    parse_quote!(crate::form::add_files)
}

/// Adds a value to a form.
pub fn add_value() -> Path {
    parse_quote!(crate::form::add_value)
}

/// Reads a value from every form in which the API writes it.
pub fn lenient() -> Path {
    parse_quote!(crate::decode::lenient::read)
}

/// What reads values of several types: `read`, and the `Variant`s and the `of` that it is given.
pub fn union(what: &str) -> Path {
    let what = format_ident!("{what}");
    parse_quote!(crate::decode::union::#what)
}

/// What can be read leniently, or that others can be read around.
pub fn lenient_trait() -> Path {
    parse_quote!(crate::decode::lenient::Lenient)
}

/// Reads null as an empty map.
pub fn lenient_or_empty() -> Path {
    parse_quote!(crate::decode::lenient::or_empty)
}

/// Reads an object property by property: `read`, the `Properties` that do so, one that is `Awaited`, and how the value of
/// one is read, `lenient`, `or_empty` or `exact`.
pub fn properties(what: &str) -> Path {
    let what = format_ident!("{what}");
    parse_quote!(crate::decode::properties::#what)
}

/// The type of what is not listed, as the module of types names it.
pub fn additional_properties() -> Path {
    parse_quote!(values::AdditionalProperties)
}

/// A property that can be null, or left out.
pub fn nullable() -> Path {
    parse_quote!(crate::types::values::Nullable)
}

/// What implements the conversions of an enum of texts.
pub fn open_enum() -> Path {
    parse_quote!(crate::values::open_enum)
}

/// The module with the types of values that OpenAPI has no type for.
pub fn values() -> Path {
    parse_quote!(crate::values)
}

/// The supertrait that keeps the typed mock from being implemented elsewhere, as the mock names it.
pub fn sealed() -> Path {
    parse_quote!(super::sealed::Sealed)
}

/// How the embedded Argyle answers an operation, as the mock names it.
pub fn documented() -> Path {
    parse_quote!(super::documented::Documented)
}

/// What it answers with.
pub fn documented_answer() -> Path {
    parse_quote!(super::documented::Answer)
}

/// A type as a program names it that depends on the crate, and imports its `types`.
pub fn outside(r#type: &Type) -> Type {
    let mut r#type = r#type.clone();
    paths::change_in_type(&mut r#type, &mut |path| {
        if let Some(first) = path.segments.first_mut().filter(|it| it.ident == "crate") {
            first.ident = format_ident!("argyle_user_tokens");
        }
    });
    r#type
}
