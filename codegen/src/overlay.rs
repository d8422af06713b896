//! Stage 2, overlay: adds what Argyle's documents leave out, from an OpenAPI Overlay 1.0 document.

use roas_overlay::apply::Apply;
use roas_overlay::v1_0::Overlay;
use roas_overlay::validation::Validate;

use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::Document;
use crate::source::file::SourceFile;
use crate::source::yaml;

/// Applies every action of `overlay` to `document`.
pub fn apply(document: &mut Document, overlay: &SourceFile) -> Result<(), Vec<Diagnostic>> {
    let place = |action: usize| format!("{}#/actions/{action}", overlay.name);
    let report = read(overlay)?.apply(&mut document.root, Default::default()).map_err(|error| {
        let problem = format!("the action cannot be applied: {}", error.kind);
        vec![Diagnostic::new(place(error.action_index), problem, "fix the action's target")]
    })?;
    fail_on_any(report.actions.iter().filter(|action| action.matched == 0).map(|action| {
        Diagnostic::new(
            place(action.index),
            format!("the target `{}` matches nothing in the documents", action.target),
            "remove the action if the documents no longer need it, or fix its target",
        )
    }))
}

/// The overlay in a file, valid and with a reason for every action.
fn read(file: &SourceFile) -> Result<Overlay, Vec<Diagnostic>> {
    let refuse = |problem: String| {
        let remedy = "see https://spec.openapis.org/overlay/v1.0.0.html for the form";
        vec![Diagnostic::new(&file.name, problem, remedy)]
    };
    let value = yaml::read(file).map_err(|diagnostic| vec![diagnostic])?;
    let overlay: Overlay = serde_json::from_value(value)
        .map_err(|error| refuse(format!("not an OpenAPI Overlay 1.0 document: {error}")))?;
    overlay
        .validate(Default::default())
        .map_err(|error| refuse(format!("not a valid OpenAPI Overlay 1.0 document: {error}")))?;
    let unexplained = overlay.actions.iter().enumerate().filter(|(_, action)| {
        action.description.as_ref().is_none_or(|text| text.trim().is_empty())
    });
    fail_on_any(unexplained.map(|(index, _)| {
        Diagnostic::new(
            format!("{}#/actions/{index}", file.name),
            "the action has no description",
            "say in `description` why the documents need it",
        )
    }))?;
    Ok(overlay)
}
