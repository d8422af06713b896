//! The client compiles progenitor's code unchanged: passes only remove items, add items, and set attributes and
//! documentation.

use std::collections::BTreeMap;
use std::path::Path;

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::Sources;
use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Attribute, File, ImplItem, Item, ItemImpl, parse_quote};
use test_inputs::at_hand;

use crate::vendored;

/// Removes documentation.
struct RemoveDocumentation;

impl VisitMut for RemoveDocumentation {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }
}

fn print_tokens(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

/// Returns the lines of each item, by path and name. Each method counts as an item.
fn collect_lines(file: File) -> BTreeMap<String, Vec<String>> {
    let mut lines = BTreeMap::new();
    let mut open: Vec<(String, Item)> =
        file.items.into_iter().map(|item| (String::new(), item)).collect();
    while let Some((path, item)) = open.pop() {
        let name = match &item {
            Item::Mod(module) => {
                let items = module.content.iter().flat_map(|(_, items)| items.clone());
                open.extend(items.map(|item| (format!("{path}{}::", module.ident), item)));
                continue;
            }
            Item::Impl(block) if block.trait_.is_none() && block.items.len() > 1 => {
                let single =
                    |member: &ImplItem| ItemImpl { items: vec![member.clone()], ..block.clone() };
                open.extend(
                    block.items.iter().map(|member| (path.clone(), Item::Impl(single(member)))),
                );
                continue;
            }
            Item::Impl(block) => {
                let implemented = block.trait_.as_ref().map(|(path, _)| print_tokens(path));
                let method = block.items.iter().find_map(|member| match member {
                    ImplItem::Fn(method) if block.trait_.is_none() => {
                        Some(method.sig.ident.to_string())
                    }
                    _ => None,
                });
                // A pass renames progenitor's `send`, and adds another `send` for programs.
                let method = method.map(|name| name.replace("send_request", "send"));
                let is_added = print_tokens(block).contains("progenitor_client :: send");
                let method = method.filter(|_| !is_added);
                format!("impl {implemented:?} {} {method:?}", print_tokens(&block.self_ty))
            }
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Fn(item) => item.sig.ident.to_string(),
            _ => continue,
        };
        let file: File = parse_quote!(#item);
        let printed = prettyplease::unparse(&file);
        lines.insert(format!("{path}{name}"), printed.lines().map(str::to_owned).collect());
    }
    lines
}

/// Counts the lines of progenitor's items: those that are unchanged in the client, and all.
fn count_kept(sources: &Sources) -> (usize, usize) {
    let generated = generate(sources).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let [written, client] = [generated.written, generated.client].map(|source| {
        let mut file = syn::parse_file(&source).unwrap();
        RemoveDocumentation.visit_file_mut(&mut file);
        collect_lines(file)
    });
    let (mut kept, mut all) = (0, 0);
    for (name, written) in written {
        let Some(client) = client.get(&name) else { continue };
        let mut left = client.clone();
        all += written.len();
        for line in written {
            if let Some(index) = left.iter().position(|other| *other == line) {
                left.swap_remove(index);
                kept += 1;
            }
        }
    }
    (kept, all)
}

#[test]
fn nine_of_ten_lines_are_as_progenitor_writes_them() {
    let mut all = vendored();
    if let Some(pages) = at_hand("../shared/argyle/pages", "Argyle's other documents") {
        all.add(Path::new(&pages)).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    }
    for sources in [vendored(), all] {
        let (kept, all) = count_kept(&sources);
        println!("{kept} of {all} lines are as progenitor writes them");
        assert!(kept * 10 >= all * 9, "{kept} of {all}");
    }
}
