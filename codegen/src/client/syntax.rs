//! Questions to a syntax tree that several stages ask.

use proc_macro2::Ident;
use syn::{
    Attribute, Expr, Field, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, Lit,
    LitStr, Meta, PathArguments, Type,
};

/// The items of a module among others.
pub fn module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

/// The last name in a path of types, such as `Vec` of `::std::vec::Vec<T>`, and the types behind it.
pub fn named(r#type: &Type) -> Option<(&Ident, Vec<&Type>)> {
    let Type::Path(path) = r#type else {
        return None;
    };
    let segment = path.path.segments.last()?;
    Some((&segment.ident, types_in(&segment.arguments)))
}

/// The types in angle brackets.
pub fn types_in(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    });
    types.collect()
}

/// The one type behind `Option`, `Vec` or another type with this name.
pub fn inside<'a>(r#type: &'a Type, name: &str) -> Option<&'a Type> {
    match named(r#type)? {
        (found, arguments) if found == name => arguments.first().copied(),
        _ => None,
    }
}

/// The type that an `impl` is of, by its name.
pub fn owner(item: &ItemImpl) -> Option<&Ident> {
    named(&item.self_ty).map(|(name, _)| name)
}

/// The functions of an `impl`.
pub fn functions(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|member| match member {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

/// The text of a `#[doc = "…"]`.
pub fn doc_text(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The documentation that an item has.
pub fn documentation(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes.iter().filter_map(|it| doc_text(&it.meta)).collect();
    let lines: Vec<&str> =
        lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The value of an option in `#[serde(…)]`, which is empty for one without; none where the option is not there.
pub fn serde_option(attributes: &[Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        // Options of another form are not of interest here.
        let _ = attribute.parse_nested_meta(|option| {
            let value = match option.input.peek(syn::Token![=]) {
                true => option.value()?.parse::<LitStr>()?.value(),
                false => String::new(),
            };
            if option.path.is_ident(name) {
                found = Some(value);
            }
            Ok(())
        });
    }
    found
}

/// Whether the properties of a field stand among those around it.
pub fn is_flattened(field: &Field) -> bool {
    serde_option(&field.attrs, "flatten").is_some()
}

/// Whether a `#[derive(…)]` has a trait.
pub fn derives(attributes: &[Attribute], name: &str) -> bool {
    let mut found = false;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|derived| {
            found |= derived.path.segments.last().is_some_and(|it| it.ident == name);
            Ok(())
        });
    }
    found
}
