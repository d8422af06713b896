//! Reads the statements with which progenitor builds a request, up to those with which it sends it.

use syn::punctuated::Punctuated;
use syn::{Block, Expr, ExprLit, ExprMethodCall, Ident, Lit, Macro, Stmt, Token};

use super::unknown::Unknown;
use crate::client::syntax::type_paths::is_path_to;

/// What a request is built of: names on the wire, and the variables whose values are sent under them.
#[derive(Default)]
pub struct Request {
    /// The name of the operation.
    pub name: String,
    /// The method of reqwest's that starts it, such as `post`.
    pub method: String,
    /// The variables in the path, in its order.
    pub path: Vec<Ident>,
    pub query: Vec<(String, Ident)>,
    pub headers: Vec<(String, Ident)>,
    pub body: Option<(Ident, BodyCall)>,
    /// The header `content-type`, where it is set by itself.
    pub content_type: Option<String>,
}

/// The call that gives a request its body.
#[derive(Clone, Copy)]
pub enum BodyCall {
    Json,
    FormUrlencoded,
    Verbatim,
}

/// Reads the block of a `send`.
pub fn read(block: &Block) -> Result<Request, Unknown> {
    let mut request = Request::default();
    for statement in &block.stmts {
        let known = match statement {
            Stmt::Local(local) => match local.init.as_ref().map(|init| init.expr.as_ref()) {
                // `let info = OperationInfo { … }`: from here on, the request is sent.
                Some(Expr::Struct(info)) if info.path.is_ident("OperationInfo") => {
                    let name = info.fields.first().and_then(|it| literal(&it.expr));
                    request.name = name.ok_or_else(|| Unknown::code("the name in", info))?;
                    return Ok(request);
                }
                Some(value) => request.read_variable(value)?,
                None => false,
            },
            Stmt::Expr(Expr::If(optional), _) => {
                // `if let Some(value) = x { header_map.append("x", …); }`
                match (optional.cond.as_ref(), optional.then_branch.stmts.as_slice()) {
                    (Expr::Let(value), [Stmt::Expr(append, _)]) => {
                        request.read_header(append, variable(&value.expr))
                    }
                    _ => false,
                }
            }
            Stmt::Expr(append, _) => request.read_header(append, None),
            _ => false,
        };
        if !known {
            return Err(Unknown::code("the statement", statement));
        }
    }
    Err(Unknown::new("a `send` that sends nothing"))
}

