//! Makes the typed mock that progenitor writes a part of this crate.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprMethodCall, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, ItemTrait, Type,
    parse_quote,
};

use crate::client::operation::Operation;
use crate::client::syntax::{inside, owner};

/// Rewrites imports, constructors, matchers and `unwrap`s.
pub fn adapt(file: &mut File, operations: &[Operation]) {
    let forms = operations.iter().filter(|it| it.facts.multipart);
    let forms = forms.map(|it| format!("{}When", it.builder)).collect();
    Adapt { forms }.visit_file_mut(file);
}

struct Adapt {
    /// What requests with a form have to look like, which no matcher of JSON says.
    forms: Vec<String>,
}

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

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let form = owner(item).is_some_and(|owner| self.forms.iter().any(|it| owner == it));
        item.items.retain(|member| match member {
            ImplItem::Fn(function) if function.sig.ident == "body" => !form,
            ImplItem::Fn(function) => !compares_list_with_text(function),
            _ => true,
        });
        visit_mut::visit_item_impl_mut(self, item);
    }

    /// Nobody else implements the trait, so that it can gain a method with every operation.
    fn visit_item_trait_mut(&mut self, item: &mut ItemTrait) {
        item.supertraits.push(parse_quote!(super::sealed::Sealed));
        item.colon_token = Some(Default::default());
    }

    /// Leaves constructors to the code around them.
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.sig.ident == "new" {
            function.vis = parse_quote!(pub(super));
        }
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    /// `regex::Regex::new(text).unwrap()` → `text`, which `httpmock` compiles itself.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Expr::MethodCall(call) = expression else {
            return;
        };
        if call.method == "json_body_obj" {
            // A body that may be null comes as an option, and not as a reference.
            let body = call.args.first().cloned();
            call.args = parse_quote!(&#body);
        }
        if call.method == "unwrap"
            && let Expr::Call(made) = call.receiver.as_ref()
            && let Some(argument) = made.args.first()
        {
            *expression = match argument {
                Expr::Reference(reference) => (*reference.expr).clone(),
                argument => argument.clone(),
            };
        }
    }
}

/// Whether a matcher compares a list with its text, which it has none of.
fn compares_list_with_text(function: &ImplItemFn) -> bool {
    struct Find {
        list: bool,
        text: bool,
    }
    impl<'ast> Visit<'ast> for Find {
        fn visit_type(&mut self, r#type: &'ast Type) {
            self.list |= inside(r#type, "Vec").is_some();
            visit::visit_type(self, r#type);
        }

        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            let value =
                matches!(call.receiver.as_ref(), Expr::Path(it) if it.path.is_ident("value"));
            self.text |= value && call.method == "to_string";
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut find = Find { list: false, text: false };
    find.visit_impl_item_fn(function);
    find.list && find.text
}
