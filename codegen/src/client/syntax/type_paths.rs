//! Questions about paths, and about types, which mostly are paths.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

/// `Vec` of `::std::vec::Vec<T>`.
pub fn last_name(r#type: &Type) -> Option<&Ident> {
    let Type::Path(path) = r#type else {
        return None;
    };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// `Account` of `types::Account`, for the module `types`.
pub fn name_in<'a>(module: &str, r#type: &'a Type) -> Option<&'a Ident> {
    match r#type {
        Type::Path(it) if it.path.leading_colon.is_none() && it.path.segments.len() == 2 => {
            let is_inside = it.path.segments[0].ident == module;
            is_inside.then(|| &it.path.segments[1].ident)
        }
        _ => None,
    }
}

/// The name of a generated type, as the modules beside that of the types name it.
pub fn generated_name(r#type: &Type) -> Option<&Ident> {
    name_in("types", r#type)
}

/// Whether the last name of a type is `name`.
pub fn is_named(r#type: &Type, name: &str) -> bool {
    last_name(r#type).is_some_and(|it| it == name)
}

/// Whether a type is that of text, and not a generated one of the same name.
pub fn is_text(r#type: &Type) -> bool {
    matches!(r#type, Type::Path(it) if ends_with(&it.path, &["string", "String"]))
}

/// Whether a type is a list, and not a generated one of the same name.
pub fn is_list(r#type: &Type) -> bool {
    is_named(r#type, "Vec") && !arguments(r#type).is_empty()
}

/// Whether a type is a map, and not a generated one of the same name.
pub fn is_map(r#type: &Type) -> bool {
    let is_json = matches!(r#type, Type::Path(it) if ends_with(&it.path, &["serde_json", "Map"]));
    is_json || is_named(r#type, "HashMap") && !arguments(r#type).is_empty()
}

/// Whether a type is one of the language: numbers and truth values.
pub fn is_primitive(r#type: &Type) -> bool {
    let name = last_name(r#type)
        .filter(|_| matches!(r#type, Type::Path(it) if it.path.segments.len() == 1));
    name.is_some_and(|it| it.to_string().starts_with(|first: char| first.is_ascii_lowercase()))
}

/// The types in the angle brackets of a type.
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

/// `T` of `Option<T>`.
pub fn option_of(r#type: &Type) -> Option<&Type> {
    if is_named(r#type, "Option") { arguments(r#type).first().copied() } else { None }
}

/// `T` of `Box<T>`, and every other type as it is.
pub fn unboxed(r#type: &Type) -> &Type {
    let inner = arguments(r#type).first().copied().filter(|_| is_named(r#type, "Box"));
    inner.unwrap_or(r#type)
}

/// Whether a path ends in these names.
pub fn ends_with(path: &Path, names: &[&str]) -> bool {
    let count = path.segments.len();
    count >= names.len()
        && path
            .segments
            .iter()
            .skip(count - names.len())
            .zip(names)
            .all(|(it, name)| it.ident == name)
}

/// A path or a type as people write it.
pub fn text(path: &impl ToTokens) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn types_of_the_standard_library_are_told_from_generated_ones() {
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
        let is_known = [is_text, is_list, is_primitive, |it: &Type| option_of(it).is_some()];
        for (index, is_known) in is_known.iter().enumerate() {
            let known: Vec<bool> = types.iter().chain(&generated).map(is_known).collect();
            let expected: Vec<bool> = (0..8).map(|it| it == index).collect();
            assert_eq!(known, expected, "{index}");
        }
        assert!(generated.iter().all(|it| generated_name(it).is_some()));
        assert!(types.iter().all(|it| generated_name(it).is_none()));
    }
}
