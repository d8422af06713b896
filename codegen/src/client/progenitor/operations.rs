//! Reads the operations out of the code that progenitor writes.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{
    Expr, ExprMethodCall, File, ImplItemFn, Item, ItemImpl, ItemStruct, LitStr, Pat, ReturnType,
    Stmt, Token, Type, TypeParamBound, WherePredicate,
};

use crate::client::operation::{Body, Facts, HeaderParameter, Operation, Parameter, Response};
use crate::client::syntax::{documentation, functions, inside, named, owner, types_in};
use crate::diagnostic::Diagnostic;

/// What progenitor puts behind the prose of an operation: an example that is ignored, and a list of arguments, of
/// which the setters say the same in a better place.
const BEHIND_PROSE: [&str; 2] = ["```ignore", "Arguments:\n"];

/// Every operation, in the order of the client's methods.
pub fn read(
    file: &File,
    facts: &mut BTreeMap<String, Facts>,
) -> Result<Vec<Operation>, Vec<Diagnostic>> {
    let builders = builders(file);
    let mut operations = Vec::new();
    let mut diagnostics = Vec::new();
    for method in methods(file) {
        let name = method.sig.ident.to_string();
        let facts = facts.remove(name.trim_start_matches("r#")).unwrap_or_default();
        let builder = builder_name(&method.sig.output).and_then(|it| builders.get(it));
        let read = builder.ok_or("no builder").and_then(|it| operation(method, it, facts));
        match read {
            Ok(operation) => operations.push(operation),
            Err(construct) => diagnostics.push(Diagnostic::new(
                "progenitor",
                format!(
                    "in what it writes for `{name}`, there is {construct} of a form that is known"
                ),
                "adapt codegen/src/client/progenitor/operations.rs to this version of progenitor",
            )),
        }
    }
    if diagnostics.is_empty() { Ok(operations) } else { Err(diagnostics) }
}

/// The methods of the client that return a builder.
fn methods(file: &File) -> impl Iterator<Item = &ImplItemFn> {
    let of_client = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    of_client.flat_map(functions).filter(|it| builder_name(&it.sig.output).is_some())
}

/// `builder::CreateUserToken<'_>` → `CreateUserToken`.
fn builder_name(output: &ReturnType) -> Option<&Ident> {
    let ReturnType::Type(_, r#type) = output else {
        return None;
    };
    let Type::Path(path) = r#type.as_ref() else {
        return None;
    };
    let segments = &path.path.segments;
    (segments.len() == 2 && segments[0].ident == "builder").then(|| &segments[1].ident)
}

/// A builder, and its `impl`.
type Builder<'a> = (&'a ItemStruct, &'a ItemImpl);

/// The builders by name.
fn builders(file: &File) -> HashMap<&Ident, Builder<'_>> {
    let items = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    let items: Vec<&Item> = items.flat_map(|(_, items)| items).collect();
    let structs = items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    let implementation = |name: &Ident| {
        items.iter().find_map(|item| match item {
            Item::Impl(item) if owner(item) == Some(name) => Some(item),
            _ => None,
        })
    };
    structs.filter_map(|it| Some((&it.ident, (it, implementation(&it.ident)?)))).collect()
}

/// What was looked for and is not there.
type Missing = &'static str;

