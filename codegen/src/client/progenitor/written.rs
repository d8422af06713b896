//! What progenitor has written of operations, by the names under which it is looked for.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::Ident;
use syn::{ImplItem, Item, ItemImpl, ItemStruct, ReturnType, Signature, Type};

use crate::client::syntax::type_paths::{arguments, is_named, last_name, name_in};

/// A construct that progenitor is not known to write, in words.
pub type UnknownConstruct = String;

/// A field of a builder, a `Result<T, String>`: its name and `T`.
pub type Field<'a> = (&'a Ident, &'a Type);

/// What progenitor has written of operations: for each a method of the client that returns its builder, and the
/// builder with a method `send`.
#[derive(Default)]
pub struct Written<'a> {
    builders: BTreeMap<&'a Ident, &'a ItemStruct>,
    /// The methods of the client, by the name of the operation.
    methods: BTreeMap<String, &'a Signature>,
    /// The methods `send` of builders.
    sends: BTreeMap<&'a Ident, &'a Signature>,
}

impl<'a> Written<'a> {
    /// What stands in the module of the builders, and in the block with the methods of the client.
    pub fn of(builders: &'a [Item], methods: &'a ItemImpl) -> Self {
        let mut written = Self::default();
        let methods = methods.items.iter().filter_map(signature);
        written.methods.extend(methods.map(|method| (plain(&method.ident), method)));
        for item in builders {
            match item {
                Item::Struct(item) => {
                    written.builders.insert(&item.ident, item);
                }
                Item::Impl(item) => {
                    let send =
                        item.items.iter().filter_map(signature).find(|it| it.ident == "send");
                    written.sends.extend(last_name(&item.self_ty).zip(send));
                }
                _ => {}
            }
        }
        written
    }

    /// The method of an operation, and the builder that it returns.
    pub fn builder_of(&self, operation: &str) -> Result<(&Ident, &Ident), UnknownConstruct> {
        let method = self.methods.get(&operation.to_snake_case());
        let found = method.and_then(|it| Some((&it.ident, name_in("builder", returned(it)?)?)));
        found.ok_or_else(|| "no method for it".to_owned())
    }

    /// The field of a builder with the client.
    pub fn client_of(&self, builder: &Ident) -> Option<&Ident> {
        let mut fields = self.builders.get(builder)?.fields.iter();
        fields.find(|field| matches!(field.ty, Type::Reference(_)))?.ident.as_ref()
    }

    /// The fields of a builder that hold values.
    pub fn fields(&self, builder: &Ident) -> Vec<Field<'_>> {
        let fields = self.builders.get(builder).into_iter().flat_map(|item| &item.fields);
        let fields = fields.filter(|it| is_named(&it.ty, "Result"));
        fields.filter_map(|it| Some((it.ident.as_ref()?, *arguments(&it.ty).first()?))).collect()
    }

    /// What the `send` of a builder returns.
    pub fn sent_by(&self, builder: &Ident) -> Option<&Type> {
        returned(self.sends.get(builder)?)
    }
}

fn signature(item: &ImplItem) -> Option<&Signature> {
    match item {
        ImplItem::Fn(function) => Some(&function.sig),
        _ => None,
    }
}

fn returned(method: &Signature) -> Option<&Type> {
    match &method.output {
        ReturnType::Type(_, r#type) => Some(r#type),
        ReturnType::Default => None,
    }
}

/// A name as the document has it: progenitor adds `_` to what Rust would not take.
pub fn plain(ident: &Ident) -> String {
    ident.to_string().trim_matches('_').to_owned()
}
