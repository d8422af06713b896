//! Null: moves `nullable` from components and parts of compositions to their uses.

use serde_json::{Map, Value};

use crate::document::{Document, pointer};
use crate::report::Report;

/// Maximum depth of compositions.
const DEPTH: usize = 8;

/// Handles documents with nullable components and parts of compositions. Their uses become nullable, and their types do
/// not.
pub fn move_null_to_uses(document: &mut Document, _: &mut Report) {
    let unchanged = document.clone();
    document.visit_schemas(&mut |place, schema| {
        let may_be_null = permits_null(&unchanged, schema, DEPTH);
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

/// Returns whether a schema permits null: itself, by one of its alternatives, or by all of its parts.
fn permits_null(document: &Document, schema: &Map<String, Value>, depth: usize) -> bool {
    let permits = |part: &Value| {
        let part = document.resolve(part).ok().and_then(Value::as_object);
        part.is_some_and(|part| depth > 0 && permits_null(document, part, depth - 1))
    };
    let parts = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::as_slice);
    schema.get("nullable").is_some_and(|nullable| *nullable == true)
        || parts("oneOf").is_some_and(|parts| parts.iter().any(permits))
        || parts("allOf").is_some_and(|parts| parts.iter().all(permits))
        || schema.contains_key("$ref") && permits(&Value::Object(schema.clone()))
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
