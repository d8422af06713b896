//! Schemas that no operation uses, which would become types that nothing returns.

use serde_json::Value;

use super::super::document::Document;
use super::Findings;
use super::references::reachable_schemas;

/// Serves pages that carry schemas of other pages, and operations that were left out.
pub fn drop_unused_schemas(document: &mut Document, _: &mut Findings) {
    let paths = document.root.get("paths").cloned().unwrap_or_default();
    let used = reachable_schemas(document, &paths);
    let schemas = document.root.get_mut("components").and_then(|it| it.get_mut("schemas"));
    if let Some(Value::Object(schemas)) = schemas {
        schemas.retain(|name, _| used.contains(name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_schemas_that_an_operation_reaches_become_types() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let operation = json!({"responses": {"2XX": {"content": {"application/json": {"schema": reference("A")}}}}});
        let schemas =
            json!({"A": {"properties": {"default": reference("B")}}, "B": {}, "C": reference("A")});
        let mut document = Document::with_operation(operation, schemas);
        drop_unused_schemas(&mut document, &mut Findings::default());
        let left: Vec<&String> =
            document.root["components"]["schemas"].as_object().unwrap().keys().collect();
        assert_eq!(left, ["A", "B"]);
    }
}
