//! Parameter styles: maps the styles of OpenAPI to the runtime's names.

use serde_json::{Map, Value, json};

use super::formats::mark_personal;
use super::media_types::{self, JSON};
use crate::document::Document;
use crate::vocabulary::QUERY_STYLE;

/// Maximum depth of nested values in a parameter.
pub const DEPTH: usize = 8;

/// Returns the string under a key, or an empty one.
pub fn read_text<'a>(parameter: &'a Value, key: &str) -> &'a str {
    parameter[key].as_str().unwrap_or_default()
}

/// Sets the style and the type of a parameter. Fails with the reason why the client cannot send it. Returns whether
/// text
/// replaces a type that the client cannot write.
pub fn normalize_parameter(document: &Document, parameter: &mut Value) -> Result<bool, String> {
    let (place, name) =
        (read_text(parameter, "in").to_owned(), read_text(parameter, "name").to_owned());
    let content = parameter.as_object_mut().and_then(|parameter| parameter.remove("content"));
    let style = match (place.as_str(), &content) {
        ("", _) => return Err("has no `in`, which names its place in the request".to_owned()),
        ("query", Some(content)) if content.get(JSON).is_some() => "Json",
        (_, Some(_)) => return Err("has a media type that the client does not support".to_owned()),
        ("query", None) => query_style(parameter)?,
        ("path" | "header", None) if matches!(read_text(parameter, "style"), "" | "simple") => {
            "Simple"
        }
        ("path" | "header", None) => return Err(unknown_style(read_text(parameter, "style"))),
        (place, None) => {
            return Err(format!("is sent in a {place}, which the client does not support"));
        }
    };
    if let Some(content) = content {
        parameter["schema"] = media_types::schema_or_any(&content[JSON]);
    }
    // An earlier rule wrapped references that have annotations.
    if let Some([only]) = parameter["schema"]["allOf"].as_array().map(Vec::as_slice) {
        parameter["schema"] = only.clone();
    }
    let is_text = style != "Json" && !is_written(document, &parameter["schema"], style, DEPTH);
    let is_described = parameter["schema"].as_object().is_some_and(|schema| !schema.is_empty());
    if is_text {
        // The caller can write any value as text.
        parameter["schema"] = json!({"type": "string"});
    }
    mark_personal(document, &name, &mut parameter["schema"]);
    if let Some(schema) = parameter["schema"].as_object_mut() {
        // An unset parameter is not sent, so null has no other meaning.
        schema.remove("nullable");
    }
    if place == "query" {
        parameter[QUERY_STYLE] = style.into();
    }
    // progenitor requires a style, and the runtime writes the actual one.
    parameter["style"] = if place == "query" { "form" } else { "simple" }.into();
    Ok(is_text && is_described)
}

/// Returns whether the client can write the values of a schema in a style. `Simple` is the style of paths and headers,
/// which take a scalar of one type. `Scalar` is the style of values in a list or an object.
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
    format!("has the style `{style}`, which the client does not support")
}

/// Returns the runtime's name for the style of a query parameter.
pub fn query_style(parameter: &Value) -> Result<&'static str, String> {
    let exploded = |default| parameter["explode"].as_bool().unwrap_or(default);
    match read_text(parameter, "style") {
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

    fn normalize(mut parameter: Value) -> Result<(Value, Value), String> {
        let document = Document::with_operation(json!({}), json!({"Text": {"type": "string"}}));
        normalize_parameter(&document, &mut parameter)?;
        Ok((parameter[QUERY_STYLE].clone(), parameter["schema"].clone()))
    }

    #[test]
    fn every_query_style_has_a_runtime_name() {
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
            assert_eq!(normalize(parameter), Ok((expected.into(), list.clone())));
        }
    }

    #[test]
    fn writable_parameters_keep_their_type_and_others_are_text() {
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
                normalize(parameter.clone()).as_ref().map(|(_, schema)| schema),
                Ok(expected),
                "{parameter}"
            );
        }
    }

    #[test]
    fn an_unsupported_parameter_states_the_reason() {
        for (parameter, part) in [
            (json!({"in": "cookie"}), "is sent in a cookie"),
            (json!({"in": "path", "style": "matrix"}), "the style `matrix`"),
            (json!({"in": "query", "style": "label"}), "the style `label`"),
            (json!({"in": "query", "content": {"text/csv": {}}}), "a media type"),
        ] {
            assert!(normalize(parameter).unwrap_err().contains(part), "{part}");
        }
    }
}
