//! The check that no two generated items have one name, before the compiler trips over it.

use std::collections::BTreeSet;

use syn::{File, ImplItem, Item};

use super::syntax::type_paths::last_name;
use crate::diagnostic::Diagnostic;

/// Reports every name that two types of a module, or two methods of a type, would share.
pub fn check(file: &File, pages: &str) -> Result<(), Vec<Diagnostic>> {
    let mut shared = Vec::new();
    let mut methods = BTreeSet::new();
    collect("", &file.items, &mut methods, &mut shared);
    let diagnostics: Vec<Diagnostic> = shared
        .into_iter()
        .map(|name| {
            Diagnostic::new(
                pages,
                format!("two parts of the documents would both be named `{name}` in Rust"),
                "give one of them another name in spec/overlay.yaml: an `operationId`, or a schema of its own \
                 in `components`",
            )
        })
        .collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

fn collect(prefix: &str, items: &[Item], methods: &mut BTreeSet<String>, shared: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for item in items {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    collect(&format!("{prefix}{}::", item.ident), items, methods, shared);
                }
                continue;
            }
            Item::Impl(item) if item.trait_.is_none() => {
                for member in &item.items {
                    if let ImplItem::Fn(function) = member {
                        let owner =
                            last_name(&item.self_ty).map(ToString::to_string).unwrap_or_default();
                        let name = format!("{prefix}{owner}::{}", function.sig.ident);
                        if !methods.insert(name.clone()) {
                            shared.push(name);
                        }
                    }
                }
                continue;
            }
            _ => continue,
        };
        if !names.insert(name.to_string()) {
            shared.push(format!("{prefix}{name}"));
        }
    }
}
