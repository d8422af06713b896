//! Writes the example of an operation, which compiles, and builds the body that it sends.

use proc_macro2::Ident;
use syn::Type;

use super::model::{Body, Model, Operation, Types};
use super::runtime;
use super::syntax::attributes::serde_option;
use super::syntax::type_paths::{last_name, option_of, text};
use super::types::builders::Required;

/// What examples have to know of all types.
pub struct Examples<'a> {
    types: Types<'a>,
    required: Required,
}

/// What a call in an example is given: the name of a setter, the argument of the hidden function, and its type.
struct Given {
    setter: String,
    argument: String,
    r#type: String,
}

impl<'a> Examples<'a> {
    pub fn of(model: &'a Model) -> Self {
        Self { types: Types::of(&model.types), required: Required::of(&model.types) }
    }

    /// An example with what the operation needs as arguments of a hidden function.
    pub fn example(&self, operation: &Operation) -> String {
        let mut given: Vec<Given> = Vec::new();
        for parameter in operation.parameters.iter().filter(|it| it.required) {
            give(&mut given, &parameter.name, &parameter.r#type);
        }
        let calls = |given: &[Given]| -> String {
            given.iter().map(|it| format!(".{}({})", it.setter, it.argument)).collect()
        };
        let mut called = calls(&given);
        if let Some(body) = &operation.body {
            let before = given.len();
            let properties = self.properties(body);
            properties.iter().for_each(|(name, r#type)| give(&mut given, name, r#type));
            if properties.is_empty() {
                // No other argument has this name.
                given.push(Given {
                    setter: "body".to_owned(),
                    argument: "body".to_owned(),
                    r#type: text(&runtime::outside(&body.r#type)),
                });
                called += &calls(&given[before..]);
            } else {
                called += &format!(".body_map(|body| body{})", calls(&given[before..]));
            }
        }
        let arguments: String =
            given.iter().map(|it| format!(", {}: {}", it.argument, it.r#type)).collect();
        format!(
            "# Example\n\n```no_run\n\
             # use argyle_user_tokens::{{types, Client, Error}};\n\
             # async fn example(client: &Client{arguments}) -> Result<(), Error> {{\n\
             let response = client.{}(){called}.send().await?;\n\
             # Ok(())\n# }}\n```",
            operation.name
        )
    }

    /// The properties of a body that have to be given, or the first one that can be; none where it has no builder.
    fn properties(&self, body: &Body) -> Vec<(&'a Ident, Type)> {
        let structure = body.builder.as_ref().and(last_name(&body.r#type));
        let Some(structure) = structure.and_then(|name| self.types.structure(name)) else {
            return Vec::new();
        };
        let listed = structure.fields.iter().filter_map(|field| {
            let is_listed = serde_option(&field.attrs, "flatten").is_none();
            field.ident.as_ref().filter(|_| is_listed).map(|name| (name, &field.ty))
        });
        let is_required = |(name, _): &(&Ident, &Type)| self.required.has(&structure.ident, name);
        let required: Vec<_> = listed.clone().filter(is_required).collect();
        let optional = listed.filter_map(|(name, r#type)| Some((name, option_of(r#type)?)));
        let shown = if required.is_empty() { optional.take(1).collect() } else { required };
        shown.into_iter().map(|(name, r#type)| (name, self.types.beside(r#type))).collect()
    }
}

/// Adds a value, whose argument has a name that nothing else has.
fn give(given: &mut Vec<Given>, setter: &Ident, r#type: &Type) {
    let setter = setter.to_string();
    let mut argument = setter.clone();
    while ["body", "client", "response"].contains(&&*argument)
        || given.iter().any(|it| it.argument == argument)
    {
        argument.push('_');
    }
    let r#type = text(&runtime::outside(r#type));
    given.push(Given { setter, argument, r#type });
}
