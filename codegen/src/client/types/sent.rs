//! Tells which types programs make values of: those that requests hold.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Fields, Item, Path};

use crate::client::model::{Operation, Types};

/// The names of the types that parameters and bodies are, and of all that these are made of.
pub fn names(items: &[Item], operations: &[Operation]) -> BTreeSet<Ident> {
    let mut found = Found { types: Types::of(items), names: BTreeSet::new() };
    for operation in operations {
        operation.parameters.iter().for_each(|it| found.visit_type(&it.r#type));
        operation.body.iter().for_each(|it| found.visit_type(&it.r#type));
    }
    found.names
}

struct Found<'a> {
    types: Types<'a>,
    names: BTreeSet<Ident>,
}

impl Found<'_> {
    fn fields(&mut self, fields: &Fields) {
        fields.iter().for_each(|field| self.visit_type(&field.ty));
    }
}

impl Visit<'_> for Found<'_> {
    fn visit_path(&mut self, path: &Path) {
        visit::visit_path(self, path);
        let Some(name) = path.segments.last().map(|it| &it.ident) else {
            return;
        };
        let (structure, enumeration) = (self.types.structure(name), self.types.enumeration(name));
        if (structure.is_none() && enumeration.is_none()) || !self.names.insert(name.clone()) {
            return;
        }
        structure.iter().for_each(|item| self.fields(&item.fields));
        let variants = enumeration.iter().flat_map(|item| &item.variants);
        variants.for_each(|variant| self.fields(&variant.fields));
    }
}
