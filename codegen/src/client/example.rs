//! Writes the example of an operation. Documentation tests compile it.

use proc_macro2::Ident;
use syn::Type;

use super::model::{Body, Operation, Types};
use super::runtime;
use super::syntax::attributes::serde_option;
use super::syntax::type_paths::{generated_name, option_of, print_tokens};
use super::types::builders::is_required;

/// The arguments of the hidden function around an example: names and types.
#[derive(Default)]
struct Arguments(Vec<(String, String)>);

impl Arguments {
    /// Adds an argument with a unique name, and returns the call of a setter with it.
    fn add_for(&mut self, setter: &Ident, r#type: &Type) -> String {
        let mut name = setter.to_string();
        while ["body", "client", "response"].contains(&&*name)
            || self.0.iter().any(|(other, _)| *other == name)
        {
            name.push('_');
        }
        let call = format!(".{setter}({name})");
        self.0.push((name, print_tokens(&runtime::name_outside(r#type))));
        call
    }
}

/// Writes an example with the required values as arguments of a hidden function.
pub fn write_example(types: &Types<'_>, operation: &Operation) -> String {
    let mut arguments = Arguments::default();
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut calls: String =
        parameters.map(|parameter| arguments.add_for(&parameter.name, &parameter.r#type)).collect();
    if let Some(body) = &operation.body {
        let properties = choose_properties(types, body).into_iter();
        let setters: String =
            properties.map(|(name, r#type)| arguments.add_for(name, &r#type)).collect();
        if setters.is_empty() {
            // `add_for` never uses this name.
            arguments
                .0
                .push(("body".to_owned(), print_tokens(&runtime::name_outside(&body.r#type))));
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

/// Returns the required properties of a body, or else its first optional one. Returns none if the body has no builder.
fn choose_properties<'a>(types: &Types<'a>, body: &Body) -> Vec<(&'a Ident, Type)> {
    let structure = generated_name(&body.r#type).and_then(|name| types.structure(name));
    let Some(structure) = structure else {
        return Vec::new();
    };
    let fields = structure.fields.iter().filter_map(|field| Some((field, field.ident.as_ref()?)));
    let listed = fields.filter(|(field, _)| serde_option(&field.attrs, "flatten").is_none());
    let required = listed.clone().filter(|(field, _)| is_required(field));
    let required: Vec<_> =
        required.map(|(field, name)| (name, types.name_beside(&field.ty))).collect();
    if !required.is_empty() {
        return required;
    }
    let optional = listed.filter_map(|(field, name)| Some((name, option_of(&field.ty)?)));
    optional.take(1).map(|(name, r#type)| (name, types.name_beside(r#type))).collect()
}
