//! Stage 3, normalize: rules that prepare the document for progenitor. Each rule handles one class of documents.

mod alternatives;
mod composition;
mod constraints;
mod enum_values;
mod field_names;
mod formats;
pub mod media_types;
mod nullability;
mod operation_names;
mod parameter_styles;
mod parameters;
mod paths;
mod references;
mod responses;
mod schema_types;
mod shared_types;
mod type_names;
mod unsupported;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::report::Report;

pub use type_names::pascal as type_name;

/// A rule changes the document, and reports losses.
type Rule = fn(&mut Document, &mut Report);

/// The rules, in order: first structure, then meaning, then requests and responses, and names last.
const RULES: [Rule; 25] = [
    paths::skip_unknown,
    paths::warn_about_servers,
    parameters::copy_shared_to_operations,
    responses::keep_successes,
    references::inline_shared_parts,
    references::point_to_components,
    operation_names::name_operations,
    responses::merge_successes,
    schema_types::use_openapi_3_0,
    enum_values::keep_string_enums,
    nullability::move_null_to_uses,
    unsupported::skip_operations,
    |document, _| document.drop_unused_schemas(),
    composition::merge_objects,
    media_types::choose_for_requests,
    parameters::skip_unsupported,
    constraints::require_by_direction,
    formats::mark_personal_properties,
    formats::keep_known_formats,
    constraints::drop_constraints,
    alternatives::distinguish_alternatives,
    field_names::skip_duplicates,
    |document, _| document.drop_unused_schemas(),
    shared_types::name_shared_types,
    type_names::name_types,
];

/// Applies every rule.
pub fn apply(document: &mut Document, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
    RULES.iter().for_each(|rule| rule(document, report));
    report.fail_on_errors()
}

/// Applies a rule to a document, and returns its report.
#[cfg(test)]
fn apply_rule(rule: Rule, document: &mut Document) -> Report {
    let mut report = Report::default();
    rule(document, &mut report);
    report
}

/// Applies a rule to a schema.
#[cfg(test)]
fn apply_to_schema(rule: Rule, schema: &serde_json::Value) -> serde_json::Value {
    let schemas = serde_json::json!({"A": schema});
    let mut document = Document::with_operation(serde_json::Value::Null, schemas);
    apply_rule(rule, &mut document);
    document.root["components"]["schemas"]["A"].clone()
}
