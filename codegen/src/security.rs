//! Stage 5, security: every operation has to accept HTTP basic, the one scheme of this client.

use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::document::{Document, Site};

/// Reports every operation that cannot be called with an API key in HTTP basic.
pub fn check(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let sites = document.sites();
    let refused: Vec<Diagnostic> = sites
        .iter()
        .filter_map(|site| {
            let wanted = unsupported(document, site)?;
            Some(document.diagnostic(
                &format!("{}/security", site.pointer()),
                format!("{} wants {wanted}, and not HTTP basic", site.title()),
                "this client can only call operations that accept HTTP basic; \
                 leave the page out, or ask Argyle which scheme is meant",
            ))
        })
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

/// What an operation wants, where none of its alternatives is HTTP basic alone or nothing at all.
fn unsupported(document: &Document, site: &Site) -> Option<String> {
    let alternatives = document.operation(site)?.get("security")?.as_array()?;
    let accepted = alternatives
        .iter()
        .filter_map(Value::as_object)
        .any(|schemes| schemes.keys().all(|scheme| is_basic(document, scheme)));
    if accepted || alternatives.is_empty() {
        return None;
    }
    let names = alternatives.iter().filter_map(Value::as_object).flat_map(Map::keys);
    let described: Vec<String> = names.map(|name| describe(document, name)).collect();
    Some(described.join(" or "))
}

fn scheme<'a>(document: &'a Document, name: &str) -> Option<&'a Value> {
    document.root.get("components")?.get("securitySchemes")?.get(name)
}

fn is_basic(document: &Document, name: &str) -> bool {
    let field = |key| scheme(document, name)?.get(key)?.as_str();
    field("type") == Some("http")
        && field("scheme").is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
}

/// `apiKey (type apiKey)`, or that the scheme is not defined.
fn describe(document: &Document, name: &str) -> String {
    let Some(scheme) = scheme(document, name) else {
        return format!("the scheme `{name}`, which is not defined");
    };
    let field = |key| scheme.get(key).and_then(Value::as_str);
    let kind = [field("type"), field("scheme")].into_iter().flatten();
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
        check(&Document::new(root.as_object().cloned().unwrap()))
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