impl Request {
    /// Reads the value of a `let`, and says whether it is known.
    fn read_variable(&mut self, value: &Expr) -> Result<bool, Unknown> {
        match value {
            // `let Self { client, id } = self;`
            Expr::Path(it) => Ok(it.path.is_ident("self")),
            // `let url = format!("{}/v2/accounts/{}", client.baseurl, encode_path(&id.to_string()));`
            Expr::Macro(it) if it.mac.path.is_ident("format") => {
                self.path = path_variables(&it.mac)?;
                Ok(true)
            }
            // `let mut header_map = HeaderMap::with_capacity(1);`
            Expr::Call(it) => Ok(is_path_to(&it.func, &["HeaderMap", "with_capacity"])),
            Expr::Try(it) => match it.expr.as_ref() {
                // `let id = id.map_err(Error::InvalidRequest)?;`
                Expr::MethodCall(call) if call.method == "map_err" => Ok(true),
                // `let mut request = client.client.get(url)….build()?;`
                Expr::MethodCall(call) if call.method == "build" => {
                    self.read_chain(&call.receiver)?;
                    self.query.reverse();
                    Ok(true)
                }
                _ => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// Reads `header_map.append("x", x.to_string().try_into()?)`, and says whether it is that. The value of an
    /// optional header is in the variable `optional`.
    fn read_header(&mut self, statement: &Expr, optional: Option<Ident>) -> bool {
        let Expr::MethodCall(call) = statement else {
            return false;
        };
        let mut arguments = call.args.iter();
        let (true, Some(name), Some(value)) =
            (call.method == "append", arguments.next(), arguments.next())
        else {
            return false;
        };
        match (literal(name), optional.or_else(|| variable(value))) {
            (Some(name), Some(variable)) => {
                self.headers.push((name, variable));
                true
            }
            // progenitor's own `api-version` says what no server of Argyle's asks for.
            _ => is_own_header(name, value),
        }
    }

    /// Reads `client.client.get(url).header(…).json(&body).query(…)…`, the last call first.
    fn read_chain(&mut self, chain: &Expr) -> Result<(), Unknown> {
        let call = match chain {
            // `.form_urlencoded(&body)?`
            Expr::Try(it) => return self.read_chain(&it.expr),
            Expr::MethodCall(call) => call,
            _ => return Err(Unknown::code("the start of a request", chain)),
        };
        if is_http_client(&call.receiver) {
            self.method = call.method.to_string();
            return Ok(());
        }
        if !self.read_call(call) {
            return Err(Unknown::code("the call", &call.method));
        }
        self.read_chain(&call.receiver)
    }

    /// Reads one call of the chain, and says whether it is known.
    fn read_call(&mut self, call: &ExprMethodCall) -> bool {
        let Some(argument) = call.args.first() else {
            return false;
        };
        let body = match call.method.to_string().as_str() {
            // `.headers(header_map)`
            "headers" => return true,
            // What the response has to be says whether there is one.
            "header" if is_path_to(argument, &["ACCEPT"]) => return true,
            "header" if is_path_to(argument, &["CONTENT_TYPE"]) => {
                self.content_type = call.args.last().and_then(wrapped_literal);
                return self.content_type.is_some();
            }
            "query" => {
                let parameter = query_parameter(argument);
                let known = parameter.is_some();
                self.query.extend(parameter);
                return known;
            }
            "json" => BodyCall::Json,
            "form_urlencoded" => BodyCall::FormUrlencoded,
            "body" => BodyCall::Verbatim,
            _ => return false,
        };
        self.body = variable(argument).map(|variable| (variable, body));
        self.body.is_some()
    }
}

/// Whether an expression is the client of reqwest's in the client: `client.client`.
fn is_http_client(expression: &Expr) -> bool {
    matches!(expression, Expr::Field(it) if matches!(&it.member, syn::Member::Named(name) if name == "client"))
}

/// `name` and `x` of `&QueryParam::new("name", &x)`.
fn query_parameter(argument: &Expr) -> Option<(String, Ident)> {
    let Expr::Reference(reference) = argument else {
        return None;
    };
    match reference.expr.as_ref() {
        Expr::Call(call) if is_path_to(&call.func, &["QueryParam", "new"]) => {
            Some((literal(call.args.first()?)?, variable(call.args.last()?)?))
        }
        _ => None,
    }
}

/// Whether a header is `HeaderName::from_static("api-version")`, with the version of the document.
fn is_own_header(name: &Expr, value: &Expr) -> bool {
    let is_version = |it: &Expr| matches!(it, Expr::Call(it) if is_path_to(&it.func, &["Client", "api_version"]));
    wrapped_literal(name).is_some()
        && matches!(value, Expr::Call(it) if it.args.iter().all(is_version))
}

/// The variables of `format!("{}/…/{}", client.baseurl, encode_path(&x.to_string()))`.
fn path_variables(format: &Macro) -> Result<Vec<Ident>, Unknown> {
    let unknown = || Unknown::code("the path", &format.tokens);
    let arguments = format
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .map_err(|_| unknown())?;
    let steps = arguments.iter().skip(2).map(|argument| match argument {
        Expr::Call(call) if is_path_to(&call.func, &["encode_path"]) => {
            call.args.first().and_then(variable)
        }
        _ => None,
    });
    steps.collect::<Option<_>>().ok_or_else(unknown)
}

/// The variable in `&x`, `x.to_string()` and `x.to_string().try_into()?`.
fn variable(expression: &Expr) -> Option<Ident> {
    match expression {
        Expr::Path(it) => it.path.get_ident().cloned(),
        Expr::Reference(it) => variable(&it.expr),
        Expr::Try(it) => variable(&it.expr),
        Expr::MethodCall(it) if it.args.is_empty() => variable(&it.receiver),
        _ => None,
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// The text in `HeaderValue::from_static("text")`.
fn wrapped_literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Call(call) if is_path_to(&call.func, &["from_static"]) => literal(call.args.first()?),
        _ => None,
    }
}
