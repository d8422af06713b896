//! Names operations without a name. Uses method and path, because prose changes more often.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::type_names::pascal;
use crate::document::{Document, OperationKey};
use crate::report::Report;
use crate::vocabulary::{BUILDER_NAMES, CLIENT_METHODS};

/// Handles documents without an `operationId` or with a reserved one. Reports two operations with the same name.
pub fn name_operations(document: &mut Document, report: &mut Report) {
    // Names of builders, because `a_1` and `a1` would both have the builder `A1`.
    let mut taken: BTreeMap<String, OperationKey> = BTreeMap::new();
    for key in document.operation_keys() {
        let own = document.name(&key).map(ToSnakeCase::to_snake_case);
        let is_allowed =
            |name: &str| !CLIENT_METHODS.contains(&name) && !BUILDER_NAMES.contains(&name);
        let own = own.filter(|name| !name.is_empty() && is_allowed(name));
        let name = own.unwrap_or_else(|| derive_name(&key));
        if let Some(operation) = document.operation_mut(&key) {
            operation.insert("operationId".into(), Value::String(name.clone()));
        }
        if let Some(first) = taken.get(&pascal(&name)) {
            let (place, first) = (document.place(&first.pointer()), first.title());
            report.errors.push(document.diagnostic(
                &key.pointer(),
                format!("{} and {first} ({place}) have the same name `{name}`", key.title()),
                format!(
                    "add an action to overlay.yaml: target: $.paths['{}'].{}, \
                     update: {{operationId: another_name}}",
                    key.path, key.method
                ),
            ));
        } else {
            taken.insert(pascal(&name), key);
        }
    }
}

/// Derives a name: `POST /v2/user-tokens` → `create_user_token`.
fn derive_name(key: &OperationKey) -> String {
    let steps = key.path.split('/').filter(|step| !step.is_empty() && !is_version(step));
    let steps: Vec<&str> = steps.collect();
    let mut nouns: Vec<String> = Vec::new();
    let mut verb = None;
    let mut on_item = false;
    for (index, step) in steps.iter().enumerate() {
        let last = index + 1 == steps.len();
        if let Some(parameter) = step.strip_prefix('{') {
            // An id selects a single item: `/accounts/{id}` is an account.
            if let Some(noun) = nouns.last_mut() {
                *noun = singular(noun);
            }
            // A parameter that is no id selects a kind: `POST /reports/{type}` creates a report.
            on_item = key.method != "post" || is_id(parameter.trim_end_matches('}'));
        } else if last && key.method == "post" && !nouns.is_empty() && !is_plural(step) {
            let step = step.to_snake_case();
            let (first, object) = step.split_once('_').unwrap_or((&step, ""));
            verb = Some(first.to_owned());
            // `/accounts/{id}/disable-refresh` → `disable_account_refresh`.
            nouns.extend((!object.is_empty()).then(|| object.to_owned()));
        } else {
            nouns.push(step.to_snake_case());
            on_item = false;
        }
    }
    let default_verb = match (key.method.as_str(), on_item) {
        ("get", true) => "retrieve",
        // A singular segment after an id is a sub-resource: `/documents/{id}/download`.
        ("get", false) if is_sub_resource(&steps) => "retrieve",
        ("get", false) => "list",
        ("post", true) | ("patch", _) => "update",
        ("post", false) => "create",
        ("put", _) => "replace",
        (method, _) => method,
    };
    let verb = verb.unwrap_or_else(|| default_verb.to_owned());
    if verb == "create"
        && let Some(noun) = nouns.last_mut()
    {
        *noun = singular(noun);
    }
    nouns.insert(0, verb);
    nouns.join("_")
}

/// Returns whether a path ends in a singular segment after an id.
fn is_sub_resource(steps: &[&str]) -> bool {
    matches!(steps, [.., item, part] if item.starts_with('{') && !is_plural(part))
}

