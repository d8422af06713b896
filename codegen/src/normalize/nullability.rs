//! Null: what may be null says so in one way, and where it is used.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::document::references::schema_name;
use crate::document::walk::{Node, visit};
use crate::report::Report;

/// Handles documents that say in one of several ways that a value may be null: beside a reference, as one of
/// several types, or as a part. Afterwards, `nullable` says so. What else is said beside a reference stays.
pub fn say_null_in_one_way(schema: &mut Map<String, Value>) {
    if schema.contains_key("$ref") {
        let nullable = is_nullable(schema);
        let said = ["deprecated", "description"].iter().any(|key| schema.contains_key(*key));
        if nullable || said {
            let reference = json!({"$ref": schema.remove("$ref")});
            schema.retain(|key, _| matches!(key.as_str(), "deprecated" | "description"));
            schema.insert("allOf".into(), json!([reference]));
            if nullable {
                schema.insert("nullable".into(), true.into());
            }
        }
        return;
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        let Some(Value::Array(parts)) = schema.get_mut(key) else {
            continue;
        };
        let count = parts.len();
        parts.retain(|part| if key == "allOf" { !only_permits_null(part) } else { !is_null(part) });
        let (left, dropped) = (parts.len(), parts.len() < count);
        if dropped {
            schema.insert("nullable".into(), true.into());
        }
        if left == 0 {
            schema.remove(key);
        } else if left == 1 && dropped && key != "allOf" && !schema.contains_key("allOf") {
            // One of one is that one.
            let part = schema.remove(key).unwrap_or_default();
            schema.insert("allOf".into(), part);
        }
    }
}

/// Whether a schema permits null, in either of the two ways to say so of a type.
fn is_nullable(schema: &Map<String, Value>) -> bool {
    let types = schema.get("type").and_then(Value::as_array);
    schema.get("nullable").is_some_and(|it| *it == true)
        || types.is_some_and(|it| it.contains(&"null".into()))
}

/// Whether a schema permits nothing but null.
fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
        || schema["type"] == json!(["null"])
        || schema["enum"] == json!([null])
        || schema.get("const").is_some_and(Value::is_null)
}

/// Whether a part says of a value that it may be null, and nothing else.
fn only_permits_null(part: &Value) -> bool {
    let others = ["nullable", "description", "title"];
    part["nullable"] == true
        && part.as_object().is_some_and(|it| it.keys().all(|key| others.contains(&key.as_str())))
}

/// Handles documents with components, and parts of compositions, that may be null: whatever is made of them may be
/// null, and their type itself is not.
pub fn say_null_where_it_is_used(document: &mut Document, _: &mut Report) {
    let mut nullable = BTreeSet::new();
    let mut raised = true;
    while raised {
        let components = document.schemas_mut().into_iter().flatten();
        let permitting = components.filter(|(_, schema)| schema["nullable"] == true);
        nullable = permitting.map(|(name, _)| name.clone()).collect();
        raised = false;
        document.visit_schemas(&mut |_, schema| {
            if let Value::Object(schema) = schema {
                raised |= raise_from_parts(schema, &nullable);
            }
        });
    }
    for schema in document.schemas_mut().into_iter().flat_map(|it| it.values_mut()) {
        schema.as_object_mut().and_then(|it| it.remove("nullable"));
    }
    visit(&mut document.root, Node::Object, "", &mut |_, node, value| {
        for schema in used_by(node, value) {
            if schema_name(schema).is_some_and(|name| nullable.contains(name)) {
                *schema = json!({"allOf": [schema], "nullable": true});
            }
        }
    });
}

/// Says of a composition, and no longer of its parts, that it may be null: where one alternative may be, or all of
/// the parts that hold at once. Returns whether that was news.
fn raise_from_parts(schema: &mut Map<String, Value>, nullable: &BTreeSet<String>) -> bool {
    let mut raised = false;
    for key in ["oneOf", "allOf"] {
        let Some(Value::Array(parts)) = schema.get_mut(key) else {
            continue;
        };
        let refers = |it: &Value| schema_name(it).is_some_and(|name| nullable.contains(name));
        let permits = |it: &Value| it["nullable"] == true || refers(it);
        let count = parts.iter().filter(|part| permits(part)).count();
        let all = if key == "oneOf" { count > 0 } else { count == parts.len() && count > 0 };
        for part in parts.iter_mut().filter_map(Value::as_object_mut) {
            part.remove("nullable");
        }
        if all && schema.get("nullable").is_none_or(|it| *it != true) {
            schema.insert("nullable".into(), true.into());
            raised = true;
        }
    }
    raised
}

/// The schemas that something is said to have, and that are not merely a part of it.
fn used_by(node: Node, value: &mut Value) -> Vec<&mut Value> {
    let Value::Object(members) = value else {
        return Vec::new();
    };
    let mut used = Vec::new();
    for (key, member) in members {
        match (node, key.as_str()) {
            (Node::Schema, "properties") => {
                used.extend(member.as_object_mut().into_iter().flat_map(|it| it.values_mut()));
            }
            (Node::Schema, "items" | "additionalProperties") | (Node::Object, "schema") => {
                used.push(member);
            }
            _ => {}
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Rule;

    #[test]
    fn null_is_said_in_one_way() {
        let reference = json!({"$ref": "#/components/schemas/B"});
        let nullable = json!({"allOf": [reference], "nullable": true});
        for (schema, expected) in [
            (json!({"$ref": "#/components/schemas/B", "nullable": true}), nullable.clone()),
            (
                json!({"$ref": "#/components/schemas/B", "type": ["object", "null"]}),
                nullable.clone(),
            ),
            (json!({"anyOf": [reference, {"type": "null"}]}), nullable.clone()),
            (json!({"oneOf": [{"enum": [null]}, reference]}), nullable.clone()),
            (json!({"allOf": [reference, {"nullable": true}]}), nullable),
            (
                json!({"oneOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}),
                json!({"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": true}),
            ),
            (json!({"oneOf": [{"type": "null"}]}), json!({"nullable": true})),
            (reference.clone(), reference),
        ] {
            assert_eq!(Rule::Schemas(say_null_in_one_way).changed(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn null_is_said_where_a_nullable_component_is_used() {
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
        Rule::Document(say_null_where_it_is_used).reported(&mut document);
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
