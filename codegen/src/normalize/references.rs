//! References: inlines shared parts of operations, and makes every `$ref` of a schema name a component.

use serde_json::{Value, json};

use super::type_names::pascal;
use crate::document::Document;
use crate::document::pointer::steps;
use crate::document::references::{reference, to_schema};
use crate::document::walk::{Node, visit};
use crate::report::Report;

/// The keys beside a `$ref` that describe the value. A component with only a `$ref` is an alias.
pub const BESIDE: [&str; 6] =
    ["deprecated", "description", "nullable", "readOnly", "type", "writeOnly"];

/// Type names that typify's code uses otherwise.
const RESERVED: [&str; 2] = ["Default", "String"];

/// Maximum length of a chain of references.
const CHAIN: usize = 8;

/// Maximum number of copies in a pass, because a part that contains itself multiplies with each pass.
const COPIES: usize = 1_000;

/// Handles documents that share parameters, bodies and responses, in `components` or between operations. An operation
/// is skipped if a parameter or its body is missing.
pub fn inline_shared_parts(document: &mut Document, report: &mut Report) {
    let unchanged = document.clone();
    for key in document.operation_keys() {
        let Some(operation) = document.operation_mut(&key) else {
            continue;
        };
        let (mut needed, mut lost_response) = (Ok(()), None);
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for part in parameters.into_iter().flatten() {
            needed = needed.and(inline_reference(&unchanged, part));
        }
        if let Some(body) = operation.get_mut("requestBody") {
            needed = needed.and(inline_reference(&unchanged, body));
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(|responses| responses.values_mut()) {
            if let Err(lost) = inline_reference(&unchanged, response) {
                *response = json!({"content": {"*/*": {}}});
                lost_response = Some(lost);
            }
        }
        if let Some(lost) = lost_response {
            let problem =
                format!("its response is read as bytes, because `$ref` {lost} has no target");
            report.warn_reduced(document, &key, &problem);
        }
        if let Err(lost) = needed {
            report.skip(document, &key, &format!("its `$ref` {lost} has no target"));
        }
    }
}

/// Replaces a reference by its target, which is no schema. Fails with a `$ref` that has no target.
fn inline_reference(document: &Document, part: &mut Value) -> Result<(), String> {
    if let Some(lost) = reference(part).filter(|reference| reference.contains("/schemas/")) {
        return Err(lost.to_owned());
    }
    *part = document.resolve(part)?.clone();
    Ok(())
}

/// Handles documents with references to a part of a component or an operation, and to an alias. A copy of the part, or
/// a reference to the component, replaces them. References without a target, and parts that contain themselves, become
/// any JSON.
pub fn point_to_components(document: &mut Document, report: &mut Report) {
    let unchanged = document.clone();
    for _ in 0..CHAIN {
        let mut parts = Vec::new();
        document.visit_schemas(&mut |place, schema| {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
                return;
            };
            if let Some(name) = find_component(&unchanged, reference) {
                schema.extend(to_schema(&name).as_object().cloned().into_iter().flatten());
            } else if steps(reference).len() > 1
                && let Some(Value::Object(part)) = unchanged.target(reference)
            {
                let beside = schema.iter().filter(|(key, _)| *key != "$ref");
                let mut copy = part.clone();
                copy.extend(beside.map(|(key, value)| (key.clone(), value.clone())));
                parts.push((place.to_owned(), copy));
            }
        });
        if parts.is_empty() || parts.len() > COPIES {
            break;
        }
        for (place, copy) in parts {
            if let Some(schema) = document.root.pointer_mut(&place) {
                *schema = copy.into();
            }
        }
    }
    let mut lost = Vec::new();
    visit(&mut document.root, Node::Object, "", &mut |place, node, schema| {
        if node != Node::Schema {
            return;
        }
        let mapping = schema.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut);
        for value in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
            let name = value.as_str().and_then(|reference| find_component(&unchanged, reference));
            *value = name.map_or(value.take(), |name| name.into());
        }
        if let Some(reference) = reference(schema)
            && find_component(&unchanged, reference).is_none()
        {
            lost.push((place.to_owned(), reference.to_owned()));
            *schema = json!({});
        } else if !schema.is_object() {
            *schema = json!({});
        }
    });
    document.drop_unused_schemas();
    lost.retain(|(place, _)| document.root.pointer(place).is_some());
    for (place, reference) in lost {
        let problem = format!("it is any JSON, because `$ref` {reference} has no target");
        report.warnings.push(document.diagnostic(&place, problem, "fix it in overlay.yaml"));
    }
}

/// Finds the component that a reference names, directly or through an alias.
fn find_component<'a>(document: &'a Document, mut reference: &'a str) -> Option<String> {
    for _ in 0..CHAIN {
        let target = document.target(reference).filter(|target| target.is_object())?;
        match (find_alias(target), steps(reference).as_slice()) {
            (Some(next), _) => reference = next,
            (None, [components, schemas, name]) => {
                let is_schema = components == "components" && schemas == "schemas";
                return (is_schema && !RESERVED.contains(&&*pascal(name))).then(|| name.clone());
            }
            _ => return None,
        }
    }
    None
}

