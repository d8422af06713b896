//! Changes the types of properties in the builders that typify has written for structs.

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, FieldValue, GenericArgument, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, Member,
    PathArguments, Type, TypeParamBound, WherePredicate, parse_quote,
};

use crate::client::syntax::type_paths::{is_path_to, last_name};

/// The type that a property gets, by the names of struct and field and by the type that it has; none leaves it.
pub type NewType<'a> = dyn Fn(&Ident, &Ident, &Type) -> Option<Type> + 'a;

/// Changes properties in all builders. One that has another type afterwards is not set at first, and its own default
/// then.
pub fn builders(items: &mut [Item], new_type: &NewType<'_>) {
    for item in items {
        if let Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) = item
            && ident == "builder"
        {
            items.iter_mut().for_each(|item| Retype { new_type, owner: None }.visit_item_mut(item));
        }
    }
}

struct Retype<'a> {
    new_type: &'a NewType<'a>,
    /// The builder, and the properties of it that got another type.
    owner: Option<Ident>,
}

impl VisitMut for Retype<'_> {
    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        for field in &mut item.fields {
            // `Result<T, String>`
            if let (Some(name), Some(held)) = (&field.ident, first_argument(&mut field.ty))
                && let Some(new) = (self.new_type)(&item.ident, name, held)
            {
                *held = new;
            }
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        self.owner = last_name(&item.self_ty).cloned();
        for member in &mut item.items {
            // `where T: TryInto<…>` of a setter
            if let (Some(owner), ImplItem::Fn(function)) = (&self.owner, member)
                && let Some(clause) = &mut function.sig.generics.where_clause
                && let Some(WherePredicate::Type(bound)) = clause.predicates.first_mut()
                && let Some(TypeParamBound::Trait(bound)) = bound.bounds.first_mut()
                && let Some(segment) = bound.path.segments.last_mut()
                && let Some(taken) = first_of(&mut segment.arguments)
                && let Some(new) = (self.new_type)(owner, &function.sig.ident, taken)
            {
                *taken = new;
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    /// What a property is before it is set: an error, where typify took it for required.
    fn visit_field_value_mut(&mut self, value: &mut FieldValue) {
        let is_missing =
            matches!(&value.expr, Expr::Call(call) if is_path_to(&call.func, &["Err"]));
        if let (Some(owner), Member::Named(name), true) = (&self.owner, &value.member, is_missing) {
            let unknown: Type = parse_quote!(_);
            if (self.new_type)(owner, name, &unknown).is_some() {
                value.expr = parse_quote!(Ok(::std::default::Default::default()));
            }
        }
    }
}

/// `T` of `Result<T, E>`.
fn first_argument(r#type: &mut Type) -> Option<&mut Type> {
    match r#type {
        Type::Path(path) => first_of(&mut path.path.segments.last_mut()?.arguments),
        _ => None,
    }
}

fn first_of(arguments: &mut PathArguments) -> Option<&mut Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter_mut().find_map(|argument| match argument {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    })
}
