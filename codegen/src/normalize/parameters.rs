//! Parameters: those of the path as the path has them, and none that the client cannot send.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::super::document::{Document, Site};
use super::Findings;
use super::references::each_operation;

/// Headers that OpenAPI lets no parameter describe; the client sets them itself.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Methods that every builder has, after which no setter can be named.
const METHODS: [&str; 5] = ["new", "send", "stream", "into_request", "body"];

/// The types of a value that fits into a path or a header.
const SCALARS: [&str; 4] = ["string", "integer", "number", "boolean"];

fn text<'a>(parameter: &'a Value, key: &str) -> &'a str {
    parameter.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn parameters(document: &Document, site: &Site) -> Vec<Value> {
    let parameters = document.operation(site).and_then(|it| it.get("parameters"));
    parameters.and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Serves documents with headers that the client sets, and with parameters named twice.
pub fn drop_ignored(document: &mut Document, _: &mut Findings) {
    each_operation(document, |_, operation| {
        let mut seen = BTreeSet::new();
        if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
            parameters.retain(|parameter| {
                let (place, name) = (text(parameter, "in"), text(parameter, "name"));
                let own = place == "header" && OWN_HEADERS.contains(&name.to_lowercase().as_str());
                !own && !name.is_empty() && seen.insert((place.to_owned(), name.to_owned()))
            });
        }
    });
}

/// Serves documents whose parameters are not those of the path: what the path lacks is never sent, and
/// what only the path has is text.
pub fn match_path_template(document: &mut Document, _: &mut Findings) {
    each_operation(document, |site, operation| {
        let names = template_names(&site.path);
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        let Value::Array(parameters) = parameters else {
            *parameters = json!([]);
            return;
        };
        parameters.retain(|it| text(it, "in") != "path" || names.contains(&text(it, "name")));
        for name in names {
            if !parameters.iter().any(|it| text(it, "in") == "path" && text(it, "name") == name) {
                parameters.push(json!({"in": "path", "name": name, "schema": {"type": "string"}}));
            }
        }
        for parameter in parameters.iter_mut().filter(|it| text(it, "in") == "path") {
            parameter["required"] = Value::Bool(true);
        }
    });
}

/// `id` of `/reports/{id}.pdf`.
fn template_names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Serves documents with parameters that cannot be sent: an optional one is dropped, and an operation
/// that requires one is left out.
pub fn leave_out_unsupported(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        let mut setters = BTreeSet::new();
        let mut kept = Vec::new();
        let mut required = None;
        for mut parameter in parameters(document, &site) {
            let name = text(&parameter, "name").to_owned();
            let problem = problem(document, &mut parameter, &mut setters);
            match problem {
                None => kept.push(parameter),
                Some(problem) if parameter["required"] == true => {
                    required = Some(format!("its parameter `{name}` {problem}"));
                }
                Some(problem) => {
                    let problem = format!("the parameter `{name}` is left out: it {problem}");
                    findings.reduce(document, &site, &problem);
                }
            }
        }
        if let Some(reason) = required {
            findings.leave_out(document, &site, &reason);
        } else if let Some(operation) = document.operation_mut(&site) {
            operation.insert("parameters".into(), Value::Array(kept));
        }
    }
}

/// Why a parameter cannot be sent, after what can be mended was mended.
fn problem(
    document: &Document,
    parameter: &mut Value,
    setters: &mut BTreeSet<String>,
) -> Option<String> {
    let place = text(parameter, "in").to_owned();
    let setter = text(parameter, "name").to_snake_case();
    let style = match place.as_str() {
        "query" => "form",
        "path" | "header" => "simple",
        _ => return Some(format!("is sent in a {place}, which this client does not do")),
    };
    if !matches!(text(parameter, "style"), "" | "form" | "simple")
        || parameter.get("content").is_some()
    {
        return Some("has a style that this client does not write".to_owned());
    }
    if METHODS.contains(&setter.as_str()) || setter.is_empty() {
        return Some("has the name of a method of every builder".to_owned());
    }
    if !setters.insert(setter) {
        return Some("has the same name as another one".to_owned());
    }
    parameter["style"] = style.into();
    if !parameter.get("schema").is_some_and(Value::is_object) {
        parameter["schema"] = json!({"type": "string"});
    }
    let scalar = is_scalar(document, &parameter["schema"]);
    let list = parameter["schema"].get("items").is_some_and(|items| is_scalar(document, items));
    if !scalar && (style == "simple" || !list) {
        // Anything can be written as text, and the caller knows how.
        parameter["schema"] = json!({"type": "string"});
    }
    None
}

/// Whether a schema is one of a single plain value.
fn is_scalar(document: &Document, schema: &Value) -> bool {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let schema = reference.and_then(|it| document.target(it)).unwrap_or(schema);
    SCALARS.contains(&text(schema, "type"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(parameters: Value) -> (Option<Value>, Findings) {
        let mut document = Document::with_operation(json!({"parameters": parameters}), json!({}));
        let mut findings = Findings::default();
        for rule in [drop_ignored, match_path_template, leave_out_unsupported] {
            rule(&mut document, &mut findings);
        }
        (document.only_operation().map(|it| it["parameters"].clone()), findings)
    }

    fn names(parameters: Value) -> Vec<String> {
        let parameters = mended(parameters).0.unwrap();
        parameters.as_array().unwrap().iter().map(|it| text(it, "name").to_owned()).collect()
    }

    #[test]
    fn parameters_of_the_path_are_those_that_the_path_has() {
        let (parameters, findings) =
            mended(json!([{"in": "path", "name": "other", "required": true}]));
        let expected = json!([{"in": "path", "name": "id", "required": true, "style": "simple", "schema": {"type": "string"}}]);
        assert_eq!((parameters, findings.warnings.len()), (Some(expected), 0));
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
            json!({"in": "query", "name": "a", "style": "deepObject"}),
            json!({"in": "query", "name": "a", "content": {"application/json": {}}}),
            json!({"in": "query", "name": "send"}),
            json!({"in": "query", "name": "Id"}),
        ] {
            let (parameters, findings) = mended(json!([{"in": "path", "name": "id"}, parameter]));
            assert_eq!(parameters.unwrap().as_array().unwrap().len(), 1);
            assert!(findings.warnings[0].to_string().contains("is left out"), "{parameter}");
        }
    }

    #[test]
    fn a_required_one_costs_the_operation() {
        let (parameters, findings) =
            mended(json!([{"in": "cookie", "name": "a", "required": true}]));
        assert_eq!(parameters, None);
        assert!(findings.warnings[0].to_string().contains("its parameter `a` is sent in a cookie"));
    }

    #[test]
    fn what_does_not_fit_into_a_path_is_text() {
        let list = json!([{"in": "path", "name": "id", "schema": {"type": "array", "items": {}}}]);
        assert_eq!(mended(list).0.unwrap()[0]["schema"], json!({"type": "string"}));
    }
}