fn operation(
    method: &ImplItemFn,
    (builder, implementation): &Builder<'_>,
    facts: Facts,
) -> Result<Operation, Missing> {
    let function = |name| functions(implementation).find(|it| it.sig.ident == name);
    let initial = initial(function("new").ok_or("no `new`")?).ok_or("no `new`")?;
    let send = function("send").ok_or("no `send`")?;
    let setters = functions(implementation);
    let setters: Vec<ImplItemFn> = setters
        .filter(|it| !["new", "send", "stream"].iter().any(|name| it.sig.ident == name))
        .cloned()
        .collect();
    let mut fields = builder.fields.iter().filter_map(|it| Some((it.ident.clone()?, &it.ty)));
    let (client, _) = fields
        .clone()
        .find(|(_, r#type)| matches!(r#type, Type::Reference(_)))
        .ok_or("no field for the client")?;
    let statements = &send.block.stmts;
    let parameters = fields
        .by_ref()
        .filter(|(name, _)| *name != client)
        .map(|(name, field)| parameter(name, field, &initial, statements, &setters))
        .collect::<Result<_, _>>()?;
    let Request { name: request, method: verb, url, links } =
        request(statements, &client).ok_or("no request")?;
    let (path, path_parameters) = path(statements, &url).ok_or("no path")?;
    let prose = documentation(&method.attrs).unwrap_or_default();
    let end = BEHIND_PROSE.iter().filter_map(|ending| prose.find(ending)).min();
    let mut operation = Operation {
        name: method.sig.ident.clone(),
        prose: prose[..end.unwrap_or(prose.len())].trim_end().to_owned(),
        facts,
        builder: builder.ident.clone(),
        attributes: builder.attrs.iter().filter(|it| !it.path().is_ident("doc")).cloned().collect(),
        client,
        request,
        parameters,
        setters,
        method: verb,
        path,
        path_parameters,
        query: Vec::new(),
        headers: headers(statements)?,
        fixed_headers: Vec::new(),
        body: None,
        response: response(&send.sig.output).ok_or("no response")?,
    };
    links.into_iter().try_for_each(|link| apply(link, &mut operation))?;
    Ok(operation)
}

/// `Self { a: b, … }` in `new`: what each field is at first.
fn initial(new: &ImplItemFn) -> Option<HashMap<String, Expr>> {
    let Some(Stmt::Expr(Expr::Struct(made), None)) = new.block.stmts.last() else {
        return None;
    };
    let fields = made.fields.iter().filter_map(|field| match &field.member {
        syn::Member::Named(name) => Some((name.to_string(), field.expr.clone())),
        syn::Member::Unnamed(_) => None,
    });
    Some(fields.collect())
}

fn parameter(
    name: Ident,
    field: &Type,
    initial: &HashMap<String, Expr>,
    statements: &[Stmt],
    setters: &[ImplItemFn],
) -> Result<Parameter, Missing> {
    let initial = initial.get(&name.to_string()).ok_or("no first value")?.clone();
    let setter = setters.iter().find(|it| it.sig.ident == name).ok_or("no setter")?;
    // `let name = name.and_then(…).map_err(Error::InvalidRequest)?;`
    let value = statements.iter().find_map(|statement| match local(statement)? {
        (found, Expr::Try(tried)) if *found == name => called(&tried.expr, "map_err"),
        _ => None,
    });
    let optional = inside(field, "Result").is_some_and(|it| inside(it, "Option").is_some());
    Ok(Parameter {
        value: value.ok_or("no value of a parameter")?.receiver.as_ref().clone(),
        target: target(setter).ok_or("no setter")?,
        // A field that starts as an option of nothing need not be set.
        required: !(optional && matches!(&initial, Expr::Call(call) if is_path(&call.func, "Ok"))),
        field: field.clone(),
        initial,
        name,
    })
}

/// `T` of the bound `TryInto<T>` of a setter.
fn target(setter: &ImplItemFn) -> Option<Type> {
    let predicates = &setter.sig.generics.where_clause.as_ref()?.predicates;
    let bounds = predicates.iter().filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    bounds.flatten().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let segment = bound.path.segments.last().filter(|it| it.ident == "TryInto")?;
            types_in(&segment.arguments).first().map(|it| (*it).clone())
        }
        _ => None,
    })
}

/// The request: its name, its method, its address, and what is called on it.
struct Request {
    name: Ident,
    method: Ident,
    url: Ident,
    links: Vec<ExprMethodCall>,
}

/// `let mut request = client.client.post(url)….build()?;`
fn request(statements: &[Stmt], client: &Ident) -> Option<Request> {
    statements.iter().find_map(|statement| {
        let (name, Expr::Try(built)) = local(statement)? else {
            return None;
        };
        let mut links = Vec::new();
        let mut next = called(&built.expr, "build")?.receiver.as_ref();
        loop {
            match next {
                Expr::Try(inner) => next = inner.expr.as_ref(),
                Expr::MethodCall(call) => {
                    links.push(call.clone());
                    next = call.receiver.as_ref();
                }
                Expr::Field(field) if is_path(&field.base, &client.to_string()) => break,
                _ => return None,
            }
        }
        let first = links.pop()?;
        links.reverse();
        let method = Ident::new(&first.method.to_string().to_uppercase(), Span::call_site());
        Some(Request { name: name.clone(), method, url: ident(first.args.first()?)?, links })
    })
}

/// What a call on the request says of the operation.
fn apply(link: ExprMethodCall, operation: &mut Operation) -> Result<(), Missing> {
    let mut arguments = link.args.into_iter();
    let first = arguments.next();
    match (link.method.to_string().as_str(), first, arguments.next()) {
        ("json", Some(_), None) => operation.body = Some(Body::Json),
        ("form_urlencoded", Some(_), None) => operation.body = Some(Body::Form),
        ("body", Some(_), None) => operation.body = Some(Body::Raw),
        ("header", Some(name), Some(value)) => operation.fixed_headers.push((name, value)),
        ("query", Some(parameter), None) => {
            operation.query.push(query(&parameter).ok_or("no query parameter")?);
        }
        // What is in it was read already.
        ("headers", Some(_), None) => {}
        _ => return Err("no call on the request"),
    }
    Ok(())
}

