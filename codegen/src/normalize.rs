//! Stage 3, normalize: a list of rules, each for one class of document, that make it a client's.

mod alternatives;
mod circles;
mod composition;
mod constraints;
mod depth;
mod enum_values;
mod field_names;
mod formats;
mod media_types;
mod nullability;
mod one_way;
mod operation_names;
mod parameter_styles;
mod parameters;
mod paths;
mod referenced_parts;
mod references;
mod responses;
mod schema_types;
mod shared_types;
mod type_names;
mod unused_schemas;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::document::{Document, OperationKey};
use crate::report::Report;

pub use type_names::pascal as type_name;
pub use unused_schemas::drop_unused_schemas;

/// A rule, by what it changes.
enum Rule {
    /// The document as a whole; the report says what is lost.
    Document(fn(&mut Document, &mut Report)),
    /// Every operation by itself.
    Operations(fn(&OperationKey, &mut Map<String, Value>)),
    /// Every schema by itself.
    Schemas(fn(&mut Map<String, Value>)),
    /// Every schema by itself; what is less than the document means is returned.
    ReportedSchemas(fn(&mut Map<String, Value>) -> Option<&'static str>),
    /// Every schema by itself, of those that the API sends.
    ReceivedSchemas(fn(&mut Map<String, Value>)),
    /// Every schema by itself, of those that the API is sent.
    SentSchemas(fn(&mut Map<String, Value>)),
}

/// The rules in the order in which they are applied: what stands where, what it is called, and last
/// what it is like.
const RULES: [Rule; 36] = [
    Rule::Document(referenced_parts::name_referenced_parts),
    Rule::Document(paths::start_with_slash),
    Rule::Document(paths::leave_out_queries),
    Rule::Document(paths::name_what_is_no_operation),
    Rule::Document(paths::name_other_servers),
    Rule::Document(parameters::copy_shared_to_operations),
    Rule::Operations(responses::keep_successes),
    Rule::Document(references::resolve_components),
    Rule::Document(operation_names::name_operations),
    Rule::Document(parameters::match_path_template),
    Rule::Schemas(nullability::say_null_in_one_way),
    Rule::Document(circles::replace_other_names),
    Rule::Document(circles::drop_parts_that_lead_back),
    Rule::Document(references::leave_out_unknown_requests),
    Rule::Document(references::read_unknown_responses_as_any_json),
    Rule::Document(composition::merge_objects),
    Rule::Document(media_types::choose_for_requests),
    Rule::Operations(media_types::choose_for_responses),
    Rule::Document(responses::unite_successes),
    Rule::Document(parameters::leave_out_unsupported),
    Rule::SentSchemas(one_way::require_no_read_only),
    Rule::ReceivedSchemas(one_way::require_no_write_only),
    Rule::ReportedSchemas(schema_types::use_openapi_3_0),
    Rule::ReportedSchemas(enum_values::keep_strings),
    Rule::Document(nullability::say_null_where_it_is_used),
    Rule::Document(formats::mark_properties),
    Rule::Schemas(formats::keep_known),
    Rule::ReceivedSchemas(formats::read_ids_as_text),
    Rule::Schemas(constraints::drop_constraints),
    Rule::ReceivedSchemas(one_way::require_no_null),
    Rule::Document(alternatives::tell_apart),
    Rule::Document(field_names::leave_out_duplicates),
    Rule::Document(depth::cut_what_is_too_deep),
    Rule::Document(shared_types::name_shared),
    Rule::Document(type_names::name_every_type),
    Rule::Document(unused_schemas::drop_unused_schemas),
];

/// Applies every rule.
pub fn apply(document: &mut Document, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
    RULES.iter().for_each(|rule| rule.apply(document, report));
    report.fail_on_errors()
}

impl Rule {
    /// What the report says after the rule.
    #[cfg(test)]
    fn reported(&self, document: &mut Document) -> Report {
        let mut report = Report::default();
        self.apply(document, &mut report);
        report
    }

    /// What the rule makes of a schema.
    #[cfg(test)]
    fn changed(&self, schema: &Value) -> Value {
        let schemas = serde_json::json!({"A": schema});
        let mut document = Document::with_operation(Value::Null, schemas);
        self.reported(&mut document);
        document.root["components"]["schemas"]["A"].clone()
    }

    fn apply(&self, document: &mut Document, report: &mut Report) {
        match self {
            Self::Document(change) => change(document, report),
            Self::Operations(change) => document.visit_operations(&mut |key, it| change(key, it)),
            Self::Schemas(change) => document.visit_schemas(&mut |_, schema| {
                if let Value::Object(schema) = schema {
                    change(schema);
                }
            }),
            Self::ReportedSchemas(change) => {
                let mut found = Vec::new();
                document.visit_schemas(&mut |place, schema| {
                    let problem = schema.as_object_mut().and_then(change);
                    found.extend(problem.map(|problem| (place.to_owned(), problem)));
                });
                report.warnings.extend(found.iter().map(|(place, problem)| {
                    document.diagnostic(
                        place,
                        *problem,
                        "describe it in another way in overlay.yaml",
                    )
                }));
            }
            Self::ReceivedSchemas(change) => document.visit_received_schemas(&mut |it| change(it)),
            Self::SentSchemas(change) => document.visit_sent_schemas(&mut |it| change(it)),
        }
    }
}
