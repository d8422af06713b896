//! Parameters: those of the path as the path has them, and none that the client cannot send.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::parameter_styles::{self, text};
use crate::document::{Document, OperationKey};
use crate::report::Report;

/// Headers that OpenAPI lets no parameter describe; the client sets them itself.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Other headers that the client or HTTP sets.
const SET_HEADERS: [&str; 7] =
    ["connection", "content-length", "host", "te", "transfer-encoding", "upgrade", "user-agent"];

/// Names that no setter can have: methods of every builder, and a variable of progenitor's code.
const TAKEN: [&str; 6] = ["new", "send", "send_request", "stream", "body", "header_map"];

/// Handles documents that describe parameters once for all methods of a path. Those of an operation go first.
pub fn copy_shared_to_operations(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    let identity = |parameter: &Value| {
        let parameter = unchanged.resolve(parameter).unwrap_or(&Value::Null);
        (text(parameter, "in").to_owned(), text(parameter, "name").to_owned())
    };
    document.visit_operations(&mut |key, operation| {
        let own = operation.get("parameters").and_then(Value::as_array);
        let mut all = own.cloned().unwrap_or_default();
        let replaced: BTreeSet<_> = all.iter().map(identity).collect();
        let shared = unchanged.root["paths"][&key.path]["parameters"].as_array();
        let shared = shared.into_iter().flatten();
        all.extend(shared.filter(|parameter| !replaced.contains(&identity(parameter))).cloned());
        operation.insert("parameters".into(), all.into());
    });
}

/// Handles documents with parameters that cannot be sent: an optional one is left out, and an operation that needs one
/// is. What only the path has is text.
pub fn leave_out_unsupported(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let (mut kept, mut setters, mut needed) = (Vec::new(), BTreeSet::new(), Ok(()));
        for mut parameter in described(document, &key) {
            let name = text(&parameter, "name").to_owned();
            match prepare(document, &mut parameter, &mut setters) {
                Ok(is_text) => {
                    kept.push(parameter);
                    let problem = format!(
                        "the parameter `{name}` takes text, which is sent as its one value: the client cannot write \
                         what its schema describes"
                    );
                    if is_text {
                        report.reduce(document, &key, &problem);
                    }
                }
                Err(problem) if parameter["required"] == true => {
                    needed = Err(format!("its parameter `{name}` {problem}"));
                }
                Err(problem) => {
                    let problem = format!("the parameter `{name}` is left out: it {problem}");
                    report.reduce(document, &key, &problem);
                }
            }
        }
        if let Err(reason) = needed {
            report.leave_out(document, &key, &reason);
        } else if let Some(operation) = document.operation_mut(&key) {
            operation.insert("parameters".into(), kept.into());
        }
    }
}

/// The parameters of an operation, without the headers that the client sets. Those that the path has are required.
fn described(document: &Document, key: &OperationKey) -> Vec<Value> {
    let parameters = document.operation(key).and_then(|it| it["parameters"].as_array());
    let mut parameters = parameters.cloned().unwrap_or_default();
    parameters.retain(|parameter| {
        let name = text(parameter, "name").to_lowercase();
        text(parameter, "in") != "header" || !OWN_HEADERS.contains(&name.as_str())
    });
    // `id` of `/reports/{id}.pdf`.
    let names = key.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let mut missing: BTreeSet<&str> = names.collect();
    for parameter in parameters.iter_mut().filter(|parameter| text(parameter, "in") == "path") {
        parameter["required"] = missing.remove(text(parameter, "name")).into();
    }
    parameters.extend(missing.into_iter().map(
        |name| json!({"in": "path", "name": name, "required": true, "schema": {"type": "string"}}),
    ));
    parameters
}

