//! Identifiers in ASCII and the letters of European languages. Rust takes others, and warns of those that look alike,
//! are uncommon or are written in more than one way.

use proc_macro2::Ident;
use quote::format_ident;
use syn::Type;

use super::paths;

/// Whether an identifier can stay as it is.
pub fn is(ident: &Ident) -> bool {
    ident.to_string().chars().all(is_plain)
}

/// Whether Rust takes a letter without a warning: `straße` stays what it is.
fn is_plain(letter: char) -> bool {
    letter.is_ascii()
        || matches!(letter, 'À'..='į' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž') && letter.is_alphabetic()
}

/// The identifier in ASCII: every other letter as its number, so that no two become one.
pub fn ascii(ident: &Ident) -> Ident {
    if is(ident) {
        return ident.clone();
    }
    let name = ident.to_string();
    // The names of types and values are written with capitals.
    let sign = if name.contains(|it: char| it.is_ascii_uppercase()) { 'U' } else { 'u' };
    let letter = |letter: char| match letter {
        letter if is_plain(letter) => letter.to_string(),
        letter => format!("{sign}{:04x}", u32::from(letter)),
    };
    format_ident!("{}", name.chars().map(letter).collect::<String>())
}

/// Renames what a type names.
pub fn rename_type(r#type: &mut Type) {
    paths::change_in_type(r#type, &mut |path| {
        path.segments.iter_mut().for_each(|it| it.ident = ascii(&it.ident));
    });
}
