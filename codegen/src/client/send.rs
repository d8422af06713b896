//! The pass over every generated `send`: requests go through this crate's transport and fail with
//! its error.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, File, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, Pat, PathArguments,
    ReturnType, Stmt, Type, parse_quote,
};

use super::interface;
use super::operation::Operation;
use crate::diagnostic::Diagnostic;

/// Rewires every `send` of the builders, and gives each builder the constant `OPERATION`.
pub fn rewire(
    file: &mut File,
    operations: &BTreeMap<String, Operation>,
) -> Result<(), Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    for item in interface::builders(file).into_iter().flatten() {
        if let Item::Impl(item) = item {
            diagnostics.extend(rewire_impl(item, operations).err());
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

fn rewire_impl(
    item: &mut ItemImpl,
    operations: &BTreeMap<String, Operation>,
) -> Result<(), Diagnostic> {
    let is_send = |member: &ImplItem| matches!(member, ImplItem::Fn(it) if it.sig.ident == "send");
    let Some(position) = item.items.iter().position(is_send) else {
        return Ok(());
    };
    let ImplItem::Fn(function) = &item.items[position] else {
        return Ok(());
    };
    let Some((name, rewired)) = rewired(function) else {
        return Err(Diagnostic::new(
            "progenitor",
            "a generated `send` is not of the form that codegen/src/client/send.rs knows",
            "adapt that pass to this version of progenitor",
        ));
    };
    let safe_to_repeat = operations.get(&name).is_some_and(|it| it.safe_to_repeat);
    item.items.splice(position..=position, rewired);
    item.items.insert(
        0,
        parse_quote! {
            pub(crate) const OPERATION: Operation = Operation {
                name: #name,
                safe_to_repeat: #safe_to_repeat,
            };
        },
    );
    Ok(())
}

/// The name of the operation, and `send` in two: what makes the request, and what sends it.
fn rewired(function: &ImplItemFn) -> Option<(String, Vec<ImplItem>)> {
    let statements = &function.block.stmts;
    let call = statements.iter().position(is_operation_info)?;
    let name = operation_name(&statements[call])?;
    let client = receiver_of_hook(&statements[call + 1..])?;
    let mut preparation = statements[..call].to_vec();
    let request = name_request(&mut preparation)?;
    let mut prepare: ImplItemFn = parse_quote! {
        /// The request, with all values of the builder in it.
        pub(crate) fn into_request(self) -> Result<::reqwest::Request, Error> {
            #(#preparation)*
            Ok(#request)
        }
    };
    Rewire.visit_impl_item_fn_mut(&mut prepare);
    drop_unused_headers(&mut prepare);

    let value = success(&function.sig.output)?;
    let (decode, value) = match value {
        Type::Tuple(_) => ("empty", value.clone()),
        Type::Path(path) if path.path.is_ident("ByteStream") => {
            ("bytes", parse_quote!(::bytes::Bytes))
        }
        _ => ("json", value.clone()),
    };
    let decode = Ident::new(decode, Span::call_site());
    let mut send = function.clone();
    send.sig.output = parse_quote!(-> Result<ResponseValue<#value>, Error>);
    send.block = parse_quote!({
        let client = self.#client;
        client
            .call(self.into_request()?, Self::OPERATION, crate::transport::response::Decode::#decode)
            .await
    });
    Some((name, vec![ImplItem::Fn(prepare), ImplItem::Fn(send)]))
}

/// What an operation returns when it succeeds: `T` of `Result<ResponseValue<T>, …>`.
pub fn success(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, result) = output else {
        return None;
    };
    let response = arguments(result)?.first().copied()?;
    arguments(response)?.first().copied()
}

/// The types in the angle brackets of a type.
pub fn arguments(r#type: &Type) -> Option<Vec<&Type>> {
    let Type::Path(path) = r#type else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(r#type) => Some(r#type),
        _ => None,
    });
    Some(types.collect())
}

/// `let info = OperationInfo { operation_id: "…" };`
fn is_operation_info(statement: &Stmt) -> bool {
    operation_name(statement).is_some()
}

fn operation_name(statement: &Stmt) -> Option<String> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    let Expr::Struct(info) = local.init.as_ref()?.expr.as_ref() else {
        return None;
    };
    let Expr::Lit(literal) = &info.fields.first()?.expr else {
        return None;
    };
    match &literal.lit {
        syn::Lit::Str(name) if info.path.is_ident("OperationInfo") => Some(name.value()),
        _ => None,
    }
}

/// The client in `client.pre(…).await?`.
fn receiver_of_hook(statements: &[Stmt]) -> Option<Ident> {
    struct Find(Option<Ident>);
    impl VisitMut for Find {
        fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
            if call.method == "pre"
                && let Expr::Path(receiver) = call.receiver.as_ref()
            {
                self.0 = receiver.path.get_ident().cloned();
            }
            visit_mut::visit_expr_method_call_mut(self, call);
        }
    }
    let mut find = Find(None);
    for statement in statements {
        find.visit_stmt_mut(&mut statement.clone());
    }
    find.0
}

/// The name of the request, which nothing changes any more once it is built.
fn name_request(statements: &mut [Stmt]) -> Option<Ident> {
    let Stmt::Local(local) = statements.last_mut()? else {
        return None;
    };
    local.attrs.clear();
    let Pat::Ident(pattern) = &mut local.pat else {
        return None;
    };
    pattern.mutability = None;
    Some(pattern.ident.clone())
}

/// Turns progenitor's errors into this crate's, and removes its `api-version` header.
struct Rewire;

impl VisitMut for Rewire {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block
            .stmts
            .retain(|statement| !quote::quote!(#statement).to_string().contains("\"api-version\""));
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        let is_invalid = path.path.segments.len() == 2
            && path.path.segments[0].ident == "Error"
            && path.path.segments[1].ident == "InvalidRequest";
        if is_invalid {
            path.path = parse_quote!(Error::invalid_request);
        }
    }

    fn visit_expr_try_mut(&mut self, expression: &mut syn::ExprTry) {
        visit_mut::visit_expr_try_mut(self, expression);
        let Expr::MethodCall(call) = expression.expr.as_ref() else {
            return;
        };
        if ["build", "try_into"].iter().any(|name| call.method == name) {
            *expression.expr = parse_quote!(#call.map_err(Error::unsendable));
        } else if call.method == "form_urlencoded" {
            *expression.expr = parse_quote! {
                #call.map_err(|error: progenitor_client::Error<()>| Error::invalid_request(error.to_string()))
            };
        }
    }

    /// Reqwest has a method of its own for most methods of HTTP, and not for these.
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "options" || call.method == "trace" {
            let method = Ident::new(&call.method.to_string().to_uppercase(), Span::call_site());
            call.method = Ident::new("request", Span::call_site());
            call.args.insert(0, parse_quote!(::reqwest::Method::#method));
        }
    }
}

/// Removes the map of headers where the operation has none of its own.
fn drop_unused_headers(function: &mut ImplItemFn) {
    let statements = &mut function.block.stmts;
    let used = statements.iter().any(|statement| {
        quote::quote!(#statement).to_string().replace(' ', "").contains("header_map.append")
    });
    if used {
        return;
    }
    statements.retain(|statement| {
        !matches!(statement, Stmt::Local(local) if matches!(&local.pat, Pat::Ident(it) if it.ident == "header_map"))
    });
    DropHeaders.visit_block_mut(&mut function.block);
}

struct DropHeaders;

impl VisitMut for DropHeaders {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(call) = expression
            && call.method == "headers"
        {
            *expression = (*call.receiver).clone();
        }
    }
}
