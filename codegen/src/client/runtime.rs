//! Types of the crate that generated code uses, and parts of the crate that only some documents need.

use std::collections::BTreeSet;

use quote::format_ident;
use syn::{File, Path, Type, parse_quote};

use super::syntax::paths;
use crate::vocabulary;

/// Formats that map to a type of the crate: the format, the type, and whether it implements `Display` and `FromStr`.
pub const FORMATS: [(&str, &str, bool); 6] = [
    (vocabulary::USER_TOKEN, "crate::UserToken", false),
    (vocabulary::ID, "crate::types::values::Id", true),
    (vocabulary::TIMESTAMP, "crate::types::values::Timestamp", true),
    (vocabulary::DAY, "crate::types::values::Day", true),
    (vocabulary::PERSONAL, "crate::types::values::Personal", false),
    (vocabulary::UPLOAD, "crate::types::values::Upload", false),
];

/// Parts of the crate that only some documents need: two consecutive segments of a path in generated code, and the name
/// in `cfg(argyle_spec = "…")` that enables the part.
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

/// Finds the parts that a client uses.
pub fn find_parts(client: &File) -> BTreeSet<&'static str> {
    let mut parts = BTreeSet::new();
    paths::each_in_file(client, &mut |path| {
        for (one, next) in path.segments.iter().zip(path.segments.iter().skip(1)) {
            let part = PARTS.iter().find(|part| one.ident == part.0 && next.ident == part.1);
            parts.extend(part.map(|(_, _, part)| *part));
        }
    });
    parts
}

/// Returns the path of a query style in the runtime.
pub fn style_path(name: &str) -> Path {
    let name = format_ident!("{name}");
    parse_quote!(crate::call::parameters::Style::#name)
}

/// Names a type as a program does that depends on the crate and imports its `types`.
pub fn name_outside(r#type: &Type) -> Type {
    let mut r#type = r#type.clone();
    paths::change_in_type(&mut r#type, &mut |path| {
        if let Some(first) = path.segments.first_mut().filter(|first| first.ident == "crate") {
            first.ident = format_ident!("argyle_user_tokens");
        }
    });
    r#type
}
