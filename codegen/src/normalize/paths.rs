//! Paths: written as they are sent, and with nothing beside them that the client would not do.

use serde_json::{Map, Value};

use crate::address::without_user_info;
use crate::document::{Document, OperationKey, operation_keys_of, pointer};
use crate::report::Report;

/// The keys of a path that are no methods.
const BESIDE_METHODS: [&str; 5] = ["$ref", "description", "parameters", "servers", "summary"];

/// What can be done about a path that is not in the client.
const REMEDY: &str = "fix it in overlay.yaml if you need it";

/// Handles documents with paths that do not start with a slash, without which they would be a part of the host.
pub fn start_with_slash(document: &mut Document, report: &mut Report) {
    let Some(Value::Object(paths)) = document.root.get_mut("paths") else {
        return;
    };
    let is_bare = |path: &String| !path.starts_with('/') && !path.starts_with("x-");
    let bare: Vec<String> = paths.keys().filter(|it| is_bare(it)).cloned().collect();
    let mut twice = Vec::new();
    for path in bare {
        let whole = format!("/{path}");
        let item = paths.remove(&path).unwrap_or_default();
        if paths.contains_key(&whole) {
            twice.push(path);
        } else {
            paths.insert(whole, item);
        }
    }
    report.warnings.extend(twice.into_iter().map(|path| {
        let problem = format!("the path `{path}` is left out of the client: /{path} is there too");
        document.diagnostic(&pointer::join("", ["paths", &path]), problem, REMEDY)
    }));
}

/// Handles documents whose paths hold a query or a fragment, as some do to tell operations of one path apart.
pub fn leave_out_queries(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        if let Some(sign) = key.path.chars().find(|it| ['?', '#'].contains(it)) {
            let reason = format!("a path that holds `{sign}` is no path");
            report.leave_out(document, &key, &reason);
        }
    }
}

/// Handles documents with paths that have what is no operation, or one that is none.
pub fn name_what_is_no_operation(document: &mut Document, report: &mut Report) {
    let mut found = Vec::new();
    for (path, item) in document.root["paths"].as_object().into_iter().flatten() {
        for key in item.as_object().into_iter().flat_map(Map::keys) {
            let operation = OperationKey { path: path.clone(), method: key.clone() };
            let is_known = operation_keys_of(path, item).contains(&operation);
            if !is_known && !BESIDE_METHODS.contains(&key.as_str()) && !key.starts_with("x-") {
                let problem =
                    format!("`{key}` of {path} is left out of the client: it is no operation");
                found.push(document.diagnostic(&operation.pointer(), problem, REMEDY));
            }
        }
    }
    report.warnings.extend(found);
}

/// Handles documents with servers of a path or an operation: credentials go to the address of the client alone.
pub fn name_other_servers(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let item = &document.root["paths"][&key.path];
        let own = [&item[&key.method]["servers"], &item["servers"]];
        let own = own.into_iter().find_map(Value::as_array).into_iter().flatten();
        let urls = |servers: &Value| -> Vec<String> {
            let servers = servers.as_array().into_iter().flatten();
            servers.filter_map(|it| it["url"].as_str().map(str::to_owned)).collect()
        };
        let known = urls(&document.root["servers"]);
        let own = own.filter_map(|it| it["url"].as_str());
        let others = own.filter(|url| !known.iter().any(|it| it == url));
        let others: Vec<&str> = others.map(without_user_info).collect();
        if !others.is_empty() {
            let problem = format!(
                "it is called at the address that the client has, and not at `{}`",
                others.join("`, `")
            );
            report.reduce(document, &key, &problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::Rule;

    fn said(rule: fn(&mut Document, &mut Report), root: Value) -> (Document, String) {
        let mut document = Document::of_one_file(root);
        let report = Rule::Document(rule).reported(&mut document);
        let said: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        (document, said.join("\n"))
    }

    #[test]
    fn an_operation_whose_path_is_more_than_a_path_is_named() {
        let operation = json!({"get": {"responses": {}}});
        let paths = json!({"/v2/a": operation, "/v2/b?type=c": operation, "/v2/d#e": operation});
        let (document, said) = said(leave_out_queries, json!({"paths": paths}));
        let keys = document.operation_keys();
        let left: Vec<&str> = keys.iter().map(|key| key.path.as_str()).collect();
        assert_eq!(left, ["/v2/a"]);
        assert!(said.contains("`?`") && said.contains("`#`"), "{said}");
    }

    #[test]
    fn a_path_starts_with_a_slash_or_is_named() {
        let paths =
            json!({"v2/a": {"get": {}}, "v2/b": {"get": {}}, "/v2/b": {"get": {}}, "x-c": {}});
        let (document, said) = said(start_with_slash, json!({"paths": paths}));
        let paths: Vec<&String> = document.root["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, ["/v2/a", "/v2/b", "x-c"]);
        assert!(said.contains("the path `v2/b` is left out"), "{said}");
    }

    #[test]
    fn what_is_no_operation_is_named() {
        let item = json!({"get": {}, "GET": {}, "put": null, "x-a": 1, "summary": "b"});
        let (_, said) = said(name_what_is_no_operation, json!({"paths": {"/v2/a": item}}));
        assert!(said.contains("`GET` of /v2/a") && said.contains("`put` of /v2/a"), "{said}");
        assert_eq!(said.lines().count(), 2);
    }

    #[test]
    fn servers_that_are_not_those_of_the_client_are_named() {
        let servers = |url: &str| json!([{"url": url}]);
        let root = json!({"servers": [
            {"url": "https://a.example", "description": "Production"}, {"url": "https://a.example/v2"},
        ], "paths": {
            "/v2/same": {"servers": servers("https://a.example"), "get": {}},
            "/v2/path": {"servers": servers("https://b.example"), "get": {}},
            "/v2/operation": {"get": {"servers": servers("https://c.example")}},
        }});
        let (_, said) = said(name_other_servers, root);
        for part in ["GET /v2/path: ", "`https://b.example`", "GET /v2/operation: "] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.lines().count(), 2);
    }
}
