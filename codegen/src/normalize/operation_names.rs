//! Names for operations that have none, from method and path and never from prose.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::type_names::pascal;
use crate::document::{Document, OperationKey};
use crate::report::Report;
use crate::vocabulary::{BUILDER_NAMES, CLIENT_METHODS};

/// Handles documents without `operationId`, or with one that the client or progenitor's code has for something else, and
/// stops at two operations with one name.
pub fn name_operations(document: &mut Document, report: &mut Report) {
    // The builders of `a_1` and `a1` would both be `A1`.
    let mut taken: BTreeMap<String, OperationKey> = BTreeMap::new();
    for key in document.operation_keys() {
        let own = document.name(&key).map(ToSnakeCase::to_snake_case);
        let is_free =
            |name: &str| !CLIENT_METHODS.contains(&name) && !BUILDER_NAMES.contains(&name);
        let own = own.filter(|name| !name.is_empty() && is_free(name));
        let name = own.unwrap_or_else(|| name(&key));
        if let Some(operation) = document.operation_mut(&key) {
            operation.insert("operationId".into(), Value::String(name.clone()));
        }
        if let Some(first) = taken.get(&pascal(&name)) {
            let (place, first) = (document.place(&first.pointer()), first.title());
            report.errors.push(document.diagnostic(
                &key.pointer(),
                format!("{} and {first} ({place}) would both be named `{name}`", key.title()),
                format!(
                    "add an action to overlay.yaml: target: $.paths['{}'].{}, \
                     update: {{operationId: a_name_of_its_own}}",
                    key.path, key.method
                ),
            ));
        } else {
            taken.insert(pascal(&name), key);
        }
    }
}

/// `POST /v2/user-tokens` → `create_user_token`.
fn name(key: &OperationKey) -> String {
    let steps = key.path.split('/').filter(|step| !step.is_empty() && !is_version(step));
    let steps: Vec<&str> = steps.collect();
    let mut nouns: Vec<String> = Vec::new();
    let mut verb = None;
    let mut on_item = false;
    for (index, step) in steps.iter().enumerate() {
        let last = index + 1 == steps.len();
        if let Some(parameter) = step.strip_prefix('{') {
            // What is retrieved by its id is one thing: `/accounts/{id}` is about an account.
            if let Some(noun) = nouns.last_mut() {
                *noun = singular(noun);
            }
            // What is not an id says which kind of thing is meant: `POST /reports/{type}` creates one.
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
    let usual = match (key.method.as_str(), on_item) {
        ("get", true) => "retrieve",
        // Of one thing, what is not a collection is a part: `/documents/{id}/download`.
        ("get", false) if is_part(&steps) => "retrieve",
        ("get", false) => "list",
        ("post", true) | ("patch", _) => "update",
        ("post", false) => "create",
        ("put", _) => "replace",
        (method, _) => method,
    };
    let verb = verb.unwrap_or_else(|| usual.to_owned());
    if verb == "create"
        && let Some(noun) = nouns.last_mut()
    {
        *noun = singular(noun);
    }
    nouns.insert(0, verb);
    nouns.join("_")
}

/// Whether a path ends in something singular behind an item.
fn is_part(steps: &[&str]) -> bool {
    matches!(steps, [.., item, part] if item.starts_with('{') && !is_plural(part))
}

/// Whether a parameter of a path is the id of a thing.
fn is_id(parameter: &str) -> bool {
    matches!(parameter.to_snake_case().rsplit('_').next(), Some("id" | "uuid"))
}

/// `v2`, which says nothing about what an operation does.
pub fn is_version(step: &str) -> bool {
    step.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Whether a step of a path names a collection; a last step that does not is a verb.
fn is_plural(step: &str) -> bool {
    singular(step) != step
}

/// Endings of words that a plural puts `es` behind: `statuses` and `bonuses`, but `causes` and `uses`.
const HISSING: [&str; 9] =
    ["ches", "nuses", "puses", "ruses", "shes", "sses", "tuses", "xes", "zes"];

/// The singular of the last word of `noun`, for the regular plurals of English.
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
            assert_eq!(name(&key), expected, "{}", key.title());
        }
    }

    #[test]
    fn the_name_of_a_method_that_every_client_has_is_replaced() {
        for (own, expected) in
            [("fromEnv", "create_user"), ("clone", "create_user"), ("mint", "mint")]
        {
            let operation = serde_json::json!({"operationId": own});
            let root = serde_json::json!({"paths": {"/v2/users": {"post": operation}}});
            let mut document = Document::of_one_file(root);
            name_operations(&mut document, &mut Report::default());
            assert_eq!(document.only_operation().unwrap()["operationId"], expected);
        }
    }

    #[test]
    fn two_operations_with_one_name_stop_the_build_with_the_action_that_settles_it() {
        let root = serde_json::json!({"paths": {
            "/v2/users": {"post": {}},
            "/v3/users": {"post": {}},
        }});
        let mut document = Document::of_one_file(root);
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
