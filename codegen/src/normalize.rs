//! Stage 3, normalize: a list of rules, each for one class of document, that make it a client's.

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

/// A rule changes the document, and reports what is lost.
type Rule = fn(&mut Document, &mut Report);

/// The rules in the order in which they are applied: what stands where, what it means, what it is sent and received as,
/// and last what it is called.
const RULES: [Rule; 25] = [
    paths::leave_out_unknown,
    paths::name_other_servers,
    parameters::copy_shared_to_operations,
    responses::keep_successes,
    references::put_shared_in_place,
    references::lead_to_components,
    operation_names::name_operations,
    responses::unite_successes,
    schema_types::use_openapi_3_0,
    enum_values::keep_strings,
    nullability::say_null_where_it_is_used,
    unsupported::leave_out_operations,
    |document, _| document.drop_unused_schemas(),
    composition::merge_objects,
    media_types::choose_for_requests,
    parameters::leave_out_unsupported,
    constraints::require_each_way,
    formats::mark_properties,
    formats::keep_known,
    constraints::drop_constraints,
    alternatives::tell_apart,
    field_names::leave_out_duplicates,
    |document, _| document.drop_unused_schemas(),
    shared_types::name_shared,
    type_names::name_every_type,
];

/// Applies every rule.
pub fn apply(document: &mut Document, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
    RULES.iter().for_each(|rule| rule(document, report));
    report.fail_on_errors()
}

/// What a rule reports about a document.
#[cfg(test)]
fn reported(rule: Rule, document: &mut Document) -> Report {
    let mut report = Report::default();
    rule(document, &mut report);
    report
}

/// What a rule makes of a schema.
#[cfg(test)]
fn changed(rule: Rule, schema: &serde_json::Value) -> serde_json::Value {
    let schemas = serde_json::json!({"A": schema});
    let mut document = Document::with_operation(serde_json::Value::Null, schemas);
    reported(rule, &mut document);
    document.root["components"]["schemas"]["A"].clone()
}