/// `&progenitor_client::QueryParam::new("name", &name)`
fn query(expression: &Expr) -> Option<(LitStr, Ident)> {
    let Expr::Reference(reference) = expression else {
        return None;
    };
    let Expr::Call(call) = reference.expr.as_ref() else {
        return None;
    };
    match (call.args.first()?, call.args.get(1)?) {
        (Expr::Lit(name), Expr::Reference(value)) => Some((text(name)?, ident(&value.expr)?)),
        _ => None,
    }
}

/// `let url = format!("{}/v2/things/{}", client.baseurl, encode_path(&id.to_string()));`
fn path(statements: &[Stmt], url: &Ident) -> Option<(LitStr, Vec<Ident>)> {
    let format = statements.iter().find_map(|statement| match local(statement)? {
        (name, Expr::Macro(format)) if name == url => Some(format),
        _ => None,
    })?;
    let arguments =
        format.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    let mut arguments = arguments.iter();
    let Expr::Lit(path) = arguments.next()? else {
        return None;
    };
    // Behind the base URL, each is `encode_path(&name.to_string())`.
    let parameters = arguments.skip(1).map(|argument| match argument {
        Expr::Call(call) => match call.args.first()? {
            Expr::Reference(it) => ident(&called(&it.expr, "to_string")?.receiver),
            _ => None,
        },
        _ => None,
    });
    Some((text(path)?, parameters.collect::<Option<_>>()?))
}

/// The header parameters; progenitor's own header for the version of an API, whose name is no literal, is none.
fn headers(statements: &[Stmt]) -> Result<Vec<HeaderParameter>, Missing> {
    let mut headers = Vec::new();
    for statement in statements {
        let header = match statement {
            // `header_map.append("name", name.to_string().try_into()?);`
            Stmt::Expr(expression, Some(_)) => match called(expression, "append") {
                Some(call) => match call.args.first() {
                    Some(Expr::Lit(wire)) => header(call, text(wire), None),
                    _ => continue,
                },
                None => continue,
            },
            // `if let Some(value) = name { header_map.append("name", value.to_string().try_into()?); }`
            Stmt::Expr(Expr::If(condition), None) => match condition.cond.as_ref() {
                Expr::Let(binding) => match condition.then_branch.stmts.as_slice() {
                    [Stmt::Expr(expression, Some(_))] => {
                        called(expression, "append").and_then(|call| match call.args.first() {
                            Some(Expr::Lit(wire)) => header(call, text(wire), ident(&binding.expr)),
                            _ => None,
                        })
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => continue,
        };
        headers.push(header.ok_or("no header parameter")?);
    }
    Ok(headers)
}

/// A header parameter that is appended; `optional` is its name where it may be missing.
fn header(
    append: &ExprMethodCall,
    wire: Option<LitStr>,
    optional: Option<Ident>,
) -> Option<HeaderParameter> {
    let required = optional.is_none();
    let written = || match append.args.get(1)? {
        Expr::Try(tried) => {
            let text = called(&tried.expr, "try_into")?.receiver.as_ref();
            ident(&called(text, "to_string")?.receiver)
        }
        _ => None,
    };
    Some(HeaderParameter { wire: wire?, name: optional.or_else(written)?, required })
}

/// `T` of `Result<ResponseValue<T>, Error<()>>`, as what it stands for.
fn response(output: &ReturnType) -> Option<Response> {
    let ReturnType::Type(_, result) = output else {
        return None;
    };
    Some(match inside(inside(result, "Result")?, "ResponseValue")? {
        Type::Tuple(_) => Response::Nothing,
        value if named(value).is_some_and(|(name, _)| name == "ByteStream") => Response::Bytes,
        value => Response::Json(Box::new(value.clone())),
    })
}

/// `let name = value;`
fn local(statement: &Stmt) -> Option<(&Ident, &Expr)> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    match &local.pat {
        Pat::Ident(pattern) => Some((&pattern.ident, local.init.as_ref()?.expr.as_ref())),
        _ => None,
    }
}

/// A call of a method with this name.
fn called<'a>(expression: &'a Expr, method: &str) -> Option<&'a ExprMethodCall> {
    match expression {
        Expr::MethodCall(call) if call.method == method => Some(call),
        _ => None,
    }
}

fn ident(expression: &Expr) -> Option<Ident> {
    match expression {
        Expr::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    }
}

fn is_path(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident(name))
}

fn text(literal: &syn::ExprLit) -> Option<LitStr> {
    match &literal.lit {
        syn::Lit::Str(text) => Some(text.clone()),
        _ => None,
    }
}
