//! Stage 5, security: every operation has to accept HTTP basic, the one scheme of this client.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::{Document, OperationKey};

/// Reports every operation that cannot be called with an API key in HTTP basic.
pub fn check(document: &Document) -> Result<(), Vec<Diagnostic>> {
    fail_on_any(document.operation_keys().iter().filter_map(|key| {
        let wanted = unsupported(document, key)?;
        Some(document.diagnostic(
            &format!("{}/security", key.pointer()),
            format!("{} wants {wanted}, and not HTTP basic", key.title()),
            "this client can only call operations that accept HTTP basic; \
             leave the document out, or ask Argyle which scheme is meant",
        ))
    }))
}

/// What an operation wants, where none of its alternatives is HTTP basic alone or nothing at all.
fn unsupported(document: &Document, key: &OperationKey) -> Option<String> {
    let alternatives = document.operation(key)?["security"].as_array()?;
    let schemes = alternatives.iter().filter_map(Value::as_object);
    let accepted = schemes.clone().any(|it| it.keys().all(|name| is_basic(scheme(document, name))));
    if accepted || alternatives.is_empty() {
        return None;
    }
    let described = schemes.flat_map(Map::keys).map(|name| describe(document, name));
    Some(described.collect::<Vec<_>>().join(" or "))
}

fn scheme<'a>(document: &'a Document, name: &str) -> &'a Value {
    &document.root["components"]["securitySchemes"][name]
}

fn is_basic(scheme: &Value) -> bool {
    let basic = |name: &str| name.eq_ignore_ascii_case("basic");
    scheme["type"] == "http" && scheme["scheme"].as_str().is_some_and(basic)
}

/// `apiKey (type apiKey)`, or that the scheme is not defined.
fn describe(document: &Document, name: &str) -> String {
    let scheme = scheme(document, name);
    if scheme.is_null() {
        return format!("the scheme `{name}`, which is not defined");
    }
    let kind = ["type", "scheme"].into_iter().filter_map(|key| scheme[key].as_str());
    format!("the scheme `{name}` ({})", kind.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(security: Value) -> Result<(), Vec<Diagnostic>> {
        let root = json!({
            "paths": {"/v2/users": {"get": {"security": security}}},
            "components": {"securitySchemes": {
                "basicAuth": {"type": "http", "scheme": "Basic"},
                "bearerAuth": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            }},
        });
        check(&Document::of_one_file(root))
    }

    #[test]
    fn an_operation_that_accepts_basic_among_others_passes() {
        for security in [
            json!([{"basicAuth": []}]),
            json!([{"bearerAuth": []}, {"basicAuth": []}]),
            json!([{}]),
            json!([]),
        ] {
            assert_eq!(checked(security.clone()), Ok(()), "{security}");
        }
    }

    #[test]
    fn another_scheme_stops_the_build_and_the_message_says_which_operation_wants_what() {
        for (security, wanted) in [
            (json!([{"bearerAuth": []}]), "the scheme `bearerAuth` (http bearer)"),
            (json!([{"key": []}]), "the scheme `key` (apiKey)"),
            (json!([{"basicAuth": [], "key": []}]), "`key`"),
            (json!([{"gone": []}]), "the scheme `gone`, which is not defined"),
        ] {
            let text = checked(security).unwrap_err()[0].to_string();
            assert!(text.contains("GET /v2/users") && text.contains(wanted), "{text}");
        }
    }
}
