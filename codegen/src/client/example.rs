//! Writes the example of an operation, which compiles, and builds the body that it sends.

use proc_macro2::Ident;
use syn::Type;

use super::model::{Body, Operation, Types};
use super::runtime;
use super::syntax::attributes::serde_option;
use super::syntax::type_paths::{generated_name, option_of, text};
use super::types::builders::is_required;

/// The arguments of the hidden function around an example: names and types.
#[derive(Default)]
struct Arguments(Vec<(String, String)>);

impl Arguments {
    /// Adds an argument with a name that nothing else has, and returns the call of a setter with it.
    fn set(&mut self, setter: &Ident, r#type: &Type) -> String {
        let mut name = setter.to_string();
        while ["body", "client", "response"].contains(&&*name)
            || self.0.iter().any(|(other, _)| *other == name)
        {
            name.push('_');
        }
        let call = format!(".{setter}({name})");
        self.0.push((name, text(&runtime::outside(r#type))));
        call
    }
}

/// Returns an example with what the operation needs as arguments of a hidden function.
pub fn example(types: &Types<'_>, operation: &Operation) -> String {
    let mut arguments = Arguments::default();
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut calls: String =
        parameters.map(|parameter| arguments.set(&parameter.name, &parameter.r#type)).collect();
    if let Some(body) = &operation.body {
        let properties = properties(types, body).into_iter();
        let setters: String =
            properties.map(|(name, r#type)| arguments.set(name, &r#type)).collect();
        if setters.is_empty() {
            // No other argument has this name.
            arguments.0.push(("body".to_owned(), text(&runtime::outside(&body.r#type))));
            calls += ".body(body)";
        } else {
            calls += &format!(".body_map(|body| body{setters})");
        }
    }
    let arguments: String =
        arguments.0.iter().map(|(name, held)| format!(", {name}: {held}")).collect();
    format!(
        "# Example\n\n```no_run\n\
         # use argyle_user_tokens::{{types, Client, Error}};\n\
         # async fn example(client: &Client{arguments}) -> Result<(), Error> {{\n\
         let response = client.{}(){calls}.send().await?;\n\
         # Ok(())\n# }}\n```",
        operation.name
    )
}

/// The properties of a body that have to be given, or the first one that can be; none where it has no builder.
fn properties<'a>(types: &Types<'a>, body: &Body) -> Vec<(&'a Ident, Type)> {
    let structure = generated_name(&body.r#type).and_then(|name| types.structure(name));
    let Some(structure) = structure else {
        return Vec::new();
    };
    let fields = structure.fields.iter().filter_map(|field| Some((field, field.ident.as_ref()?)));
    let listed = fields.filter(|(field, _)| serde_option(&field.attrs, "flatten").is_none());
    let required = listed.clone().filter(|(field, _)| is_required(field));
    let required: Vec<_> = required.map(|(field, name)| (name, types.beside(&field.ty))).collect();
    if !required.is_empty() {
        return required;
    }
    let optional = listed.filter_map(|(field, name)| Some((name, option_of(&field.ty)?)));
    optional.take(1).map(|(name, r#type)| (name, types.beside(r#type))).collect()
}