/// Returns the target of a schema that is only a reference.
fn find_alias(schema: &Value) -> Option<&str> {
    reference(schema).filter(|_| BESIDE.iter().all(|key| schema.get(key).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::apply_rule;

    fn reference_to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    fn json_of(schema: Value) -> Value {
        json!({"content": {"application/json": {"schema": schema}}})
    }

    /// Applies the rule to a document whose operation receives the component `All`. Returns it with the warnings.
    fn apply_to_received(mut schemas: Value, all: Value) -> (Document, Vec<String>) {
        schemas["All"] = json!({"properties": all});
        let text = json_of(json!({"type": "string"}));
        let responses = json!({"200": json_of(reference_to("All"))});
        let operation = json!({"requestBody": text, "responses": responses});
        let mut document = Document::with_operation(operation, schemas);
        let report = apply_rule(point_to_components, &mut document);
        (document, report.warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_copy_of_the_part_replaces_its_reference() {
        let item = json!({"properties": {"c": {"type": "string"}}});
        let list = json!({"type": "array", "items": item});
        let schemas = json!({
            "A": {"properties": {"b": list}},
            "Again": {"$ref": "#/components/schemas/A/properties/b"},
            "String": {"type": "integer"},
        });
        let part =
            "#/paths/~1v2~1things~1%7Bid%7D/post/requestBody/content/application~1json/schema";
        let all = json!({
            "b": {"$ref": "#/components/schemas/A/properties/b", "description": "d"},
            "again": reference_to("Again"),
            "c": {"$ref": "#/components/schemas/A/properties/b/items"},
            "d": {"$ref": "#/components/schemas/%41"},
            "f": {"$ref": part},
            "g": reference_to("String"),
        });
        let (document, warnings) = apply_to_received(schemas, all);
        let described = json!({"type": "array", "items": item, "description": "d"});
        let expected = json!({
            "b": described,
            "again": list,
            "c": item,
            "d": reference_to("A"),
            "f": {"type": "string"},
            "g": {"type": "integer"},
        });
        let schemas = &document.root["components"]["schemas"];
        assert_eq!((&schemas["All"]["properties"], warnings), (&expected, vec![]));
        assert!(schemas.get("Again").is_none());
    }

    #[test]
    fn a_part_that_contains_itself_becomes_any_json() {
        for count in [1, 10] {
            let again =
                (0..count).map(|index| (format!("p{index}"), reference_to("All/properties/a")));
            let part = json!({"properties": again.collect::<serde_json::Map<_, _>>()});
            let (_, warnings) = apply_to_received(json!({}), json!({"a": part}));
            assert!(warnings[0].contains("it is any JSON"), "{warnings:?}");
        }
    }

    #[test]
    fn aliases_are_replaced_by_their_components() {
        let schemas = json!({
            "One": reference_to("Two"), "Two": reference_to("Text"), "Text": {"type": "string"},
            "Nullable": {"$ref": "#/components/schemas/Text", "nullable": true},
        });
        let all = json!({"a": reference_to("One"), "b": reference_to("Nullable")});
        let (document, warnings) = apply_to_received(schemas, all);
        let expected = json!({"a": reference_to("Text"), "b": reference_to("Nullable")});
        let schemas = &document.root["components"]["schemas"];
        assert_eq!((&schemas["All"]["properties"], warnings), (&expected, vec![]));
    }

    #[test]
    fn a_schema_without_a_target_is_any_json_and_named() {
        let around = json!({"Round": reference_to("About"), "About": reference_to("Round")});
        for reference in [
            reference_to("Gone"),
            reference_to("Gone/properties/b"),
            reference_to("Round"),
            reference_to("All/properties/a"),
            json!({"$ref": "other.yaml#/a"}),
            json!({"$ref": "#/paths"}),
            json!({"$ref": "#"}),
            json!({"$ref": 5}),
        ] {
            let (document, warnings) = apply_to_received(around.clone(), json!({"a": reference}));
            let left = &document.root["components"]["schemas"]["All"]["properties"]["a"];
            assert_eq!((left, warnings.len()), (&json!({}), 1), "{reference}: {warnings:?}");
            assert!(
                warnings[0].contains("schemas/All/properties/a: it is any JSON"),
                "{warnings:?}"
            );
        }
    }

    #[test]
    fn shared_parts_of_operations_are_inlined() {
        let parameter = json!({"in": "query", "name": "a"});
        let mut document = Document::from_root(json!({"paths": {
            "/v2/x": {"get": {"parameters": [parameter], "responses": {"200": {"description": "x"}}}},
            "/v2/y": {"get": {
                "parameters": [{"$ref": "#/paths/~1v2~1x/get/parameters/0"}],
                "responses": {"200": {"$ref": "#/paths/~1v2~1x/get/responses/200"}},
            }},
        }}));
        apply_rule(inline_shared_parts, &mut document);
        assert_eq!(document.root["paths"]["/v2/x"], document.root["paths"]["/v2/y"]);
    }

    #[test]
    fn an_operation_with_a_lost_parameter_or_body_is_skipped() {
        for reference in ["#/components/parameters/Gone", "#/components/schemas/A", "#/gone"] {
            let to = json!({"$ref": reference});
            for operation in [json!({"parameters": [to]}), json!({"requestBody": to})] {
                let schemas = json!({"A": {"type": "string"}});
                let mut document = Document::with_operation(operation, schemas);
                let warnings =
                    apply_rule(inline_shared_parts, &mut document).warnings[0].to_string();
                assert_eq!(document.only_operation(), None);
                assert!(
                    warnings.contains(&format!("`$ref` {reference} has no target")),
                    "{warnings}"
                );
            }
        }
    }

    #[test]
    fn a_lost_response_is_read_as_bytes() {
        let responses = json!({"200": {"$ref": "#/components/responses/Gone"}});
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        let report = apply_rule(inline_shared_parts, &mut document);
        let responses = document.only_operation().unwrap()["responses"].clone();
        assert_eq!(responses, json!({"200": {"content": {"*/*": {}}}}));
        assert_eq!(report.warnings.len(), 1);
    }
}
