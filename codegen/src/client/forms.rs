//! Writes how a body becomes a form with files, which progenitor would send as JSON.

use proc_macro2::Ident;
use syn::{Item, ItemStruct, Stmt, Type, parse_quote};

use super::operation::Operation;
use super::runtime;
use super::syntax::{inside, named, serde_option};

/// The conversions of all bodies that are sent as forms.
pub fn conversions(types: &[Item], operations: &[Operation]) -> Vec<Item> {
    let forms = operations.iter().filter(|it| it.facts.multipart);
    let bodies = forms.filter_map(|it| named(&it.body_parameter()?.target).map(|(name, _)| name));
    let mut bodies: Vec<&Ident> = bodies.collect();
    bodies.sort_unstable();
    bodies.dedup();
    let structs = types.iter().filter_map(|item| match item {
        Item::Struct(item) if bodies.contains(&&item.ident) => Some(conversion(item)),
        _ => None,
    });
    structs.collect()
}

/// The conversion of a body into a form, a field at a time.
fn conversion(item: &ItemStruct) -> Item {
    let name = &item.ident;
    let fields = item.fields.iter().filter_map(|field| {
        let ident: &Ident = field.ident.as_ref()?;
        let wire = serde_option(&field.attrs, "rename").unwrap_or_else(|| ident.to_string());
        let wire = wire.trim_start_matches("r#").to_owned();
        let files = is_file(&field.ty);
        let add = runtime::add_to_form(files);
        let statement: Stmt = if files {
            parse_quote!(let form = #add(form, #wire, self.#ident)?;)
        } else {
            parse_quote!(let form = #add(form, #wire.to_owned(), &self.#ident);)
        };
        Some(statement)
    });
    parse_quote! {
        impl #name {
            /// The body as a form.
            pub(crate) fn into_form(self) -> ::reqwest::Result<::reqwest::multipart::Form> {
                let form = ::reqwest::multipart::Form::new();
                #(#fields)*
                ::std::result::Result::Ok(form)
            }
        }
    }
}

/// Whether a value is a file, or several, or none.
fn is_file(r#type: &Type) -> bool {
    match ["Option", "Vec"].iter().find_map(|name| inside(r#type, name)) {
        Some(inner) => is_file(inner),
        None => named(r#type).is_some_and(|(name, _)| name == "Upload"),
    }
}
