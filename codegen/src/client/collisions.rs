//! Checks that generated items have different names, because rustc's error would not name the document.

use std::collections::BTreeSet;

use syn::{File, ImplItem, Item};

use super::syntax::type_paths::last_name;
use crate::diagnostic::Diagnostic;
use crate::vocabulary::CLIENT_METHODS;

/// Reports every name that two types of a module, or two methods of a type, share. The client has handwritten methods
/// too.
pub fn check(file: &File, files: &str) -> Result<(), Vec<Diagnostic>> {
    let mut seen = BTreeSet::new();
    let mut all = CLIENT_METHODS.map(|name| format!("Client::{name}")).to_vec();
    collect_names("", &file.items, &mut all);
    all.retain(|name| !seen.insert(name.clone()));
    let remedy =
        "rename one of them in overlay.yaml: set an `operationId`, or add a schema to `components`";
    let problems =
        all.iter().map(|name| format!("two generated items have the Rust name `{name}`"));
    let diagnostics: Vec<Diagnostic> =
        problems.map(|problem| Diagnostic::new(files, problem, remedy)).collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// Collects the names of types and methods, with their modules.
fn collect_names(prefix: &str, items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Enum(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Type(item) => names.push(format!("{prefix}{}", item.ident)),
            Item::Mod(item) => {
                let items = item.content.as_ref().map_or(&[][..], |(_, items)| items);
                collect_names(&format!("{prefix}{}::", item.ident), items, names);
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let owner = last_name(&item.self_ty).map(ToString::to_string).unwrap_or_default();
                names.extend(item.items.iter().filter_map(|member| match member {
                    ImplItem::Fn(method) => Some(format!("{prefix}{owner}::{}", method.sig.ident)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
}
