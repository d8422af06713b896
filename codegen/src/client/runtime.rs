//! The types of the crate that generated code uses, and the parts of the crate that only some documents need.

use std::collections::BTreeSet;

use quote::format_ident;
use syn::{File, Path, Type, parse_quote};

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
const PARTS: [(&str, &str, &str); 9] = [
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

/// Finds the parts that a client asks for.
pub fn parts(client: &File) -> BTreeSet<&'static str> {
    let mut parts = BTreeSet::new();
    paths::each_in_file(client, &mut |path| {
        for (one, next) in path.segments.iter().zip(path.segments.iter().skip(1)) {
            let part = PARTS.iter().find(|part| one.ident == part.0 && next.ident == part.1);
            parts.extend(part.map(|(_, _, part)| *part));
        }
    });
    parts
}

/// The style in which a query parameter is written.
pub fn query_style(name: &str) -> Path {
    let name = format_ident!("{name}");
    parse_quote!(crate::call::parameters::Style::#name)
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
