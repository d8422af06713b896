//! Converts the bodies that are sent as forms with files, a field at a time.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Item, ItemStruct, PathSegment, Type, parse_quote};

use crate::client::api::Api;
use crate::client::runtime;
use crate::client::syntax::attributes::sent_as;
use crate::client::syntax::type_paths::generated_name;

/// A conversion into a form for every body that is sent as one.
pub fn conversions(api: &Api) -> Vec<Item> {
    let senders = api.operations.iter().filter(|operation| operation.sends_files());
    let bodies = senders.filter_map(|it| generated_name(&it.body.as_ref()?.r#type));
    let bodies: BTreeSet<&Ident> = bodies.collect();
    bodies.into_iter().filter_map(|name| api.structure(name)).map(conversion).collect()
}

fn conversion(item: &ItemStruct) -> Item {
    let name = &item.ident;
    let fields = item.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        Some(runtime::add_to_form(&sent_as(&field.attrs, ident), ident, holds_files(&field.ty)))
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
    struct Find(bool);
    impl<'ast> Visit<'ast> for Find {
        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            self.0 |= segment.ident == runtime::FILE;
            visit::visit_path_segment(self, segment);
        }
    }
    let mut find = Find(false);
    find.visit_type(r#type);
    find.0
}
