//! Makes generated structs read what the API really sends.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Field, Item, Type, parse_quote};

use crate::client::runtime;
use crate::client::syntax::attributes::{drop_serde_option, serde_option};
use crate::client::syntax::type_paths::{
    arguments, ends_with, is_named, is_primitive, is_text, option_of, text,
};

/// The types around others that are read as leniently as those.
const AROUND: [&str; 5] = ["Box", "HashMap", "Nullable", "Option", "Vec"];

/// The types of the runtime that are read leniently.
const VALUES: [&[&str]; 5] = [
    &["values", "Day"],
    &["values", "Id"],
    &["values", "Personal"],
    &["values", "Timestamp"],
    &["uuid", "Uuid"],
];

/// Makes the fields of every struct lenient; enums that were `opened` are so already.
pub fn apply(items: &mut Vec<Item>, opened: &BTreeSet<Ident>) {
    let generated: BTreeSet<Ident> = items.iter().filter_map(name).cloned().collect();
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            item.fields.iter_mut().for_each(|field| read_leniently(field, &generated));
        }
    }
    let lenient = runtime::lenient_trait();
    let others = generated.difference(opened);
    items.extend(others.map(|name| -> Item { parse_quote!(impl #lenient for #name {}) }));
}

fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        _ => None,
    }
}

/// Reads a field from the forms that the API uses, and null as no value.
fn read_leniently(field: &mut Field, generated: &BTreeSet<Ident>) {
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
    if is_lenient(&field.ty, generated) {
        let lenient = text(&runtime::lenient());
        field.attrs.push(parse_quote!(#[serde(deserialize_with = #lenient)]));
    } else if defaults && !is_named(&field.ty, "Nullable") {
        let lenient = text(&runtime::lenient_or_empty());
        field.attrs.push(parse_quote!(#[serde(deserialize_with = #lenient)]));
    }
}

/// Whether a type is made of those that are read leniently only; any JSON is not, and a token is what it is.
fn is_lenient(r#type: &Type, generated: &BTreeSet<Ident>) -> bool {
    let arguments = arguments(r#type);
    if AROUND.iter().any(|name| is_named(r#type, name)) && !arguments.is_empty() {
        return arguments.last().is_some_and(|it| is_lenient(it, generated));
    }
    let Type::Path(path) = r#type else {
        return false;
    };
    is_text(r#type)
        || is_primitive(r#type)
        || VALUES.iter().any(|names| ends_with(&path.path, names))
        || path.path.get_ident().is_some_and(|name| generated.contains(name))
}
