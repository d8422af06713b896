//! Tells which types programs make values of: those that requests hold.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Fields, Item, Type};

use crate::client::model::{Operation, Types};
use crate::client::syntax::paths;

/// The names of the types that parameters and bodies are, and of all that these are made of.
pub fn names(items: &[Item], operations: &[Operation]) -> BTreeSet<Ident> {
    let types = Types::of(items);
    let mut names = BTreeSet::new();
    let mut open: Vec<&Type> = operations
        .iter()
        .flat_map(|it| {
            let parameters = it.parameters.iter().map(|it| &it.r#type);
            parameters.chain(it.body.iter().map(|it| &it.r#type))
        })
        .collect();
    while let Some(next) = open.pop() {
        paths::each_in_type(next, &mut |path| {
            let Some(name) = path.segments.last().map(|it| &it.ident) else {
                return;
            };
            let held = held(&types, name);
            if held.is_some() && names.insert(name.clone()) {
                open.extend(held.into_iter().flatten().flatten().map(|field| &field.ty));
            }
        });
    }
    names
}

/// The fields of a generated type, or of each of its variants.
fn held<'a>(types: &Types<'a>, name: &Ident) -> Option<Vec<&'a Fields>> {
    let structure = types.structure(name).map(|item| vec![&item.fields]);
    structure.or_else(|| {
        let variants = &types.enumeration(name)?.variants;
        Some(variants.iter().map(|variant| &variant.fields).collect())
    })
}
