//! Names of the standard library that every program has at hand, written out where a document may have given them to
//! something else.

use syn::visit_mut::{self, VisitMut};
use syn::{Item, ItemImpl, Path, parse_quote};

/// Writes out the names in code that means those of the standard library.
pub fn write_out(item: &mut Item) {
    WriteOut.visit_item_mut(item);
}

struct WriteOut;

impl VisitMut for WriteOut {
    /// What is implemented for a type is for the generated one.
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let owner = item.self_ty.clone();
        visit_mut::visit_item_impl_mut(self, item);
        item.self_ty = owner;
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
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
    }
}