/// Returns whether a path parameter is an id.
fn is_id(parameter: &str) -> bool {
    matches!(parameter.to_snake_case().rsplit('_').next(), Some("id" | "uuid"))
}

/// Returns whether a segment is a version such as `v2`.
pub fn is_version(step: &str) -> bool {
    step.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Returns whether a segment names a collection. A singular last segment of a `POST` is a verb.
fn is_plural(step: &str) -> bool {
    singular(step) != step
}

/// Endings of plurals in `es`, such as `statuses` and `bonuses`, but not `causes` and `uses`.
const HISSING: [&str; 9] =
    ["ches", "nuses", "puses", "ruses", "shes", "sses", "tuses", "xes", "zes"];

/// Returns the singular of the last word of `noun`. Supports regular English plurals.
pub fn singular(noun: &str) -> String {
    let stem = |ending: &str| noun.strip_suffix(ending);
    if let Some(stem) = stem("ies") {
        format!("{stem}y")
    } else if HISSING.iter().any(|ending| noun.ends_with(ending)) {
        noun[..noun.len() - 2].to_owned()
    } else if ["ss", "us", "is"].iter().any(|ending| noun.ends_with(ending)) {
        noun.to_owned()
    } else {
        stem("s").unwrap_or(noun).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_method_and_path() {
        let cases = [
            ("post", "/v2/user-tokens", "create_user_token"),
            ("get", "/v2/accounts", "list_accounts"),
            ("get", "/v2/accounts/{id}", "retrieve_account"),
            ("get", "/v2/identities/{id}", "retrieve_identity"),
            ("patch", "/v2/users/{id}", "update_user"),
            ("put", "/v2/item-filters/{id}", "replace_item_filter"),
            ("delete", "/v2/addresses/{id}", "delete_address"),
            ("get", "/v2/statuses/{id}", "retrieve_status"),
            ("get", "/v2/causes/{id}", "retrieve_cause"),
            ("get", "/v2/bonuses/{id}", "retrieve_bonus"),
            ("get", "/v2/batches/{id}", "retrieve_batch"),
            ("post", "/v2/verifications/{id}/cancel", "cancel_verification"),
            (
                "post",
                "/v2/accounts/{id}/disable-ongoing-refresh",
                "disable_account_ongoing_refresh",
            ),
            ("post", "/v2/reports/{type}", "create_report"),
            ("post", "/v2/invites/{id}", "update_invite"),
            ("post", "/partners/v2/verifications/refresh", "refresh_partners_verifications"),
            ("get", "/v2/accounts/{id}/documents", "list_account_documents"),
            ("get", "/v2/payroll-documents/{id}/download", "retrieve_payroll_document_download"),
            ("post", "/partners/v2/users", "create_partners_user"),
        ];
        for (method, path, expected) in cases {
            let key = OperationKey { path: path.to_owned(), method: method.to_owned() };
            assert_eq!(derive_name(&key), expected, "{}", key.title());
        }
    }

    #[test]
    fn reserved_names_are_replaced() {
        for (own, expected) in
            [("fromEnv", "create_user"), ("clone", "create_user"), ("mint", "mint")]
        {
            let operation = serde_json::json!({"operationId": own});
            let root = serde_json::json!({"paths": {"/v2/users": {"post": operation}}});
            let mut document = Document::from_root(root);
            name_operations(&mut document, &mut Report::default());
            assert_eq!(document.only_operation().unwrap()["operationId"], expected);
        }
    }

    #[test]
    fn operations_with_equal_names_stop_the_build_with_a_remedy() {
        let root = serde_json::json!({"paths": {
            "/v2/users": {"post": {}},
            "/v3/users": {"post": {}},
        }});
        let mut document = Document::from_root(root);
        let mut report = Report::default();
        name_operations(&mut document, &mut report);
        let [error] = report.errors.as_slice() else {
            panic!("one error is expected: {:?}", report.errors);
        };
        let text = error.to_string();
        for part in
            ["POST /v2/users", "POST /v3/users", "`create_user`", "$.paths['/v3/users'].post"]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
