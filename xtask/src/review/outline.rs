//! The outline: the public items of generated code, one per line, for reviews.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Attribute, Fields, ImplItem, Item, ItemImpl, Macro, Path, Signature, TraitItem, TypeParamBound,
    Visibility, parse_quote,
};

use argyle_user_tokens_codegen::Generated;

use crate::operation::read_operations;
use crate::parse;

/// Writes the public interface of client and mock, one item per line, sorted.
#[must_use]
pub fn outline(generated: &Generated) -> String {
    let client = parse(&generated.client);
    let mut lines = outline_credentials(generated, &client.items);
    outline_items(&mut lines, "", &client.items);
    outline_items(&mut lines, "mock::", &parse(&generated.mock).items);
    lines.sort_unstable();
    lines.dedup();
    lines.join("\n") + "\n"
}

/// Lists the operations whose requests carry the credentials, which no signature shows.
fn outline_credentials(generated: &Generated, items: &[Item]) -> Vec<String> {
    let table = items.iter().find_map(|item| match item {
        Item::Const(item) if item.ident == "OPERATIONS" => Some(item.to_token_stream().to_string()),
        _ => None,
    });
    let table = table.unwrap_or_default();
    let sent = |name: &str| {
        let row = table.split("name : ").find(|row| row.starts_with(&format!("{name:?}")));
        row.is_some_and(|row| row.contains("authorized : true"))
    };
    let names = read_operations(generated).into_iter().map(|operation| operation.name);
    let line = |name: String| {
        let sent = if sent(&name) { "sent" } else { "not sent" };
        format!("credentials Client::{name}: {sent}")
    };
    names.map(line).collect()
}

fn outline_items(lines: &mut Vec<String>, prefix: &str, items: &[Item]) {
    for item in items {
        match item {
            Item::Mod(item) if is_public(&item.vis) => {
                let prefix = format!("{prefix}{}::", item.ident);
                if let Some((_, items)) = &item.content {
                    outline_items(lines, &prefix, items);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{prefix}{}", item.ident);
                lines.push(format!("struct {name}{}", print_code(&item.generics)));
                outline_attributes(lines, &name, &item.attrs);
                outline_fields(lines, &name, &item.fields);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{prefix}{}", item.ident);
                lines.push(format!("enum {name}{}", print_code(&item.generics)));
                outline_attributes(lines, &name, &item.attrs);
                for variant in &item.variants {
                    lines.push(format!(
                        "variant {name}::{}{}",
                        variant.ident,
                        print_code(&variant.fields)
                    ));
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let is_sealed = |bound: &TypeParamBound| {
                    let TypeParamBound::Trait(bound) = bound else { return false };
                    bound.path.segments.last().is_some_and(|last| last.ident == "Sealed")
                };
                let note = if item.supertraits.iter().any(is_sealed) { ": sealed" } else { "" };
                lines.push(format!("trait {prefix}{}{note}", item.ident));
                for member in &item.items {
                    if let TraitItem::Fn(function) = member {
                        lines.push(outline_method(prefix, &item.ident.to_string(), &function.sig));
                    }
                }
            }
            Item::Impl(item) => outline_implementation(lines, prefix, item),
            Item::Macro(item) => outline_open_enum(lines, prefix, &item.mac),
            _ => {}
        }
    }
}

/// Lists the implementations of the macro for enums of strings.
fn outline_open_enum(lines: &mut Vec<String>, prefix: &str, call: &Macro) {
    let Some(TokenTree::Ident(name)) = call.tokens.clone().into_iter().next() else {
        return;
    };
    lines.push(format!("fn {prefix}{name}::as_str(&self) -> &str"));
    let traits: [Path; 6] = [
        parse_quote!(::std::convert::From<&str>),
        parse_quote!(::std::convert::From<::std::string::String>),
        parse_quote!(::std::str::FromStr),
        parse_quote!(::std::fmt::Display),
        parse_quote!(::serde::Serialize),
        parse_quote!(::serde::Deserialize),
    ];
    lines.extend(traits.iter().map(|path| format!("impl {} for {prefix}{name}", print_code(path))));
}

fn outline_implementation(lines: &mut Vec<String>, prefix: &str, item: &ItemImpl) {
    if let Some((path, _)) = &item.trait_ {
        // Derived implementations of `Deserialize` have no lifetime in the outline.
        let (path, owner) = (print_code(path).replace("<'de>", ""), print_code(&item.self_ty));
        let prefix = if owner.contains("::") { "" } else { prefix };
        lines.push(format!("impl {path} for {prefix}{owner}"));
        return;
    }
    let owner = print_code(&item.self_ty);
    for member in &item.items {
        match member {
            ImplItem::Fn(function) if is_public(&function.vis) => {
                lines.push(outline_method(prefix, &owner, &function.sig));
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                lines.push(format!(
                    "const {prefix}{owner}::{}: {}",
                    constant.ident,
                    print_code(&constant.ty)
                ));
            }
            _ => {}
        }
    }
}

fn outline_method(prefix: &str, owner: &str, signature: &Signature) -> String {
    let qualifiers = format!(
        "{}{}",
        signature.constness.map(|_| "const ").unwrap_or_default(),
        signature.asyncness.map(|_| "async ").unwrap_or_default()
    );
    let mut text = print_code(signature);
    if let Some((_, rest)) = text.split_once("fn ") {
        text = rest.to_owned();
    }
    format!("{qualifiers}fn {prefix}{owner}::{text}")
}

fn outline_fields(lines: &mut Vec<String>, owner: &str, fields: &Fields) {
    for (index, field) in fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        lines.push(format!("field {owner}.{name}: {}", print_code(&field.ty)));
    }
}

fn outline_attributes(lines: &mut Vec<String>, owner: &str, attributes: &[Attribute]) {
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            lines.push(format!("#[non_exhaustive] {owner}"));
        }
        if attribute.path().is_ident("derive") {
            let list = print_code(&attribute.meta);
            let list = list.trim_start_matches("derive(").trim_end_matches(')');
            lines.extend(list.split(',').map(|name| format!("impl {} for {owner}", name.trim())));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Prints tokens on one line with rustfmt's spacing.
fn print_code(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" : ", ": "),
        ("' ", "'"),
        ("->", "-> "),
        ("  ", " "),
        (",)", ")"),
        (",>", ">"),
        (":::", ": ::"),
        ("impl::", "impl ::"),
        (",<", ", <"),
        // Paths of the standard library and of the crate's root add nothing to the names.
        ("crate::Error", "Error"),
        ("crate::Response", "Response"),
        ("=::", "= ::"),
        ("+::", "+ ::"),
        ("::std::", "std::"),
        ("std::option::", ""),
        ("std::string::", ""),
        ("std::result::", ""),
        ("std::convert::", ""),
        ("std::fmt::", ""),
        ("std::default::", ""),
        ("std::ops::", ""),
        ("std::error::", ""),
        ("std::borrow::", ""),
        ("std::marker::", ""),
    ] {
        text = text.replace(from, to);
    }
    text.trim().trim_end_matches(',').to_owned()
}
