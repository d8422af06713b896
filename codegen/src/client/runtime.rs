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

/// The parts of the crate that only some documents ask for: two names that follow each other in a path, and
/// what the crate has the part behind: `cfg(argyle_spec = "…")`.
pub const PARTS: [(&str, &str, &str); 9] = [
    ("body_stream", "open", "bytes"),
    ("list_pages", "stream", "list_pages"),
    ("values", "Day", "times"),
    ("values", "Id", "ids"),
    ("values", "Timestamp", "times"),
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

/// A property of a builder: its value, or what is wrong with it.
pub fn property() -> Path {
    parse_quote!(crate::conversion::Property)
}

/// Converts the value that a setter is given.
pub fn converted() -> Path {
    parse_quote!(crate::conversion::converted)
}

/// The error of a value that does not convert.
pub fn conversion_error() -> Path {
    parse_quote!(crate::conversion::ConversionError)
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
pub fn query_style(name: &str) -> Path {
    let name = format_ident!("{name}");
    parse_quote!(crate::call::parameters::Style::#name)
}

/// The module with the names that progenitor's output uses.
pub fn names() -> Path {
    parse_quote!(crate::progenitor_client)
}

/// What stands beside those names: `send`, `whole` and `capture`.
pub fn progenitor(what: &str) -> Path {
    let what = format_ident!("{what}");
    parse_quote!(crate::progenitor_client::#what)
}

/// The body of a response as it comes, and what sends a request and returns it.
pub fn body_stream() -> (Path, Path) {
    (parse_quote!(crate::types::values::BodyStream), parse_quote!(crate::body_stream::open))
}

/// What makes request builders.
pub fn requests() -> Path {
    parse_quote!(crate::call::request::Requests)
}

/// What the clones of a client share.
pub fn state() -> Path {
    parse_quote!(crate::client::state::State)
}

/// Streams the items of a list, page by page.
pub fn stream() -> Path {
    parse_quote!(crate::list_pages::stream)
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
