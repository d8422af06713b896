//! Media types: chooses one supported media type for each request body.

use serde_json::{Map, Value, json};

use super::parameter_styles::{DEPTH, is_written, query_style};
use crate::document::Document;
use crate::document::walk::{Node, visit};
use crate::report::Report;
use crate::vocabulary::{FORM_STYLES, MEDIA_TYPE, MULTIPART, UPLOAD};

pub const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const FORM_WITH_FILES: &str = "multipart/form-data";

/// The supported media types of request bodies, the preferred first.
const SENT: [&str; 5] = [JSON, FORM, FORM_WITH_FILES, "application/octet-stream", "text/plain"];

/// Handles request bodies with several media types, without a schema, or with files in a form.
pub fn choose_for_requests(document: &mut Document, report: &mut Report) {
    for key in document.operation_keys() {
        let content =
            document.operation(&key).map(|operation| &operation["requestBody"]["content"]);
        let content = content.and_then(Value::as_object).filter(|content| !content.is_empty());
        let chosen = content.map(|content| choose_body(document, content)).transpose();
        match (chosen, document.operation_mut(&key)) {
            (Err(reason), _) => report.skip(document, &key, &reason),
            (Ok(None), Some(operation)) => drop(operation.remove("requestBody")),
            (Ok(Some((mut media_type, named, body))), Some(operation)) => {
                // The request names the documented media type, such as `application/hal+json`.
                if media_type == JSON && named != JSON {
                    operation.insert(MEDIA_TYPE.into(), named.into());
                }
                // progenitor supports no forms with files, so the runtime encodes them.
                if media_type == FORM_WITH_FILES {
                    operation.insert(MULTIPART.into(), true.into());
                    media_type = JSON;
                }
                operation.insert(FORM_STYLES.into(), body.styles.into());
                operation["requestBody"]["content"] = json!({media_type: {"schema": body.schema}});
                for problem in body.problems {
                    report.warn_reduced(document, &key, &problem);
                }
            }
            (Ok(_), None) => {}
        }
    }
}

/// A body as the client sends it.
struct Body {
    schema: Value,
    /// The styles of form properties that differ from the default.
    styles: Map<String, Value>,
    /// Differences between the client's body and the documented one.
    problems: Vec<String>,
}

/// Chooses the media type of a body. Returns it with its documented name and the body. Fails with the reason why the
/// client cannot send it.
fn choose_body(
    document: &Document,
    content: &Map<String, Value>,
) -> Result<(&'static str, String, Body), String> {
    let known = SENT.into_iter().find_map(|known| Some((known, find_content(content, known)?)));
    let Some((media_type, found)) = known else {
        let names: Vec<&str> = content.keys().map(String::as_str).collect();
        return Err(format!("the client cannot send a body of type {}", names.join(" or ")));
    };
    let mut body = Body { schema: json!({}), styles: Map::new(), problems: Vec::new() };
    body.schema = match media_type {
        FORM_WITH_FILES => prepare_form(document, &found["schema"])
            .ok_or_else(|| "the schema of its form has no properties".to_owned())?,
        "application/octet-stream" => json!({"type": "string", "format": "binary"}),
        "text/plain" => {
            let described = document.resolve(&found["schema"]).unwrap_or(&Value::Null);
            let is_text = described["type"] == "string" && described.get("enum").is_none();
            let problem = "its body is any text, not the type that its schema describes".to_owned();
            body.problems.extend(Some(problem).filter(|_| !is_text && !described.is_null()));
            json!({"type": "string"})
        }
        _ => schema_or_any(found),
    };
    if media_type == FORM || media_type == FORM_WITH_FILES {
        choose_styles(document, media_type, found, &mut body);
    }
    let named = content.iter().find(|(_, value)| *value == found).map(|(name, _)| name.as_str());
    let named = named.and_then(|name| name.split(';').next()).unwrap_or(media_type).trim();
    Ok((media_type, named.to_ascii_lowercase(), body))
}

/// Chooses the styles of form properties by its `encoding`, and reports unsupported encodings. The caller sets the
/// content type of a file, so the documented one is ignored.
fn choose_styles(document: &Document, media_type: &str, found: &Value, body: &mut Body) {
    let form = document.resolve(&body.schema).unwrap_or(&Value::Null);
    for (name, encoding) in found["encoding"].as_object().into_iter().flatten() {
        let property = document.resolve(&form["properties"][name]).unwrap_or(&Value::Null);
        let item = property.get("items").and_then(|item| document.resolve(item).ok());
        let item = item.unwrap_or(property);
        let own = if is_written(document, item, "Scalar", DEPTH) { "text/plain" } else { JSON };
        let is_own = encoding["contentType"].as_str().is_none_or(|asked| asked.contains(own));
        let has_headers =
            encoding["headers"].as_object().is_some_and(|headers| !headers.is_empty());
        let is_styled = encoding.get("style").or(encoding.get("explode")).is_some();
        let style = query_style(encoding).ok();
        let style = style.filter(|style| is_written(document, property, style, DEPTH));
        match (media_type == FORM && is_styled, style) {
            (true, Some(style)) => drop(body.styles.insert(name.clone(), style.into())),
            (false, _) if media_type == FORM && is_own => {}
            (false, _) if !has_headers && (is_own || item["format"] == UPLOAD) => {}
            _ => body.problems.push(format!(
                "the property `{name}` of its form is sent as {own}, not as its `encoding` describes"
            )),
        }
    }
}

