//! Converts the bodies that are sent as forms with files, a field at a time.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::quote;
use syn::{Item, ItemStruct, Type, parse_quote};

use crate::client::model::{Encoding, Model, Types};
use crate::client::runtime;
use crate::client::syntax::attributes::sent_as;
use crate::client::syntax::type_paths::{arguments, generated_name, is_named};

/// A conversion into a form for every body that is sent as one.
pub fn conversions(model: &Model) -> Vec<Item> {
    let bodies = model.operations.iter().filter_map(|operation| operation.body.as_ref());
    let bodies = bodies.filter(|body| body.encoding == Encoding::Multipart);
    let bodies: BTreeSet<&Ident> = bodies.filter_map(|it| generated_name(&it.r#type)).collect();
    let types = Types::of(&model.types);
    bodies.into_iter().filter_map(|name| types.structure(name)).map(conversion).collect()
}

fn conversion(item: &ItemStruct) -> Item {
    let (name, add_files, add_value) = (&item.ident, runtime::add_files(), runtime::add_value());
    let fields = item.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let name = sent_as(&field.attrs, ident);
        Some(if holds_files(&field.ty) {
            quote!(#add_files(form, #name, self.#ident)?)
        } else {
            quote!(#add_value(form, #name, &self.#ident)?)
        })
    });
    parse_quote! {
        impl #name {
            /// The body as a form.
            pub(crate) fn into_form(self) -> ::reqwest::Result<::reqwest::multipart::Form> {
                let form = ::reqwest::multipart::Form::new();
                #(let form = #fields;)*
                ::std::result::Result::Ok(form)
            }
        }
    }
}

/// Whether a type is that of files, or of several.
fn holds_files(r#type: &Type) -> bool {
    is_named(r#type, runtime::FILE) || arguments(r#type).into_iter().any(holds_files)
}
