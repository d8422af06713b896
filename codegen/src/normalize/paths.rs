//! Paths: skips unsupported paths and unknown keys, and warns about servers of single operations.

use serde_json::Value;

use crate::address::without_user_info;
use crate::document::{Document, OperationKey, operation_keys_of};
use crate::report::Report;

/// The keys of a path item that are not methods.
const BESIDE_METHODS: [&str; 4] = ["description", "parameters", "servers", "summary"];

/// Handles documents with paths in another file, with unknown keys, without a leading slash, or with a query or a
/// fragment. Some documents use a query to distinguish operations of one path.
pub fn skip_unknown(document: &mut Document, report: &mut Report) {
    let paths = document.root["paths"].as_object().cloned().unwrap_or_default();
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        let known = operation_keys_of(path, item);
        let is_path = path.starts_with('/') && !path.contains(['?', '#']);
        for method in item.as_object().into_iter().flat_map(|item| item.keys()) {
            let key = OperationKey { path: path.clone(), method: method.clone() };
            let is_beside = BESIDE_METHODS.contains(&method.as_str()) || method.starts_with("x-");
            if known.contains(&key) && !is_path {
                let reason = "its path does not start with `/`, or contains `?` or `#`";
                report.skip(document, &key, reason);
            } else if !known.contains(&key) && !is_beside {
                let problem = format!("`{method}` of {path} is skipped: it is not an operation");
                let remedy = "fix it in overlay.yaml if you need it";
                report.warnings.push(document.diagnostic(&key.pointer(), problem, remedy));
            }
        }
    }
}

/// Handles documents with servers of a path or an operation. The client ignores them, because it sends credentials only
/// to
/// its own address.
pub fn warn_about_servers(document: &mut Document, report: &mut Report) {
    let url = |server: &Value| server["url"].as_str().map(str::to_owned);
    let known = document.root["servers"].as_array().into_iter().flatten();
    let known: Vec<Option<String>> = known.map(url).collect();
    for key in document.operation_keys() {
        let item = &document.root["paths"][&key.path];
        let own = item[&key.method]["servers"].as_array().or(item["servers"].as_array());
        let others = own.into_iter().flatten().map(url).filter(|url| !known.contains(url));
        let others: Vec<String> = others.flatten().collect();
        if !others.is_empty() {
            let others: Vec<&str> = others.iter().map(|url| without_user_info(url)).collect();
            let problem = format!(
                "it is called at the address of the client, not at `{}`",
                others.join("`, `")
            );
            report.warn_reduced(document, &key, &problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::{Rule, apply_rule};

    fn apply(rule: Rule, root: Value) -> (Document, String) {
        let mut document = Document::from_root(root);
        let report = apply_rule(rule, &mut document);
        let warnings: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        (document, warnings.join("\n"))
    }

    #[test]
    fn an_operation_with_an_invalid_path_is_skipped() {
        let paths = json!({
            "/v2/a": {"get": {}}, "/v2/b?type=c": {"get": {}}, "/v2/d#e": {"get": {}},
            "v2/f": {"get": {}}, "x-g": {"get": {}},
        });
        let (document, warnings) = apply(skip_unknown, json!({"paths": paths}));
        let keys = document.operation_keys().into_iter().map(|key| key.path);
        assert_eq!(keys.collect::<Vec<_>>(), ["/v2/a", "x-g"]);
        for path in ["/v2/b?type=c", "/v2/d#e", "v2/f"] {
            assert!(warnings.contains(&format!("GET {path} is skipped")), "{warnings}");
        }
    }

    #[test]
    fn unknown_keys_of_a_path_are_named() {
        let item = json!({"get": {}, "GET": {}, "put": null, "x-a": 1, "summary": "b"});
        let paths = json!({"/v2/a": item, "/v2/b": {"$ref": "elsewhere.yaml"}});
        let (_, warnings) = apply(skip_unknown, json!({"paths": paths}));
        for part in ["`GET` of /v2/a is ", "`put` of /v2/a is ", "`$ref` of /v2/b is "] {
            assert!(warnings.contains(part), "{part}: {warnings}");
        }
        assert_eq!(warnings.lines().count(), 3);
    }

    #[test]
    fn servers_that_the_client_ignores_are_named() {
        let servers = |url: &str| json!([{"url": url}]);
        let root = json!({"servers": [
            {"url": "https://a.example", "description": "Production"}, {"url": "https://a.example/v2"},
        ], "paths": {
            "/v2/same": {"servers": servers("https://a.example"), "get": {}},
            "/v2/path": {"servers": servers("https://b.example"), "get": {}},
            "/v2/operation": {"get": {"servers": servers("https://c.example")}},
        }});
        let (_, warnings) = apply(warn_about_servers, root);
        for part in ["GET /v2/path: ", "`https://b.example`", "GET /v2/operation: "] {
            assert!(warnings.contains(part), "{part}: {warnings}");
        }
        assert_eq!(warnings.lines().count(), 2);
    }
}
