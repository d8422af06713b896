//! Reads the operations of a generated client: their descriptions in the document, and their names and types in Rust.

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
    /// Its description in the normalized document.
    pub described: &'a Value,
    builder: ItemStruct,
    send: Signature,
}

/// Reads the operations of a client, in the order of the document.
pub fn read_operations(generated: &Generated) -> Vec<Operation<'_>> {
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
        let method =
            methods(&client.items, "Client").find(|method| is_named(&method.ident, &name))?;
        let builder = last_name(return_type(method)?);
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
    /// Finds the setter of a parameter or of the body, with the type of its value as a program names it.
    pub fn find_setter(&self, name: &str) -> Option<(&syn::Ident, Type)> {
        let field = name.to_snake_case();
        self.builder.fields.iter().find_map(|property| {
            let ident = property.ident.as_ref().filter(|ident| is_named(ident, &field))?;
            let held = argument("Result", &property.ty)?;
            Some((ident, name_outside(argument("Option", held).unwrap_or(held))))
        })
    }

    /// Returns the type of its response, if that is JSON.
    pub fn response_type(&self) -> Option<Type> {
        let output = return_type(&self.send)?.to_token_stream().to_string();
        let (_, value) = output.split_once("crate :: Response <")?;
        let (value, _) = value.split_once("> , crate :: Error")?;
        // prettyplease ends long argument lists with a comma.
        let answer = syn::parse_str(value.trim_end_matches([' ', ','])).ok()?;
        let is_json = !matches!(&answer, Type::Tuple(_)) && last_name(&answer) != "Bytes";
        is_json.then(|| name_outside(&answer))
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

fn return_type(method: &Signature) -> Option<&Type> {
    match &method.output {
        ReturnType::Type(_, r#type) => Some(r#type),
        ReturnType::Default => None,
    }
}

/// Returns whether an identifier is this name. progenitor adds `_` to reserved words.
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

/// Returns the first argument of a type with this name.
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

/// Names a type as a program does that depends on the crate. `types::builder::X` builds `types::X`.
fn name_outside(r#type: &Type) -> Type {
    let text = r#type.to_token_stream().to_string();
    let text = text
        .replace("crate ::", "argyle_user_tokens ::")
        .replace("types :: builder ::", "types ::");
    syn::parse_str(&text).unwrap_or_else(|_| r#type.clone())
}
