//! Media types: one for what is sent and one for what is received, of those that the client knows.

use serde_json::{Map, Value, json};

use super::super::document::{Document, Site};
use super::super::formats::{MULTIPART, UPLOAD};
use super::super::schemas::visit_schema;
use super::Findings;

/// The media types that a body can be sent as, the best first.
const SENT: [&str; 5] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "text/plain",
];

/// Serves bodies of several media types, without a schema, or with a form that holds files.
pub fn choose_request_media_type(document: &mut Document, findings: &mut Findings) {
    for site in document.sites() {
        let body = document.operation(&site).and_then(|it| it.get("requestBody")).cloned();
        let content = body.as_ref().and_then(|body| body.get("content")).and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            document.operation_mut(&site).map(|operation| operation.remove("requestBody"));
            continue;
        };
        let known = SENT.iter().find_map(|known| Some((*known, find(content, known)?)));
        let Some((media_type, found)) = known else {
            let names: Vec<&str> = content.keys().map(String::as_str).collect();
            let reason = format!("no client can send a body of type {}", names.join(" or "));
            findings.leave_out(document, &site, &reason);
            continue;
        };
        let schema = found.get("schema").cloned().unwrap_or_else(|| json!({}));
        let sent = match media_type {
            "multipart/form-data" => match form(document, schema) {
                Some(form) => form,
                None => {
                    findings.leave_out(document, &site, "the schema of its form is not an object");
                    continue;
                }
            },
            "application/octet-stream" => json!({"type": "string", "format": "binary"}),
            "text/plain" => json!({"type": "string"}),
            _ => schema,
        };
        set_body(document, &site, media_type, sent);
    }
}

fn set_body(document: &mut Document, site: &Site, media_type: &str, schema: Value) {
    let Some(operation) = document.operation_mut(site) else {
        return;
    };
    // Progenitor knows no forms with files; a pass over its code sends them.
    let multipart = media_type == "multipart/form-data";
    if multipart {
        operation.insert(MULTIPART.into(), Value::Bool(true));
    }
    let media_type = if multipart { "application/json" } else { media_type };
    if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
        body.insert("content".into(), json!({media_type: {"schema": schema}}));
    }
}

/// The schema of a form, with its files as files; none if it is not an object.
fn form(document: &Document, mut schema: Value) -> Option<Value> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        schema = document.target(reference)?.clone();
    }
    visit_schema(&mut schema, "", &mut |_, schema| {
        if schema.get("format").and_then(Value::as_str) == Some("binary") {
            schema["format"] = UPLOAD.into();
        }
    });
    schema.get("properties").is_some_and(Value::is_object).then_some(schema)
}

/// Serves responses of several media types or without a schema: JSON goes first, and JSON of which
/// nothing is said is any JSON.
pub fn choose_response_media_type(document: &mut Document, _: &mut Findings) {
    super::references::each_operation(document, |_, operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(|it| it.values_mut()) {
            let Some(Value::Object(content)) = response.get_mut("content") else {
                continue;
            };
            let json = find(content, "application/json").or_else(|| {
                // What is said to be of any type, and has a schema, is JSON.
                content.get("*/*").filter(|any| any.get("schema").is_some())
            });
            if let Some(json) = json {
                let schema = json.get("schema").cloned().unwrap_or_else(|| json!({}));
                *content = Map::from_iter([("application/json".into(), json!({"schema": schema}))]);
            } else {
                content.values_mut().for_each(|it| *it = json!({}));
            }
        }
    });
}

/// The content of a media type, with or without parameters or a prefix such as `application/hal+`.
fn find<'a>(content: &'a Map<String, Value>, media_type: &str) -> Option<&'a Value> {
    let name = |key: &str| key.split(';').next().unwrap_or(key).trim().to_ascii_lowercase();
    let exact = content.iter().find(|(key, _)| name(key) == media_type);
    let related = || {
        let json = media_type == "application/json";
        content
            .iter()
            .find(|(key, _)| json && (name(key).ends_with("+json") || name(key) == "text/json"))
    };
    exact.or_else(related).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(content: Value) -> (Option<Value>, Findings) {
        let operation = json!({
            "requestBody": {"content": content},
            "responses": {"2XX": {"content": content}},
        });
        let form = json!({"Form": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}});
        let mut document = Document::with_operation(operation, form);
        let mut findings = Findings::default();
        choose_request_media_type(&mut document, &mut findings);
        choose_response_media_type(&mut document, &mut findings);
        (document.only_operation(), findings)
    }

    #[test]
    fn of_several_media_types_json_goes_first_and_no_schema_is_any_json() {
        let text = json!({"type": "string"});
        for (content, expected) in [
            (
                json!({"text/csv": {}, "application/json; charset=utf-8": {"schema": text}}),
                text.clone(),
            ),
            (json!({"application/vnd.api+json": {"schema": text}, "text/plain": {}}), text),
            (json!({"application/json": {"encoding": {}}}), json!({})),
        ] {
            let operation = chosen(content).0.unwrap();
            let only = json!({"application/json": {"schema": expected}});
            assert_eq!(operation["requestBody"]["content"], only);
            assert_eq!(operation["responses"]["2XX"]["content"], only);
        }
    }

    #[test]
    fn a_form_with_files_is_marked_and_its_files_are_uploads() {
        for schema in [
            json!({"$ref": "#/components/schemas/Form"}),
            json!({"properties": {"file": {"format": "binary"}}}),
        ] {
            let operation = chosen(json!({"multipart/form-data": {"schema": schema}})).0.unwrap();
            assert_eq!(operation[MULTIPART], true);
            let sent = &operation["requestBody"]["content"]["application/json"]["schema"];
            assert_eq!(sent["properties"]["file"]["format"], UPLOAD);
        }
    }

    #[test]
    fn a_body_that_no_client_can_send_costs_the_operation() {
        for content in [
            json!({"image/png": {}}),
            json!({"multipart/form-data": {"schema": {"type": "string"}}}),
        ] {
            let (operation, findings) = chosen(content);
            assert_eq!((operation, findings.warnings.len()), (None, 1));
        }
    }

    #[test]
    fn no_content_is_no_body_and_other_content_is_read_as_bytes() {
        assert_eq!(chosen(json!({})).0.unwrap().get("requestBody"), None);
        let operation =
            chosen(json!({"application/octet-stream": {"schema": {"type": "object"}}})).0.unwrap();
        let sent = &operation["requestBody"]["content"]["application/octet-stream"]["schema"];
        assert_eq!(sent, &json!({"type": "string", "format": "binary"}));
        assert_eq!(
            operation["responses"]["2XX"]["content"],
            json!({"application/octet-stream": {}})
        );
    }
}