/// Describes a parameter as the client sends it, or fails with the reason for which it cannot. Returns whether
/// it takes text where the document describes something else.
fn prepare(
    document: &Document,
    parameter: &mut Value,
    setters: &mut BTreeSet<String>,
) -> Result<bool, String> {
    if text(parameter, "in") == "path" && parameter["required"] != true {
        return Err("is not in the path".to_owned());
    }
    let name = text(parameter, "name");
    if text(parameter, "in") == "header" {
        let is_letter =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if !name.bytes().all(is_letter) {
            return Err("has no name that HTTP permits for a header".to_owned());
        }
        if SET_HEADERS.contains(&&*name.to_lowercase()) {
            return Err("is a header that the client sets itself".to_owned());
        }
    }
    let setter = name.to_snake_case();
    if setter.is_empty() {
        return Err("has no name that Rust can write".to_owned());
    }
    if TAKEN.contains(&setter.as_str()) {
        return Err(format!("would have the setter `{setter}`, a name that the builder needs"));
    }
    if !setters.insert(setter) {
        return Err("has the same name as another one".to_owned());
    }
    parameter_styles::settle(document, parameter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::reported;

    fn changed(parameters: Value) -> (Option<Value>, Report) {
        let mut document = Document::with_operation(json!({"parameters": parameters}), json!({}));
        let report = reported(leave_out_unsupported, &mut document);
        (document.only_operation().map(|it| it["parameters"].clone()), report)
    }

    fn names(parameters: Value) -> Vec<String> {
        let parameters = changed(parameters).0.unwrap();
        parameters.as_array().unwrap().iter().map(|it| text(it, "name").to_owned()).collect()
    }

    #[test]
    fn what_a_path_says_once_holds_for_all_of_its_methods() {
        let shared = json!({"in": "query", "name": "a"});
        let root = json!({"paths": {"/v2/x": {
            "parameters": [shared, {"in": "query", "name": "b", "required": true}],
            "get": {"parameters": [{"in": "query", "name": "b"}]},
        }}});
        let mut document = Document::of_one_file(root);
        reported(copy_shared_to_operations, &mut document);
        let parameters = document.only_operation().unwrap()["parameters"].clone();
        assert_eq!(parameters, json!([{"in": "query", "name": "b"}, shared]));
    }

    #[test]
    fn parameters_of_the_path_are_those_that_the_path_has() {
        let (parameters, report) =
            changed(json!([{"in": "path", "name": "other", "required": true}]));
        let expected = json!([{"in": "path", "name": "id", "required": true, "style": "simple", "schema": {"type": "string"}}]);
        assert_eq!(parameters, Some(expected));
        let said = report.warnings[0].to_string();
        assert!(said.contains("`other` is left out: it is not in the path"), "{said}");
    }

    #[test]
    fn headers_of_the_client_and_parameters_named_twice_are_dropped() {
        let twice = json!({"in": "query", "name": "a"});
        let own = json!({"in": "header", "name": "Authorization"});
        assert_eq!(names(json!([twice, twice, own])), ["a", "id"]);
    }

    #[test]
    fn an_optional_parameter_that_cannot_be_sent_is_dropped_with_a_warning() {
        for parameter in [
            json!({"in": "cookie", "name": "a"}),
            json!({"in": "query", "name": "a", "style": "label"}),
            json!({"in": "query", "name": "send"}),
            json!({"in": "query", "name": "header_map"}),
            json!({"in": "header", "name": "X Größe"}),
            json!({"in": "header", "name": "User-Agent"}),
            json!({"in": "header", "name": "Host"}),
            json!({"in": "query", "name": "Id"}),
        ] {
            let (parameters, report) = changed(json!([{"in": "path", "name": "id"}, parameter]));
            assert_eq!(parameters.unwrap().as_array().unwrap().len(), 1);
            assert!(report.warnings[0].to_string().contains("is left out"), "{parameter}");
        }
    }

    #[test]
    fn a_required_one_costs_the_operation() {
        let (parameters, report) =
            changed(json!([{"in": "cookie", "name": "a", "required": true}]));
        assert_eq!(parameters, None);
        assert!(report.warnings[0].to_string().contains("its parameter `a` is sent in a cookie"));
    }

    #[test]
    fn what_does_not_fit_into_a_path_is_text() {
        let list = json!([{"in": "path", "name": "id", "schema": {"type": "array", "items": {}}}]);
        assert_eq!(changed(list).0.unwrap()[0]["schema"], json!({"type": "string"}));
    }
}
