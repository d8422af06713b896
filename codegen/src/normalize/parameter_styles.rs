//! How values of parameters are written: each style of OpenAPI that the client writes, under the name that the
//! runtime has for it.

use serde_json::{Value, json};

use super::formats::is_personal;
use crate::document::Document;
use crate::vocabulary::{PERSONAL, QUERY_STYLE};

/// The types of a value that fits into a path or a header.
const SCALARS: [&str; 4] = ["string", "integer", "number", "boolean"];

/// The types that JSON in a parameter is described with.
const JSON: &str = "application/json";

/// The text under a key.
pub fn text<'a>(parameter: &'a Value, key: &str) -> &'a str {
    parameter[key].as_str().unwrap_or_default()
}

/// Describes how the client writes a parameter, and what it writes; fails with the reason for which it cannot.
pub fn settle(document: &Document, parameter: &mut Value) -> Result<(), String> {
    let (place, name) = (text(parameter, "in").to_owned(), text(parameter, "name").to_owned());
    let content = parameter.as_object_mut().and_then(|it| it.remove("content"));
    let style = match (place.as_str(), &content) {
        ("query", Some(content)) if content.get(JSON).is_some() => "Json",
        (_, Some(_)) => return Err("is of a media type that this client does not write".to_owned()),
        ("query", None) => query_style(parameter)?,
        ("path" | "header", None) if matches!(text(parameter, "style"), "" | "simple") => {
            "Exploded"
        }
        ("path" | "header", None) => {
            let style = text(parameter, "style");
            return Err(format!(
                "is written in the style `{style}`, which this client does not do"
            ));
        }
        (place, None) => {
            return Err(format!("is sent in a {place}, which this client does not do"));
        }
    };
    if let Some(content) = content {
        parameter["schema"] = content[JSON].get("schema").cloned().unwrap_or_else(|| json!({}));
    }
    let query = place == "query";
    let plain = |schema| {
        document.resolve(schema).is_ok_and(|schema| {
            let list = schema.get("items").is_some_and(|items| is_scalar(document, items));
            // The properties of an object that is written as text are text and numbers.
            let object = schema["properties"].as_object().is_some_and(|it| {
                style == "DeepObject" || it.values().all(|it| is_scalar(document, it))
            });
            is_scalar(document, schema) || query && (list || object)
        })
    };
    if style != "Json" && !plain(&parameter["schema"]) {
        // Anything can be written as text, and the caller knows how.
        parameter["schema"] = json!({"type": "string"});
    }
    if let Some(schema) = parameter["schema"].as_object_mut() {
        // What is not set is not sent, and there is no other way to send nothing.
        schema.remove("nullable");
        let is_text =
            schema.get("type").is_some_and(|it| *it == "string") && !schema.contains_key("enum");
        let is_secret = schema.get("format").is_some_and(|it| *it == "password");
        if query && is_text && (is_secret || is_personal(&name)) {
            schema.insert("format".into(), PERSONAL.into());
        } else if is_secret {
            // In a path or a header it is text, whatever it says.
            schema.remove("format");
        }
    }
    if query {
        parameter[QUERY_STYLE] = style.into();
    }
    // The generator has to know that there is one, and not which.
    parameter["style"] = if query { "form" } else { "simple" }.into();
    Ok(())
}

fn is_scalar(document: &Document, schema: &Value) -> bool {
    document.resolve(schema).is_ok_and(|schema| SCALARS.contains(&text(schema, "type")))
}

/// The name that the runtime has for the style of a query parameter.
fn query_style(parameter: &Value) -> Result<&'static str, String> {
    let exploded = |default| parameter["explode"].as_bool().unwrap_or(default);
    match text(parameter, "style") {
        "" | "form" | "simple" if exploded(true) => Ok("Exploded"),
        "" | "form" | "simple" => Ok("Commas"),
        "spaceDelimited" if exploded(false) => Ok("Exploded"),
        "spaceDelimited" => Ok("Spaces"),
        "pipeDelimited" if exploded(false) => Ok("Exploded"),
        "pipeDelimited" => Ok("Pipes"),
        "deepObject" => Ok("DeepObject"),
        style => Err(format!("is written in the style `{style}`, which this client does not do")),
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
