//! The outline: what the generated code makes public, one item a line, for people who review it.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Attribute, Fields, ImplItem, Item, ItemImpl, Macro, Path, Signature, TraitItem, TypeParamBound,
    Visibility, parse_quote,
};

use argyle_user_tokens_codegen::Generated;

use crate::operation::operations;
use crate::parse;

/// The public interface of client and mock, one item a line, sorted.
#[must_use]
pub fn outline(generated: &Generated) -> String {
    let client = parse(&generated.client);
    let mut lines = credentials(generated, &client.items);
    collect(&mut lines, "", &client.items);
    collect(&mut lines, "mock::", &parse(&generated.mock).items);
    lines.sort_unstable();
    lines.dedup();
    lines.join("\n") + "\n"
}

/// Says which operations are sent the credentials, which no signature says.
fn credentials(generated: &Generated, items: &[Item]) -> Vec<String> {
    let table = items.iter().find_map(|item| match item {
        Item::Const(item) if item.ident == "OPERATIONS" => Some(item.to_token_stream().to_string()),
        _ => None,
    });
    let table = table.unwrap_or_default();
    let sent = |name: &str| {
        let row = table.split("name : ").find(|row| row.starts_with(&format!("{name:?}")));
        row.is_some_and(|row| row.contains("authorized : true"))
    };
    let names = operations(generated).into_iter().map(|operation| operation.name);
    let line = |name: String| {
        let sent = if sent(&name) { "sent" } else { "not sent" };
        format!("credentials Client::{name}: {sent}")
    };
    names.map(line).collect()
}

fn collect(lines: &mut Vec<String>, prefix: &str, items: &[Item]) {
    for item in items {
        match item {
            Item::Mod(item) if is_public(&item.vis) => {
                let prefix = format!("{prefix}{}::", item.ident);
                if let Some((_, items)) = &item.content {
                    collect(lines, &prefix, items);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{prefix}{}", item.ident);
                lines.push(format!("struct {name}{}", code(&item.generics)));
                derives(lines, &name, &item.attrs);
                fields(lines, &name, &item.fields);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{prefix}{}", item.ident);
                lines.push(format!("enum {name}{}", code(&item.generics)));
                derives(lines, &name, &item.attrs);
                for variant in &item.variants {
                    lines.push(format!(
                        "variant {name}::{}{}",
                        variant.ident,
                        code(&variant.fields)
                    ));
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let is_sealed = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Trait(it) if it.path.segments.last().is_some_and(|it| it.ident == "Sealed"));
                let note = if item.supertraits.iter().any(is_sealed) { ": sealed" } else { "" };
                lines.push(format!("trait {prefix}{}{note}", item.ident));
                for member in &item.items {
                    if let TraitItem::Fn(function) = member {
                        lines.push(method(prefix, &item.ident.to_string(), &function.sig));
                    }
                }
            }
            Item::Impl(item) => implementation(lines, prefix, item),
            Item::Macro(item) => opened(lines, prefix, &item.mac),
            _ => {}
        }
    }
}

/// What the macro of enums of texts implements.
fn opened(lines: &mut Vec<String>, prefix: &str, call: &Macro) {
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
    lines.extend(traits.iter().map(|it| format!("impl {} for {prefix}{name}", code(it))));
}

fn implementation(lines: &mut Vec<String>, prefix: &str, item: &ItemImpl) {
    if let Some((path, _)) = &item.trait_ {
        // `Deserialize` is for every lifetime, derived or not.
        let (path, owner) = (code(path).replace("<'de>", ""), code(&item.self_ty));
        let prefix = if owner.contains("::") { "" } else { prefix };
        lines.push(format!("impl {path} for {prefix}{owner}"));
        return;
    }
    let owner = code(&item.self_ty);
    for member in &item.items {
        match member {
            ImplItem::Fn(function) if is_public(&function.vis) => {
                lines.push(method(prefix, &owner, &function.sig));
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                lines.push(format!(
                    "const {prefix}{owner}::{}: {}",
                    constant.ident,
                    code(&constant.ty)
                ));
            }
            _ => {}
        }
    }
}

fn method(prefix: &str, owner: &str, signature: &Signature) -> String {
    let qualifiers = format!(
        "{}{}",
        signature.constness.map(|_| "const ").unwrap_or_default(),
        signature.asyncness.map(|_| "async ").unwrap_or_default()
    );
    let mut text = code(signature);
    if let Some((_, rest)) = text.split_once("fn ") {
        text = rest.to_owned();
    }
    format!("{qualifiers}fn {prefix}{owner}::{text}")
}

fn fields(lines: &mut Vec<String>, owner: &str, fields: &Fields) {
    for (index, field) in fields.iter().enumerate().filter(|(_, it)| is_public(&it.vis)) {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        lines.push(format!("field {owner}.{name}: {}", code(&field.ty)));
    }
}

fn derives(lines: &mut Vec<String>, owner: &str, attributes: &[Attribute]) {
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            lines.push(format!("#[non_exhaustive] {owner}"));
        }
        if attribute.path().is_ident("derive") {
            let list = code(&attribute.meta);
            let list = list.trim_start_matches("derive(").trim_end_matches(')');
            lines.extend(list.split(',').map(|name| format!("impl {} for {owner}", name.trim())));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens in one line, spaced as people write them.
fn code(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, plain) in [
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
        // The modules of the standard library, and the root of the crate, say nothing that the names do not.
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
        text = text.replace(spaced, plain);
    }
    text.trim().trim_end_matches(',').to_owned()
}
