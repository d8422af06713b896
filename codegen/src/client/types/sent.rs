//! Collects the types that requests contain. Programs construct their values.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Fields, Item, Type};

use crate::client::model::{Operation, Types};
use crate::client::syntax::paths;

/// Returns the names of the types of parameters and bodies, and of all types inside them.
pub fn collect_names(items: &[Item], operations: &[Operation]) -> BTreeSet<Ident> {
    let types = Types::index(items);
    let mut names = BTreeSet::new();
    let mut open: Vec<&Type> = operations
        .iter()
        .flat_map(|operation| {
            let parameters = operation.parameters.iter().map(|parameter| &parameter.r#type);
            parameters.chain(operation.body.iter().map(|body| &body.r#type))
        })
        .collect();
    while let Some(next) = open.pop() {
        paths::each_in_type(next, &mut |path| {
            let Some(name) = path.segments.last().map(|segment| &segment.ident) else {
                return;
            };
            let held = fields_of(&types, name);
            if held.is_some() && names.insert(name.clone()) {
                open.extend(held.into_iter().flatten().flatten().map(|field| &field.ty));
            }
        });
    }
    names
}

/// Returns the fields of a generated struct, or of each variant of an enum.
fn fields_of<'a>(types: &Types<'a>, name: &Ident) -> Option<Vec<&'a Fields>> {
    let structure = types.structure(name).map(|item| vec![&item.fields]);
    structure.or_else(|| {
        let variants = &types.enumeration(name)?.variants;
        Some(variants.iter().map(|variant| &variant.fields).collect())
    })
}
