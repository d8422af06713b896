//! Null: moves `nullable` from components and parts of compositions to their uses.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{Document, pointer};
use crate::report::Report;

/// Handles documents with nullable components and parts of compositions. Their uses become nullable, and their types do
/// not.
pub fn move_null_to_uses(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    let mut known = BTreeMap::new();
    document.visit_schemas(&mut |place, schema| {
        let may_be_null = permits_null(&unchanged, schema, &mut known);
        schema.remove("nullable");
        if may_be_null && pointer::is_use(place) {
            if schema.contains_key("$ref") {
                let reference = Value::Object(std::mem::take(schema));
                schema.insert("allOf".into(), vec![reference].into());
            }
            schema.insert("nullable".into(), true.into());
        }
    });
}

/// Returns whether a schema permits null: itself, by one of its alternatives, or by all of its parts. `known` caches the
/// components, because some are parts of many others. One inside itself does not count; later its operations are skipped.
fn permits_null(
    document: &Document,
    schema: &Map<String, Value>,
    known: &mut BTreeMap<String, bool>,
) -> bool {
    let mut permits = |part: &Value| {
        let part = part.as_object();
        part.is_some_and(|part| permits_null(document, part, known))
    };
    let parts = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::as_slice);
    if schema.get("nullable").is_some_and(|nullable| *nullable == true)
        || parts("oneOf").is_some_and(|parts| parts.iter().any(&mut permits))
        || parts("allOf").is_some_and(|parts| parts.iter().all(&mut permits))
    {
        return true;
    }
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
        return false;
    };
    if let Some(answer) = known.get(reference) {
        return *answer;
    }
    known.insert(reference.to_owned(), false);
    let target = document.target(reference).and_then(Value::as_object);
    let answer = target.is_some_and(|target| permits_null(document, target, known));
    known.insert(reference.to_owned(), answer);
    answer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::normalize::apply_rule;

    #[test]
    fn uses_of_a_nullable_component_are_nullable() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let nullable = |name: &str| json!({"allOf": [reference(name)], "nullable": true});
        let schemas = json!({
            "N": {"type": "object", "nullable": true},
            "M": {"allOf": [reference("N")]},
            "Union": {"oneOf": [reference("N"), {"type": "string", "nullable": true}]},
            "Mixed": {"allOf": [reference("N"), {"type": "object"}]},
            "A": {"properties": {"n": reference("N"), "m": reference("M"), "u": reference("Union"), "x": reference("Mixed")}},
            "L": {"type": "array", "items": reference("N")},
        });
        let response =
            json!({"2XX": {"content": {"application/json": {"schema": reference("N")}}}});
        let mut document = Document::with_operation(json!({"responses": response}), schemas);
        apply_rule(move_null_to_uses, &mut document);
        let changed = &document.root["components"]["schemas"];
        assert_eq!(changed["N"], json!({"type": "object"}));
        assert_eq!(changed["Union"], json!({"oneOf": [reference("N"), {"type": "string"}]}));
        assert_eq!(
            changed["A"]["properties"],
            json!({"n": nullable("N"), "m": nullable("M"), "u": nullable("Union"), "x": reference("Mixed")})
        );
        assert_eq!(changed["L"]["items"], nullable("N"));
        let answer = &document.only_operation().unwrap()["responses"]["2XX"];
        assert_eq!(answer["content"]["application/json"]["schema"], nullable("N"));
    }
}