/// Returns the schema of a form with the format of uploads for its files. Returns `None` if it is not an object.
fn prepare_form(document: &Document, schema: &Value) -> Option<Value> {
    let mut form = document.resolve(schema).ok()?.clone();
    for property in form["properties"].as_object_mut()?.values_mut() {
        for file in ["", "/items"] {
            // A file may be a component.
            let place = property.pointer_mut(file).filter(|part| part.is_object());
            let file = place.as_ref().and_then(|part| document.resolve(part).ok()).cloned();
            if let (Some(place), Some(file)) =
                (place, file.filter(|file| file["format"] == "binary"))
            {
                *place = file;
            }
        }
    }
    visit(&mut form, Node::Schema, "", &mut |_, _, schema| {
        if let Some(format) = schema.get_mut("format").filter(|format| **format == "binary") {
            *format = UPLOAD.into();
        }
    });
    form["properties"].is_object().then_some(form)
}

/// Returns the schema of a media type, or the schema of any value if it has none.
pub fn schema_or_any(media_type: &Value) -> Value {
    media_type.get("schema").cloned().unwrap_or_else(|| json!({}))
}

/// Finds the content of a media type, and ignores its parameters. JSON also matches names such as
/// `application/hal+json`.
pub fn find_content<'a>(content: &'a Map<String, Value>, media_type: &str) -> Option<&'a Value> {
    let name = |key: &str| key.split(';').next().unwrap_or(key).trim().to_ascii_lowercase();
    let other = |key: &str| name(key).ends_with("+json") || name(key) == "text/json";
    let exact = content.iter().find(|(key, _)| name(key) == media_type);
    exact
        .or_else(|| content.iter().find(|(key, _)| media_type == JSON && other(key)))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_rule;

    fn choose(content: Value) -> (Option<Value>, Report) {
        let operation = json!({"requestBody": {"content": content}});
        let form = json!({"Form": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}});
        let mut document = Document::with_operation(operation, form);
        let report = apply_rule(choose_for_requests, &mut document);
        (document.only_operation(), report)
    }

    #[test]
    fn json_is_preferred_and_a_missing_schema_is_any_json() {
        let text = json!({"type": "string"});
        for (content, expected) in [
            (
                json!({"text/csv": {}, "application/json; charset=utf-8": {"schema": text}}),
                text.clone(),
            ),
            (json!({"application/vnd.api+json": {"schema": text}, "text/plain": {}}), text),
            (json!({"application/json": {"encoding": {}}}), json!({})),
        ] {
            let operation = choose(content).0.unwrap();
            let only = json!({"application/json": {"schema": expected}});
            assert_eq!(operation["requestBody"]["content"], only);
        }
    }

    #[test]
    fn a_form_with_files_is_marked_and_has_uploads() {
        for schema in [
            json!({"$ref": "#/components/schemas/Form"}),
            json!({"properties": {"file": {"format": "binary"}}}),
        ] {
            let operation = choose(json!({"multipart/form-data": {"schema": schema}})).0.unwrap();
            assert_eq!(operation[MULTIPART], true);
            let sent = &operation["requestBody"]["content"]["application/json"]["schema"];
            assert_eq!(sent["properties"]["file"]["format"], UPLOAD);
        }
    }

    #[test]
    fn an_operation_with_an_unsupported_body_is_skipped() {
        for content in [
            json!({"image/png": {}}),
            json!({"multipart/form-data": {"schema": {"type": "string"}}}),
        ] {
            let (operation, report) = choose(content);
            assert_eq!((operation, report.warnings.len()), (None, 1));
        }
    }

    #[test]
    fn missing_content_is_no_body_and_bytes_stay_bytes() {
        assert_eq!(choose(json!({})).0.unwrap().get("requestBody"), None);
        let operation =
            choose(json!({"application/octet-stream": {"schema": {"type": "object"}}})).0.unwrap();
        let sent = &operation["requestBody"]["content"]["application/octet-stream"]["schema"];
        assert_eq!(sent, &json!({"type": "string", "format": "binary"}));
    }
}
