//! The pass that gives every operation an example that compiles, in place of one that is ignored.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Expr, File, FnArg, ImplItem, Item, ItemImpl, Lit, Meta, Type, WherePredicate, parse_quote,
};

use super::operation::Operation;

/// What progenitor's own example starts with, and what its list of arguments starts with: the
/// setters say the same in a better place.
const ENDINGS: [&str; 2] = ["```ignore", "Arguments:\n"];

/// What is said of an operation that the overlay marks as safe to send twice.
const REPEATED: &str = " Where it is unknown whether Argyle acted on it, it is sent again as \
                        [`RetryPolicy`](crate::RetryPolicy) says, as that does no harm here.";

/// A setter whose value has to be given: its name and the type that the value converts into.
type Required = (Ident, String);

/// Replaces the examples of all operations of the client.
pub fn replace(file: &mut File, operations: &BTreeMap<String, Operation>) {
    let required = required(file);
    for item in &mut file.items {
        if let Item::Impl(item) = item
            && item.trait_.is_none()
        {
            replace_in(item, &required, operations);
        }
    }
}

fn replace_in(
    item: &mut ItemImpl,
    required: &BTreeMap<String, Vec<Required>>,
    operations: &BTreeMap<String, Operation>,
) {
    for member in &mut item.items {
        let ImplItem::Fn(function) = member else {
            continue;
        };
        let Some(builder) = builder_name(&function.sig.output) else {
            continue;
        };
        let setters = required.get(&builder).map(Vec::as_slice).unwrap_or_default();
        let name = function.sig.ident.to_string();
        for attribute in &mut function.attrs {
            if let Some(text) = doc_text(&attribute.meta) {
                let end = ENDINGS.iter().filter_map(|ending| text.find(ending)).min();
                let prose = text[..end.unwrap_or(text.len())].trim_end();
                let repeat = match operations.get(&name) {
                    Some(operation) if operation.safe_to_repeat => REPEATED,
                    _ => "",
                };
                let doc = format!("{prose}.{repeat}\n\n{}", example(&name, setters));
                *attribute = parse_quote!(#[doc = #doc]);
            }
        }
    }
}

/// An example with the values of the required setters as arguments of a hidden function.
fn example(operation: &str, setters: &[Required]) -> String {
    let arguments = setters.iter().map(|(name, r#type)| format!(", {name}: {type}"));
    let arguments: String = arguments.collect();
    let calls: String = setters.iter().map(|(name, _)| format!(".{name}({name})")).collect();
    format!(
        "# Example\n\n```no_run\n\
         # use argyle_user_tokens::{{types, Client, Error}};\n\
         # async fn example(client: &Client{arguments}) -> Result<(), Error> {{\n\
         let response = client.{operation}(){calls}.send().await?;\n\
         # Ok(())\n# }}\n```"
    )
}

/// `builder::CreateUserToken<'_>` → `CreateUserToken`.
fn builder_name(output: &syn::ReturnType) -> Option<String> {
    let syn::ReturnType::Type(_, r#type) = output else {
        return None;
    };
    let Type::Path(path) = r#type.as_ref() else {
        return None;
    };
    let segments = &path.path.segments;
    (segments.len() == 2 && segments[0].ident == "builder").then(|| segments[1].ident.to_string())
}

/// The required setters of every builder, in the order in which the request has them.
fn required(file: &File) -> BTreeMap<String, Vec<Required>> {
    let mut builders = BTreeMap::new();
    for item in &file.items {
        let Item::Mod(module) = item else {
            continue;
        };
        if module.ident != "builder" {
            continue;
        }
        for item in module.content.iter().flat_map(|(_, items)| items) {
            if let Item::Impl(item) = item
                && let Type::Path(path) = item.self_ty.as_ref()
                && let Some(segment) = path.path.segments.last()
            {
                builders.insert(segment.ident.to_string(), required_setters(item));
            }
        }
    }
    builders
}

fn required_setters(item: &ItemImpl) -> Vec<Required> {
    let setters = item.items.iter().filter_map(|member| match member {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    setters
        .filter(|function| {
            let arguments = function.sig.inputs.iter();
            let typed = arguments.filter(|argument| matches!(argument, FnArg::Typed(_))).count();
            let optional = function.block.to_token_stream().to_string().contains("map (Some)");
            typed == 1 && !optional && function.sig.ident != "new"
        })
        .filter_map(|function| {
            let predicates = &function.sig.generics.where_clause.as_ref()?.predicates;
            let target = predicates.iter().find_map(|predicate| match predicate {
                WherePredicate::Type(predicate) => {
                    let bound = predicate.bounds.to_token_stream().to_string().replace(' ', "");
                    let (_, target) = bound.split_once("TryInto<")?;
                    Some(target.strip_suffix('>')?.to_owned())
                }
                _ => None,
            })?;
            Some((function.sig.ident.clone(), target))
        })
        .collect()
}

/// The text of a `#[doc = "…"]`.
pub fn doc_text(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
