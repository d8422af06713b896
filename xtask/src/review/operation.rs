//! Operations of a generated client: what the document says of them, and their names and types in the source.

use argyle_user_tokens_codegen::Generated;
use heck::ToSnakeCase as _;
use quote::ToTokens;
use serde_json::Value;
use syn::{
    GenericArgument, ImplItem, Item, ItemStruct, PathArguments, ReturnType, Signature, Type,
};

use crate::parse;

/// An operation of the client.
pub struct Operation<'a> {
    /// Its method and path.
    pub title: String,
    /// The name of its method.
    pub name: String,
    /// What the normalized document says of it.
    pub described: &'a Value,
    builder: ItemStruct,
    send: Signature,
}

/// The operations of a client, in the order of the document.
pub fn operations(generated: &Generated) -> Vec<Operation<'_>> {
    let client = parse(&generated.client);
    let builders = items_of("builder", &client.items);
    let paths = generated.document["paths"].as_object().into_iter().flatten();
    let described = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, described)| {
            (format!("{} {path}", method.to_uppercase()), described)
        })
    });
    let operations = described.filter_map(|(title, described)| {
        let name = described["operationId"].as_str()?.to_snake_case();
        let method = methods(&client.items, "Client").find(|it| is_named(&it.ident, &name))?;
        let builder = last_name(returned(method)?);
        let structure = builders.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == builder => Some(item.clone()),
            _ => None,
        });
        let send = methods(builders, &builder).find(|method| method.ident == "send")?.clone();
        Some(Operation {
            title,
            name: method.ident.to_string(),
            described,
            builder: structure?,
            send,
        })
    });
    operations.collect()
}

impl Operation<'_> {
    /// The setter of a parameter or of the body, and the type of its value as a program names it.
    pub fn setter(&self, name: &str) -> Option<(&syn::Ident, Type)> {
        let field = name.to_snake_case();
        self.builder.fields.iter().find_map(|it| {
            let ident = it.ident.as_ref().filter(|ident| is_named(ident, &field))?;
            let held = argument("Result", &it.ty)?;
            Some((ident, as_outside(argument("Option", held).unwrap_or(held))))
        })
    }

    /// The type of its answer, where that is JSON.
    pub fn answer(&self) -> Option<Type> {
        let output = returned(&self.send)?.to_token_stream().to_string();
        let (_, value) = output.split_once("crate :: Response <")?;
        let (value, _) = value.split_once("> , crate :: Error")?;
        // Long lines have a comma behind the last argument.
        let answer = syn::parse_str(value.trim_end_matches([' ', ','])).ok()?;
        let is_json = !matches!(&answer, Type::Tuple(_)) && last_name(&answer) != "Bytes";
        is_json.then(|| as_outside(&answer))
    }
}

fn items_of<'a>(module: &str, items: &'a [Item]) -> &'a [Item] {
    let content = items.iter().find_map(|item| match item {
        Item::Mod(item) if item.ident == module => item.content.as_ref(),
        _ => None,
    });
    content.map_or(&[], |(_, items)| items)
}

fn methods<'a>(items: &'a [Item], owner: &str) -> impl Iterator<Item = &'a Signature> {
    let blocks = items.iter().filter_map(move |item| match item {
        Item::Impl(block) if block.trait_.is_none() && last_name(&block.self_ty) == owner => {
            Some(block)
        }
        _ => None,
    });
    blocks.flat_map(|block| &block.items).filter_map(|member| match member {
        ImplItem::Fn(method) => Some(&method.sig),
        _ => None,
    })
}

fn returned(method: &Signature) -> Option<&Type> {
    match &method.output {
        ReturnType::Type(_, r#type) => Some(r#type),
        ReturnType::Default => None,
    }
}

/// Tells whether an identifier is a name to which progenitor adds `_` where Rust reserves it.
fn is_named(ident: &syn::Ident, name: &str) -> bool {
    ident.to_string().trim_matches('_') == name.trim_matches('_')
}

fn last_name(r#type: &Type) -> String {
    match r#type {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// The first argument of a type with this name.
fn argument<'a>(name: &str, r#type: &'a Type) -> Option<&'a Type> {
    let Type::Path(path) = r#type else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(r#type) => Some(r#type),
            _ => None,
        },
        _ => None,
    }
}

/// A type as a program names it that depends on the crate. `types::builder::X` builds `types::X`.
fn as_outside(r#type: &Type) -> Type {
    let text = r#type.to_token_stream().to_string();
    let text = text
        .replace("crate ::", "argyle_user_tokens ::")
        .replace("types :: builder ::", "types ::");
    syn::parse_str(&text).unwrap_or_else(|_| r#type.clone())
}
