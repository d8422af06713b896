//! Stage 2, overlay: adds what Argyle's documents leave out, from an OpenAPI Overlay 1.0 document.

use roas_overlay::apply::Apply;
use roas_overlay::v1_0::Overlay;
use roas_overlay::validation::Validate;
use serde_json::Value;

use super::diagnostic::Diagnostic;
use super::document::Document;
use super::source::Page;
use super::yaml;

/// Applies every action of `overlay` to `document`.
pub fn apply(document: &mut Document, overlay: &Page) -> Result<(), Vec<Diagnostic>> {
    let actions = read(overlay)?;
    let mut target = Value::Object(std::mem::take(&mut document.root));
    let applied = actions.apply(&mut target, Default::default());
    if let Value::Object(root) = target {
        document.root = root;
    }
    let report = applied.map_err(|error| {
        let place = format!("{}#/actions/{}", overlay.name, error.action_index);
        let problem = format!("the action cannot be applied: {}", error.kind);
        vec![Diagnostic::new(place, problem, "mend the action's target")]
    })?;
    let idle: Vec<Diagnostic> = report
        .actions
        .iter()
        .filter(|action| action.matched == 0)
        .map(|action| {
            Diagnostic::new(
                format!("{}#/actions/{}", overlay.name, action.index),
                format!("the target `{}` matches nothing in the documents", action.target),
                "remove the action if the documents no longer need it, or mend its target",
            )
        })
        .collect();
    if idle.is_empty() { Ok(()) } else { Err(idle) }
}

/// The overlay document, valid and with a reason for every action.
fn read(page: &Page) -> Result<Overlay, Vec<Diagnostic>> {
    let refuse = |problem: String| {
        let remedy = "see https://spec.openapis.org/overlay/v1.0.0.html for the form";
        vec![Diagnostic::new(&page.name, problem, remedy)]
    };
    let value = yaml::parse(page).map_err(|diagnostic| vec![diagnostic])?;
    let overlay: Overlay = serde_json::from_value(value)
        .map_err(|error| refuse(format!("not an OpenAPI Overlay 1.0 document: {error}")))?;
    overlay
        .validate(Default::default())
        .map_err(|error| refuse(format!("not a valid OpenAPI Overlay 1.0 document: {error}")))?;
    let silent = overlay.actions.iter().enumerate().filter(|(_, action)| {
        action.description.as_ref().is_none_or(|text| text.trim().is_empty())
    });
    let diagnostics: Vec<Diagnostic> = silent
        .map(|(index, _)| {
            Diagnostic::new(
                format!("{}#/actions/{index}", page.name),
                "the action has no description",
                "say in `description` why the documents need it",
            )
        })
        .collect();
    if diagnostics.is_empty() { Ok(overlay) } else { Err(diagnostics) }
}
