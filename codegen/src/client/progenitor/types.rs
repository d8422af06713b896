//! Frees the types of what typify, which writes them for progenitor, says in their documentation, and of names that
//! a document may have given to something else.

use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, GenericArgument, Item, ItemEnum, ItemImpl, ItemStruct, Path, PathArguments, Type,
    parse_quote,
};

use crate::client::documentation::{document, documentation};
use crate::client::syntax::paths;

/// Leaves of the documentation of types what the document says.
pub fn free(types: &mut [Item]) {
    types.iter_mut().for_each(|item| Free.visit_item_mut(item));
}

struct Free;

impl VisitMut for Free {
    /// `Default::default()`, where a schema may be called `Default` too.
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let is_trait = path.segments.len() > 1 && path.segments[0].ident == "Default";
        if is_trait && path.leading_colon.is_none() {
            let segments = path.segments.iter();
            *path = parse_quote!(::std::default::#(#segments)::*);
        }
    }

    /// `TryFrom<String>` of a type of the module itself is about text, where a schema may be called `String` too.
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        visit_mut::visit_item_impl_mut(self, item);
        let of_module = matches!(&*item.self_ty, Type::Path(it) if it.path.get_ident().is_some());
        let is_text = |path: &Path| {
            let last = path.segments.last().filter(|it| it.ident == "TryFrom");
            let text: Type = parse_quote!(String);
            last.is_some_and(|it| first_type(&it.arguments) == Some(&text))
        };
        if of_module && item.trait_.as_ref().is_some_and(|(path, _)| is_text(path)) {
            paths::change_in_impl(item, &mut |path| {
                if path.is_ident("String") {
                    *path = parse_quote!(::std::string::String);
                }
            });
        }
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        let name = item.ident.to_string();
        visit_mut::visit_item_struct_mut(self, item);
        drop_name(&mut item.attrs, &name);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        let name = item.ident.to_string();
        visit_mut::visit_item_enum_mut(self, item);
        drop_name(&mut item.attrs, &name);
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        if let Some(text) = documentation(attributes) {
            document(attributes, &without_schema(&text));
        }
    }
}

/// The first type in angle brackets.
fn first_type(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|it| match it {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    })
}

/// Drops the documentation of a type that is no more than its name.
fn drop_name(attributes: &mut Vec<Attribute>, name: &str) {
    if documentation(attributes).is_some_and(|text| text == format!("`{name}`")) {
        document(attributes, "");
    }
}

/// The text without the JSON schema that the type was made of: the type says the same.
fn without_schema(text: &str) -> String {
    let (Some(start), Some(end)) =
        (text.find("<details><summary>JSON schema"), text.rfind("</details>"))
    else {
        return text.to_owned();
    };
    let end = end + "</details>".len();
    format!("{}{}", &text[..start], &text[end..]).trim().to_owned()
}
