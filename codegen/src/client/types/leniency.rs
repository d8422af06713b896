//! Makes generated structs read what the API really sends.

use syn::{Field, Item, Type, parse_quote};

use crate::client::runtime;
use crate::client::syntax::attributes::{drop_serde_option, serde_option};
use crate::client::syntax::type_paths::{
    arguments, is_named, is_primitive, is_text, option_of, text,
};

/// Makes the fields of every struct lenient.
pub fn apply(items: &mut [Item]) {
    for item in items {
        if let Item::Struct(item) = item {
            item.fields.iter_mut().for_each(read_leniently);
        }
    }
}

/// Reads a field from the forms that the API uses, and null as no value.
fn read_leniently(field: &mut Field) {
    if serde_option(&field.attrs, "flatten").is_some() {
        return;
    }
    // typify tells an absent value from null, which are the same to whoever reads.
    drop_serde_option(&mut field.attrs, "deserialize_with");
    let defaults = serde_option(&field.attrs, "default").is_some();
    // A type around another one has no name that could be absent.
    if !defaults && field.ident.is_some() && option_of(&field.ty).is_some() {
        field.attrs.push(parse_quote!(#[serde(default)]));
    }
    if is_lenient(&field.ty) {
        let lenient = text(&runtime::lenient());
        field.attrs.push(parse_quote!(#[serde(deserialize_with = #lenient)]));
    } else if defaults {
        let lenient = text(&runtime::lenient_or_empty());
        field.attrs.push(parse_quote!(#[serde(deserialize_with = #lenient)]));
    }
}

/// Whether a type is made of scalars, options, lists and maps only.
fn is_lenient(r#type: &Type) -> bool {
    let arguments = arguments(r#type);
    if ["Option", "Vec", "HashMap"].iter().any(|name| is_named(r#type, name)) {
        return arguments.last().is_some_and(|it| is_lenient(it));
    }
    is_text(r#type) || is_primitive(r#type) && !is_named(r#type, "bool")
}
