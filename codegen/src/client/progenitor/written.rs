//! What progenitor has written of operations, by the names under which it is looked for.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::Ident;
use syn::{ImplItem, ItemImpl, ItemStruct, ReturnType, Signature, Type};

use crate::client::syntax::type_paths::{arguments, is_named, last_name, name_in};

/// A construct that progenitor is not known to write, in words.
pub type UnknownConstruct = String;

/// A field of a builder, a `Result<T, String>`: its name and `T`.
pub type Field<'a> = (&'a Ident, &'a Type);

/// What progenitor has written of operations: for each a method of the client that returns its builder, and the
/// builder with a method `send`.
#[derive(Default)]
pub struct Written {
    builders: BTreeMap<Ident, ItemStruct>,
    /// The methods of the client, by the name of the operation.
    methods: BTreeMap<String, Signature>,
    /// The methods `send` of builders.
    sends: BTreeMap<Ident, Signature>,
}

impl Written {
    /// Adds a builder.
    pub fn add_builder(&mut self, builder: ItemStruct) {
        self.builders.insert(builder.ident.clone(), builder);
    }

    /// Adds the methods of the client in a block.
    pub fn add_methods(&mut self, block: ItemImpl) {
        let methods = block.items.into_iter().filter_map(signature);
        self.methods.extend(methods.map(|method| (plain(&method.ident), method)));
    }

    /// Adds the method `send` in a block of a builder.
    pub fn add_send(&mut self, block: ItemImpl) {
        let Some(builder) = last_name(&block.self_ty).cloned() else {
            return;
        };
        let send = block.items.into_iter().filter_map(signature).find(|it| it.ident == "send");
        self.sends.extend(send.map(|send| (builder, send)));
    }

    /// The method of an operation, and the builder that it returns.
    pub fn builder_of(&self, operation: &str) -> Result<(&Ident, &Ident), UnknownConstruct> {
        let method = self.methods.get(&operation.to_snake_case());
        let found = method.and_then(|it| Some((&it.ident, name_in("builder", returned(it)?)?)));
        found.ok_or_else(|| "no method for it".to_owned())
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

fn signature(item: ImplItem) -> Option<Signature> {
    match item {
        ImplItem::Fn(function) => Some(function.sig),
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
