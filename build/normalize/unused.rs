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
