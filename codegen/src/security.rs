//! Stage 5, security: the client supports only HTTP basic, and sends credentials only to operations that require them.

use serde_json::{Map, Value};

use crate::document::{Document, OperationKey};
use crate::report::Report;

/// The extension that marks operations whose requests carry the credentials.
const AUTHORIZED: &str = "x-authorized";

/// Returns whether the requests of an operation carry the credentials.
pub fn is_authorized(operation: &Value) -> bool {
    operation[AUTHORIZED] == true
}

/// Marks the operations whose requests carry the credentials. Skips operations that require another scheme.
pub fn check(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        match requires_credentials(document, &key) {
            Ok(is_authorized) => {
                if let Some(operation) = document.operation_mut(&key) {
                    operation.insert(AUTHORIZED.into(), is_authorized.into());
                }
                if !is_authorized {
                    let problem =
                        "it is called without credentials, because its document requires none";
                    report.warn_reduced(document, &key, problem);
                }
            }
            Err(reason) => report.skip(document, &key, &reason),
        }
    }
}

/// Returns whether an operation accepts HTTP basic. Fails if it requires schemes that the client does not support.
fn requires_credentials(document: &Document, key: &OperationKey) -> Result<bool, String> {
    let security = document.operation(key).map_or(&Value::Null, |operation| &operation["security"]);
    let empty = Value::Array(Vec::new());
    let security = if security.is_null() { &empty } else { security };
    let alternatives = security.as_array().map(|listed| listed.iter().map(Value::as_object));
    let alternatives = alternatives.and_then(Iterator::collect::<Option<Vec<_>>>);
    let alternatives = alternatives.ok_or("its `security` is not a list of schemes")?;
    let basic = |schemes: &&Map<String, Value>| {
        schemes.keys().all(|name| is_basic(find_scheme(document, name)))
    };
    let accepted = alternatives.iter().copied().filter(basic).map(Map::len).max();
    if accepted.is_none() && !alternatives.is_empty() {
        let names = alternatives.iter().flat_map(|schemes| schemes.keys());
        let required: Vec<String> = names.map(|name| describe_scheme(document, name)).collect();
        return Err(format!(
            "it requires {}; the client supports only HTTP basic",
            required.join(" or ")
        ));
    }
    Ok(accepted.is_some_and(|count| count > 0))
}

fn find_scheme<'a>(document: &'a Document, name: &str) -> &'a Value {
    let scheme = &document.root["components"]["securitySchemes"][name];
    document.resolve(scheme).unwrap_or(&Value::Null)
}

fn is_basic(scheme: &Value) -> bool {
    let basic = |name: &str| name.eq_ignore_ascii_case("basic");
    scheme["type"] == "http" && scheme["scheme"].as_str().is_some_and(basic)
}

/// Names a scheme and its type.
fn describe_scheme(document: &Document, name: &str) -> String {
    let scheme = find_scheme(document, name);
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

    /// Checks an operation with this security. Returns the operation, unless it is skipped, and the warnings.
    fn check_security(security: Option<Value>) -> (Option<Value>, String) {
        let mut operation = json!({});
        operation
            .as_object_mut()
            .unwrap()
            .extend(security.map(|value| ("security".to_owned(), value)));
        let mut document = Document::from_root(json!({
            "paths": {"/v2/users": {"get": operation}},
            "components": {"securitySchemes": {
                "basicAuth": {"type": "http", "scheme": "Basic"},
                "bearerAuth": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "other": {"$ref": "#/components/securitySchemes/basicAuth"},
            }},
        }));
        let mut report = Report::default();
        check(&mut document, &mut report);
        let warnings: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        (document.only_operation(), warnings.join("\n"))
    }

    #[test]
    fn an_operation_that_accepts_basic_gets_the_credentials() {
        for security in [
            json!([{"basicAuth": []}]),
            json!([{"other": []}]),
            json!([{"bearerAuth": []}, {"basicAuth": []}]),
            json!([{}, {"basicAuth": []}]),
        ] {
            let (operation, warnings) = check_security(Some(security.clone()));
            assert!(
                is_authorized(&operation.unwrap()) && warnings.is_empty(),
                "{security}: {warnings}"
            );
        }
    }

    #[test]
    fn an_operation_without_security_gets_no_credentials_and_a_warning() {
        for (security, reason) in [
            (None, "requires none"),
            (Some(json!(null)), "requires none"),
            (Some(json!([])), "requires none"),
            (Some(json!([{}])), "requires none"),
            (Some(json!([{}, {"key": []}])), "requires none"),
        ] {
            let (operation, warnings) = check_security(security.clone());
            assert!(!is_authorized(&operation.unwrap()), "{security:?}");
            assert!(
                warnings.contains("GET /v2/users") && warnings.contains(reason),
                "{security:?}: {warnings}"
            );
        }
    }

    #[test]
    fn an_operation_with_another_scheme_is_skipped() {
        for (security, wanted) in [
            (json!([{"bearerAuth": []}]), "the scheme `bearerAuth` (http bearer)"),
            (json!([{"key": []}]), "the scheme `key` (apiKey)"),
            (json!([{"basicAuth": [], "key": []}]), "`key`"),
            (json!([{"gone": []}]), "the scheme `gone`, which is not defined"),
            (json!({"basicAuth": []}), "its `security` is not a list of schemes"),
            (json!(["basicAuth"]), "its `security` is not a list of schemes"),
        ] {
            let (operation, warnings) = check_security(Some(security));
            assert_eq!(operation, None, "{wanted}");
            assert!(warnings.contains("GET /v2/users") && warnings.contains(wanted), "{warnings}");
        }
    }
}
