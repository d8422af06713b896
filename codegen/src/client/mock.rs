//! The pass over the typed mock: its imports, and no `unwrap` around regular expressions.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, Item, ItemImpl, ItemMod, ItemTrait, parse_quote};

use super::interface;

/// Makes the generated mock a part of this crate.
pub fn adapt(file: &mut File) {
    Adapt.visit_file_mut(file);
    interface::hide_constructors(file);
}

struct Adapt;

impl VisitMut for Adapt {
    fn visit_item_mod_mut(&mut self, item: &mut ItemMod) {
        if let Some((_, items)) = &mut item.content {
            for item in items.iter_mut().filter(|item| matches!(item, Item::Use(_))) {
                *item = parse_quote!(
                    use crate::types;
                );
            }
        }
        visit_mut::visit_item_mod_mut(self, item);
    }

    /// Progenitor compares a list with its text, which it has none of.
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        item.items.retain(|member| {
            let text = member.to_token_stream().to_string();
            !(text.contains("Vec <") && text.contains("value . to_string"))
        });
        visit_mut::visit_item_impl_mut(self, item);
    }

    /// Nobody else implements the trait, so that it can gain a method with every operation.
    fn visit_item_trait_mut(&mut self, item: &mut ItemTrait) {
        item.supertraits.push(parse_quote!(super::sealed::Sealed));
        item.colon_token = Some(Default::default());
    }

    /// `regex::Regex::new(text).unwrap()` → `text`, which `httpmock` compiles itself.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(call) = expression
            && call.method == "json_body_obj"
        {
            // A body that may be null comes as an option, and not as a reference.
            let body = call.args.first().cloned();
            call.args = parse_quote!(&#body);
        }
        if let Expr::MethodCall(unwrap) = expression
            && unwrap.method == "unwrap"
            && let Expr::Call(call) = unwrap.receiver.as_ref()
            && let Some(argument) = call.args.first()
        {
            *expression = match argument {
                Expr::Reference(reference) => (*reference.expr).clone(),
                argument => argument.clone(),
            };
        }
    }
}
