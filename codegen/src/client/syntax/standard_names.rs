//! Names of the standard library that every program has at hand, written out where a document may have given them to
//! something else.

use syn::{Item, Path, parse_quote};

use super::paths;

/// Writes out the names in code that means those of the standard library.
pub fn write_out(item: &mut Item) {
    paths::change_in_item(item, &mut |path| {
        let Some(first) = path.segments.first().filter(|_| path.leading_colon.is_none()) else {
            return;
        };
        let mut whole: Path = match first.ident.to_string().as_str() {
            "From" => parse_quote!(::std::convert),
            "Option" => parse_quote!(::std::option),
            "Result" => parse_quote!(::std::result),
            "Send" => parse_quote!(::std::marker),
            "String" => parse_quote!(::std::string),
            _ => return,
        };
        whole.segments.extend(std::mem::take(&mut path.segments));
        *path = whole;
    });
}
