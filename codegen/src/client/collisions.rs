//! The check that no two generated items have one name, before the compiler trips over it.

use std::collections::BTreeSet;

use syn::{File, ImplItem, Item};

use super::syntax::type_paths::last_name;
use crate::diagnostic::Diagnostic;
use crate::vocabulary::CLIENT_METHODS;

/// Reports every name that two types of a module, or two methods of a type, would share; the client has methods
/// beside the generated ones.
pub fn check(file: &File, files: &str) -> Result<(), Vec<Diagnostic>> {
    let mut seen = BTreeSet::new();
    let mut all = CLIENT_METHODS.map(|name| format!("Client::{name}")).to_vec();
    collect("", &file.items, &mut all);
    all.retain(|name| !seen.insert(name.clone()));
    let remedy = "give a part of the documents another name in overlay.yaml: an `operationId`, or a schema of its own \
                  in `components`";
    let problems = all.iter().map(|name| format!("two things would be named `{name}` in Rust"));
    let diagnostics: Vec<Diagnostic> =
        problems.map(|problem| Diagnostic::new(files, problem, remedy)).collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// Collects the names of types and methods, with the modules that they are in.
fn collect(prefix: &str, items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Enum(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Type(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Mod(item) => {
                let items = item.content.as_ref().map_or(&[][..], |(_, items)| items);
                collect(&format!("{prefix}{}::", item.ident), items, names);
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let owner = last_name(&item.self_ty).map(ToString::to_string).unwrap_or_default();
                names.extend(item.items.iter().filter_map(|member| match member {
                    ImplItem::Fn(it) => Some(format!("{prefix}{owner}::{}", it.sig.ident)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
}
