//! Stage 5, security: HTTP basic is the one scheme of this client, and credentials go where they are asked for.

use serde_json::{Map, Value};

use crate::document::{Document, OperationKey};
use crate::report::Report;

/// The extension that marks an operation which is sent the credentials.
const AUTHORIZED: &str = "x-authorized";

/// Whether an operation is sent the credentials.
pub fn is_authorized(operation: &Value) -> bool {
    operation[AUTHORIZED] == true
}

/// Marks the operations that are sent credentials, and leaves those out that want others.
pub fn check(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        match wants_credentials(document, &key) {
            Ok(is_authorized) => {
                if let Some(operation) = document.operation_mut(&key) {
                    operation.insert(AUTHORIZED.into(), is_authorized.into());
                }
                if !is_authorized {
                    let problem =
                        "it is called without credentials, because its document asks for none";
                    report.reduce(document, &key, problem);
                }
            }
            Err(reason) => report.leave_out(document, &key, &reason),
        }
    }
}

/// Whether an operation wants HTTP basic, alone or among others; fails with what it wants that this client does not
/// have.
fn wants_credentials(document: &Document, key: &OperationKey) -> Result<bool, String> {
    let security = document.operation(key).map_or(&Value::Null, |it| &it["security"]);
    let empty = Value::Array(Vec::new());
    let security = if security.is_null() { &empty } else { security };
    let alternatives = security.as_array().map(|it| it.iter().map(Value::as_object));
    let alternatives = alternatives.and_then(Iterator::collect::<Option<Vec<_>>>);
    let alternatives = alternatives.ok_or("its `security` is no list of schemes")?;
    let basic = |names: &&Map<String, Value>| names.keys().all(|it| is_basic(scheme(document, it)));
    let accepted = alternatives.iter().copied().filter(basic).map(Map::len).max();
    if accepted.is_none() && !alternatives.is_empty() {
        let names = alternatives.iter().flat_map(|it| it.keys());
        let wanted: Vec<String> = names.map(|name| describe(document, name)).collect();
        return Err(format!("it wants {}, and not HTTP basic", wanted.join(" or ")));
    }
    Ok(accepted.is_some_and(|count| count > 0))
}

fn scheme<'a>(document: &'a Document, name: &str) -> &'a Value {
    let scheme = &document.root["components"]["securitySchemes"][name];
    document.resolve(scheme).unwrap_or(&Value::Null)
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

    /// The operation with this security, if it is in the client, and what is said of it.
    fn checked(security: Option<Value>) -> (Option<Value>, String) {
        let mut operation = json!({});
        operation.as_object_mut().unwrap().extend(security.map(|it| ("security".to_owned(), it)));
        let mut document = Document::of_one_file(json!({
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
        let said: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        (document.only_operation(), said.join("\n"))
    }

    #[test]
    fn an_operation_that_accepts_basic_among_others_is_sent_the_credentials() {
        for security in [
            json!([{"basicAuth": []}]),
            json!([{"other": []}]),
            json!([{"bearerAuth": []}, {"basicAuth": []}]),
            json!([{}, {"basicAuth": []}]),
        ] {
            let (operation, said) = checked(Some(security.clone()));
            assert!(is_authorized(&operation.unwrap()) && said.is_empty(), "{security}: {said}");
        }
    }

    #[test]
    fn an_operation_that_asks_for_no_credentials_is_sent_none_and_that_is_said() {
        for (security, reason) in [
            (None, "asks for none"),
            (Some(json!(null)), "asks for none"),
            (Some(json!([])), "asks for none"),
            (Some(json!([{}])), "asks for none"),
            (Some(json!([{}, {"key": []}])), "asks for none"),
        ] {
            let (operation, said) = checked(security.clone());
            assert!(!is_authorized(&operation.unwrap()), "{security:?}");
            assert!(
                said.contains("GET /v2/users") && said.contains(reason),
                "{security:?}: {said}"
            );
        }
    }

    #[test]
    fn another_scheme_costs_the_operation_and_the_message_says_which_is_wanted() {
        for (security, wanted) in [
            (json!([{"bearerAuth": []}]), "the scheme `bearerAuth` (http bearer)"),
            (json!([{"key": []}]), "the scheme `key` (apiKey)"),
            (json!([{"basicAuth": [], "key": []}]), "`key`"),
            (json!([{"gone": []}]), "the scheme `gone`, which is not defined"),
            (json!({"basicAuth": []}), "its `security` is no list of schemes"),
            (json!(["basicAuth"]), "its `security` is no list of schemes"),
        ] {
            let (operation, said) = checked(Some(security));
            assert_eq!(operation, None, "{wanted}");
            assert!(said.contains("GET /v2/users") && said.contains(wanted), "{said}");
        }
    }
}
