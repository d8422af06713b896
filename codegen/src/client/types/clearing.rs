//! Lets a program clear what it sends: a list or a map that can be left out is not the same as an empty one, and null
//! is not the same as nothing.

use syn::{Item, Type, parse_quote};

use crate::client::progenitor::marks::{Mark, Marks};
use crate::client::runtime;
use crate::client::syntax::attributes::drop_serde_option;
use crate::client::syntax::type_paths::{is_list, is_map, option_of, text};

/// Gives every property that can be cleared a type that says so.
pub fn permit(items: &mut [Item], marks: &Marks) {
    for item in items.iter_mut() {
        let Item::Struct(item) = item else {
            continue;
        };
        for field in &mut item.fields {
            let Some(name) = &field.ident else {
                continue;
            };
            let Some((r#type, skipped)) =
                clearable(&field.ty).filter(|_| marks.has(&item.ident, name, Mark::Clearable))
            else {
                continue;
            };
            field.ty = r#type;
            drop_serde_option(&mut field.attrs, "skip_serializing_if");
            drop_serde_option(&mut field.attrs, "default");
            field.attrs.push(parse_quote!(#[serde(default, skip_serializing_if = #skipped)]));
        }
    }
}

/// The type of a property that can be cleared, and what says that it is left out.
fn clearable(r#type: &Type) -> Option<(Type, String)> {
    if let Some(value) = option_of(r#type) {
        let nullable = runtime::nullable();
        return Some((parse_quote!(#nullable<#value>), format!("{}::is_absent", text(&nullable))));
    }
    (is_list(r#type) || is_map(r#type)).then(|| {
        (parse_quote!(::std::option::Option<#r#type>), "::std::option::Option::is_none".to_owned())
    })
}
