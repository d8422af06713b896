//! Queries on types and paths.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

/// Returns the last segment of a type: `Vec` for `::std::vec::Vec<T>`.
pub fn last_name(r#type: &Type) -> Option<&Ident> {
    let Type::Path(path) = r#type else {
        return None;
    };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// Returns the name of a type in a module: `Account` for `types::Account` and the module `types`.
pub fn name_in<'a>(module: &str, r#type: &'a Type) -> Option<&'a Ident> {
    match r#type {
        Type::Path(held) if held.path.leading_colon.is_none() && held.path.segments.len() == 2 => {
            let is_inside = held.path.segments[0].ident == module;
            is_inside.then(|| &held.path.segments[1].ident)
        }
        _ => None,
    }
}

/// Returns the name of a generated type, given as `types::Name`.
pub fn generated_name(r#type: &Type) -> Option<&Ident> {
    name_in("types", r#type)
}

/// Returns whether the last segment of a type is `name`.
pub fn is_named(r#type: &Type, name: &str) -> bool {
    last_name(r#type).is_some_and(|last| last == name)
}

/// Returns whether a type is `String`, and not a generated type of that name.
pub fn is_text(r#type: &Type) -> bool {
    matches!(r#type, Type::Path(held) if ends_with(&held.path, &["string", "String"]))
}

/// Returns whether a type is a `Vec`, and not a generated type of that name.
pub fn is_list(r#type: &Type) -> bool {
    is_named(r#type, "Vec") && !arguments(r#type).is_empty()
}

/// Returns whether a type is a map, and not a generated type of that name.
pub fn is_map(r#type: &Type) -> bool {
    let is_json =
        matches!(r#type, Type::Path(held) if ends_with(&held.path, &["serde_json", "Map"]));
    is_json || is_named(r#type, "HashMap") && !arguments(r#type).is_empty()
}

/// Returns whether a type is a primitive: a number or a boolean.
pub fn is_primitive(r#type: &Type) -> bool {
    let name = last_name(r#type)
        .filter(|_| matches!(r#type, Type::Path(held) if held.path.segments.len() == 1));
    name.is_some_and(|name| name.to_string().starts_with(|first: char| first.is_ascii_lowercase()))
}

/// Returns the types in the angle brackets of a type.
pub fn arguments(r#type: &Type) -> Vec<&Type> {
    let Type::Path(path) = r#type else {
        return Vec::new();
    };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => {
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(r#type) => Some(r#type),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// Returns `T` of `Option<T>`.
pub fn option_of(r#type: &Type) -> Option<&Type> {
    if is_named(r#type, "Option") { arguments(r#type).first().copied() } else { None }
}

/// Returns `T` of `Box<T>`, and any other type unchanged.
pub fn unboxed(r#type: &Type) -> &Type {
    let inner = arguments(r#type).first().copied().filter(|_| is_named(r#type, "Box"));
    inner.unwrap_or(r#type)
}

/// Returns whether a path ends in these names.
pub fn ends_with(path: &Path, names: &[&str]) -> bool {
    let count = path.segments.len();
    count >= names.len()
        && path
            .segments
            .iter()
            .skip(count - names.len())
            .zip(names)
            .all(|(segment, name)| segment.ident == name)
}

/// Prints a path or a type without spaces.
pub fn print_tokens(path: &impl ToTokens) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn standard_types_are_distinguished_from_generated_ones() {
        let types: [Type; 4] = [
            parse_quote!(::std::string::String),
            parse_quote!(::std::vec::Vec<types::Vec>),
            parse_quote!(i64),
            parse_quote!(::std::option::Option<bool>),
        ];
        let generated: [Type; 4] = [
            parse_quote!(types::String),
            parse_quote!(types::Vec),
            parse_quote!(types::I64),
            parse_quote!(types::Option),
        ];
        let is_known = [is_text, is_list, is_primitive, |held: &Type| option_of(held).is_some()];
        for (index, is_known) in is_known.iter().enumerate() {
            let known: Vec<bool> = types.iter().chain(&generated).map(is_known).collect();
            let expected: Vec<bool> = (0..8).map(|position| position == index).collect();
            assert_eq!(known, expected, "{index}");
        }
        assert!(generated.iter().all(|held| generated_name(held).is_some()));
        assert!(types.iter().all(|held| generated_name(held).is_none()));
    }
}
