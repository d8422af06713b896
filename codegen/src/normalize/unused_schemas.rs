//! Schemas that no operation uses, which would become types that nothing returns.

use crate::document::Document;
use crate::report::Report;

/// Handles documents that carry schemas of others, and operations that were left out.
pub fn drop_unused_schemas(document: &mut Document, _: &mut Report) {
    document.drop_unused_schemas();
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
        drop_unused_schemas(&mut document, &mut Report::default());
        let left: Vec<&String> =
            document.root["components"]["schemas"].as_object().unwrap().keys().collect();
        assert_eq!(left, ["A", "B"]);
    }
}
