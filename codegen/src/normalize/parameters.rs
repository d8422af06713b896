//! Parameters: matches path parameters to the path, and skips parameters that the client cannot send.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::parameter_styles::{normalize_parameter, read_text};
use crate::document::{Document, OperationKey};
use crate::report::Report;

/// Headers that OpenAPI ignores as parameters. The client sets them.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Other headers that the client or its HTTP library sets.
const SET_HEADERS: [&str; 7] =
    ["connection", "content-length", "host", "te", "transfer-encoding", "upgrade", "user-agent"];

/// Reserved names of setters: methods of every builder, and a variable in progenitor's code.
const RESERVED: [&str; 6] = ["new", "send", "send_request", "stream", "body", "header_map"];

/// Handles documents that describe parameters once for all methods of a path. Parameters of the operation override
/// them.
pub fn copy_shared_to_operations(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    let identity = |parameter: &Value| {
        let parameter = unchanged.resolve(parameter).unwrap_or(&Value::Null);
        (read_text(parameter, "in").to_owned(), read_text(parameter, "name").to_owned())
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

/// Handles documents with parameters that the client cannot send. Skips an optional parameter, and the whole operation
/// for a required one. A parameter that only the path names is text.
pub fn skip_unsupported(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let (mut kept, mut setters, mut needed) = (Vec::new(), BTreeSet::new(), Ok(()));
        for mut parameter in list_parameters(document, &key) {
            let name = read_text(&parameter, "name").to_owned();
            match prepare_parameter(document, &mut parameter, &mut setters) {
                Ok(is_text) => {
                    kept.push(parameter);
                    let problem = format!(
                        "the parameter `{name}` is text, sent as a single value: the client cannot write the type that \
                         its schema describes"
                    );
                    if is_text {
                        report.warn_reduced(document, &key, &problem);
                    }
                }
                Err(problem) if parameter["required"] == true => {
                    needed = Err(format!("its parameter `{name}` {problem}"));
                }
                Err(problem) => {
                    let problem = format!("the parameter `{name}` is skipped: it {problem}");
                    report.warn_reduced(document, &key, &problem);
                }
            }
        }
        if let Err(reason) = needed {
            report.skip(document, &key, &reason);
        } else if let Some(operation) = document.operation_mut(&key) {
            operation.insert("parameters".into(), kept.into());
        }
    }
}

/// Lists the parameters of an operation without the headers that the client sets. Path parameters are required.
fn list_parameters(document: &Document, key: &OperationKey) -> Vec<Value> {
    let parameters = document.operation(key);
    let parameters = parameters.and_then(|operation| operation["parameters"].as_array());
    let mut parameters = parameters.cloned().unwrap_or_default();
    parameters.retain(|parameter| {
        let name = read_text(parameter, "name").to_lowercase();
        read_text(parameter, "in") != "header" || !OWN_HEADERS.contains(&name.as_str())
    });
    // A parameter may be a part of a segment, such as `id` in `/reports/{id}.pdf`.
    let names = key.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let mut missing: BTreeSet<&str> = names.collect();
    for parameter in parameters.iter_mut().filter(|parameter| read_text(parameter, "in") == "path")
    {
        parameter["required"] = missing.remove(read_text(parameter, "name")).into();
    }
    parameters.extend(missing.into_iter().map(
        |name| json!({"in": "path", "name": name, "required": true, "schema": {"type": "string"}}),
    ));
    parameters
}

/// Checks the name of a parameter, and normalizes its style and type. Fails with the reason why the client cannot send
/// it. Returns whether text replaces a type that the client cannot write.
fn prepare_parameter(
    document: &Document,
    parameter: &mut Value,
    setters: &mut BTreeSet<String>,
) -> Result<bool, String> {
    if read_text(parameter, "in") == "path" && parameter["required"] != true {
        return Err("is not in the path".to_owned());
    }
    let name = read_text(parameter, "name");
    if read_text(parameter, "in") == "header" {
        let is_letter =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if !name.bytes().all(is_letter) {
            return Err("has a name that HTTP does not permit for a header".to_owned());
        }
        if SET_HEADERS.contains(&&*name.to_lowercase()) {
            return Err("is a header that the client sets itself".to_owned());
        }
    }
    let setter = name.to_snake_case();
    if setter.is_empty() {
        return Err("has a name without letters or digits".to_owned());
    }
    if RESERVED.contains(&setter.as_str()) {
        return Err(format!("has the setter name `{setter}`, which the builder reserves"));
    }
    if !setters.insert(setter) {
        return Err("has the same setter name as another parameter".to_owned());
    }
    normalize_parameter(document, parameter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_rule;

    fn prepare_all(parameters: Value) -> (Option<Value>, Report) {
        let mut document = Document::with_operation(json!({"parameters": parameters}), json!({}));
        let report = apply_rule(skip_unsupported, &mut document);
        (document.only_operation().map(|operation| operation["parameters"].clone()), report)
    }

    fn names(parameters: Value) -> Vec<String> {
        let parameters = prepare_all(parameters).0.unwrap();
        let names = parameters.as_array().unwrap().iter();
        names.map(|parameter| read_text(parameter, "name").to_owned()).collect()
    }

    #[test]
    fn parameters_of_a_path_apply_to_all_its_methods() {
        let shared = json!({"in": "query", "name": "a"});
        let root = json!({"paths": {"/v2/x": {
            "parameters": [shared, {"in": "query", "name": "b", "required": true}],
            "get": {"parameters": [{"in": "query", "name": "b"}]},
        }}});
        let mut document = Document::from_root(root);
        apply_rule(copy_shared_to_operations, &mut document);
        let parameters = document.only_operation().unwrap()["parameters"].clone();
        assert_eq!(parameters, json!([{"in": "query", "name": "b"}, shared]));
    }

    #[test]
    fn path_parameters_match_the_path() {
        let (parameters, report) =
            prepare_all(json!([{"in": "path", "name": "other", "required": true}]));
        let expected = json!([{"in": "path", "name": "id", "required": true, "style": "simple", "schema": {"type": "string"}}]);
        assert_eq!(parameters, Some(expected));
        let warnings = report.warnings[0].to_string();
        assert!(warnings.contains("`other` is skipped: it is not in the path"), "{warnings}");
    }

    #[test]
    fn headers_of_the_client_and_duplicate_parameters_are_dropped() {
        let twice = json!({"in": "query", "name": "a"});
        let own = json!({"in": "header", "name": "Authorization"});
        assert_eq!(names(json!([twice, twice, own])), ["a", "id"]);
    }

    #[test]
    fn an_unsupported_optional_parameter_is_skipped_with_a_warning() {
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
            let (parameters, report) =
                prepare_all(json!([{"in": "path", "name": "id"}, parameter]));
            assert_eq!(parameters.unwrap().as_array().unwrap().len(), 1);
            assert!(report.warnings[0].to_string().contains("is skipped"), "{parameter}");
        }
    }

    #[test]
    fn an_operation_with_an_unsupported_required_parameter_is_skipped() {
        let (parameters, report) =
            prepare_all(json!([{"in": "cookie", "name": "a", "required": true}]));
        assert_eq!(parameters, None);
        assert!(report.warnings[0].to_string().contains("its parameter `a` is sent in a cookie"));
    }

    #[test]
    fn a_path_parameter_that_is_no_scalar_becomes_text() {
        let list = json!([{"in": "path", "name": "id", "schema": {"type": "array", "items": {}}}]);
        assert_eq!(prepare_all(list).0.unwrap()[0]["schema"], json!({"type": "string"}));
    }
}
