//! How values of parameters are written: each style of OpenAPI that the client writes, under the name that the
//! runtime has for it.

use serde_json::{Map, Value, json};

use super::formats::mark_personal;
use super::media_types::{self, JSON};
use crate::document::Document;
use crate::vocabulary::QUERY_STYLE;

/// How deep values stand in each other that are written.
pub const DEPTH: usize = 8;

/// The text under a key.
pub fn text<'a>(parameter: &'a Value, key: &str) -> &'a str {
    parameter[key].as_str().unwrap_or_default()
}

/// Describes how the client writes a parameter, and what it writes; fails with the reason for which it cannot. Returns
/// whether it takes text where the document describes something else.
pub fn settle(document: &Document, parameter: &mut Value) -> Result<bool, String> {
    let (place, name) = (text(parameter, "in").to_owned(), text(parameter, "name").to_owned());
    let content = parameter.as_object_mut().and_then(|parameter| parameter.remove("content"));
    let style = match (place.as_str(), &content) {
        ("", _) => return Err("has no `in`, which says where it is sent".to_owned()),
        ("query", Some(content)) if content.get(JSON).is_some() => "Json",
        (_, Some(_)) => return Err("is of a media type that this client does not write".to_owned()),
        ("query", None) => query_style(parameter)?,
        ("path" | "header", None) if matches!(text(parameter, "style"), "" | "simple") => "Simple",
        ("path" | "header", None) => return Err(unknown_style(text(parameter, "style"))),
        (place, None) => {
            return Err(format!("is sent in a {place}, which this client does not do"));
        }
    };
    if let Some(content) = content {
        parameter["schema"] = media_types::schema(&content[JSON]);
    }
    // A reference beside which something is said means the same as one alone.
    if let Some([only]) = parameter["schema"]["allOf"].as_array().map(Vec::as_slice) {
        parameter["schema"] = only.clone();
    }
    let is_text = style != "Json" && !is_written(document, &parameter["schema"], style, DEPTH);
    let is_described = parameter["schema"].as_object().is_some_and(|schema| !schema.is_empty());
    if is_text {
        // Anything can be written as text, and the caller knows how.
        parameter["schema"] = json!({"type": "string"});
    }
    mark_personal(document, &name, &mut parameter["schema"]);
    if let Some(schema) = parameter["schema"].as_object_mut() {
        // What is not set is not sent, and there is no other way to send nothing.
        schema.remove("nullable");
    }
    if place == "query" {
        parameter[QUERY_STYLE] = style.into();
    }
    // The generator has to know that there is one, and not which.
    parameter["style"] = if place == "query" { "form" } else { "simple" }.into();
    Ok(is_text && is_described)
}

/// Whether the client writes the values of a schema as OpenAPI describes the style. `Simple` is that of a path or a
/// header, where a value is a scalar of one type; `Scalar` is that of a value in a list or an object.
pub fn is_written(document: &Document, schema: &Value, style: &str, depth: usize) -> bool {
    let Some(schema) = document.resolve(schema).ok().filter(|_| depth > 0) else {
        return false;
    };
    let is_simple = style == "Simple";
    let is_inner = is_simple || style == "Scalar";
    let in_object = if style == "DeepObject" { style } else { "Scalar" };
    let inner = |schema, style| is_written(document, schema, style, depth - 1);
    let properties = schema["properties"].as_object().into_iter().flat_map(Map::values);
    let additional = Some(&schema["additionalProperties"]).filter(|schema| schema.is_object());
    let mut values = properties.chain(additional).peekable();
    match (schema["type"].as_str(), schema["oneOf"].as_array()) {
        (None, Some(parts)) => !is_simple && parts.iter().all(|part| inner(part, style)),
        (Some("array"), _) => !is_inner && inner(&schema["items"], "Scalar"),
        (Some("object") | None, _) => {
            !is_inner && values.peek().is_some() && values.all(|value| inner(value, in_object))
        }
        (Some(_), _) => true,
    }
}

fn unknown_style(style: &str) -> String {
    format!("is written in the style `{style}`, which this client does not do")
}

/// The name that the runtime has for the style of a query parameter.
pub fn query_style(parameter: &Value) -> Result<&'static str, String> {
    let exploded = |default| parameter["explode"].as_bool().unwrap_or(default);
    match text(parameter, "style") {
        "" | "form" | "simple" if exploded(true) => Ok("Exploded"),
        "" | "form" | "simple" => Ok("Commas"),
        "spaceDelimited" if exploded(false) => Ok("Exploded"),
        "spaceDelimited" => Ok("Spaces"),
        "pipeDelimited" if exploded(false) => Ok("Exploded"),
        "pipeDelimited" => Ok("Pipes"),
        "deepObject" => Ok("DeepObject"),
        style => Err(unknown_style(style)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(mut parameter: Value) -> Result<(Value, Value), String> {
        let document = Document::with_operation(json!({}), json!({"Text": {"type": "string"}}));
        settle(&document, &mut parameter)?;
        Ok((parameter[QUERY_STYLE].clone(), parameter["schema"].clone()))
    }

    #[test]
    fn every_style_of_a_query_has_a_name() {
        let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Text"}});
        for (style, explode, expected) in [
            (None, None, "Exploded"),
            (None, Some(false), "Commas"),
            (Some("form"), Some(true), "Exploded"),
            (Some("spaceDelimited"), None, "Spaces"),
            (Some("pipeDelimited"), Some(false), "Pipes"),
            (Some("pipeDelimited"), Some(true), "Exploded"),
            (Some("deepObject"), Some(true), "DeepObject"),
        ] {
            let parameter =
                json!({"in": "query", "style": style, "explode": explode, "schema": list});
            assert_eq!(settled(parameter), Ok((expected.into(), list.clone())));
        }
    }

    #[test]
    fn what_can_be_written_keeps_its_type_and_anything_else_is_text() {
        let (text, any) = (json!({"type": "string"}), json!({}));
        let object = json!({"type": "object", "properties": {"a": text}});
        let nested = json!({"type": "object", "properties": {"a": object}});
        for (parameter, expected) in [
            (json!({"in": "query", "schema": object}), &object),
            (json!({"in": "query", "schema": nested}), &text),
            (json!({"in": "query", "style": "deepObject", "schema": nested}), &nested),
            (json!({"in": "path", "schema": object}), &text),
            (json!({"in": "header", "schema": {"type": "array", "items": text}}), &text),
            (json!({"in": "query", "content": {JSON: {"schema": nested}}}), &nested),
            (json!({"in": "query", "content": {JSON: {}}}), &any),
            (json!({"in": "query", "schema": {"type": "string", "nullable": true}}), &text),
        ] {
            assert_eq!(
                settled(parameter.clone()).as_ref().map(|it| &it.1),
                Ok(expected),
                "{parameter}"
            );
        }
    }

    #[test]
    fn what_is_not_written_says_why() {
        for (parameter, part) in [
            (json!({"in": "cookie"}), "is sent in a cookie"),
            (json!({"in": "path", "style": "matrix"}), "in the style `matrix`"),
            (json!({"in": "query", "style": "label"}), "in the style `label`"),
            (json!({"in": "query", "content": {"text/csv": {}}}), "of a media type"),
        ] {
            assert!(settled(parameter).unwrap_err().contains(part), "{part}");
        }
    }
}
