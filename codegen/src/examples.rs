//! The response examples of the documents, collected before any rule changes what they describe.

use serde_json::Value;

use crate::answers;
use crate::diagnostic::Diagnostic;
use crate::document::pointer::escape;
use crate::document::{Document, OperationKey};
use crate::source::{Sources, merge};

/// An example of a success.
#[derive(Clone, Debug)]
pub struct Example {
    /// The file that it is in.
    pub file: String,
    /// The operation that it is an answer of.
    pub(crate) key: OperationKey,
    /// Where it stands.
    pub pointer: String,
    /// What it says.
    pub value: Value,
}

/// Every example of a success in JSON.
///
/// # Errors
///
/// The diagnostics of documents that cannot be merged.
pub fn collect(sources: &Sources) -> Result<Vec<Example>, Vec<Diagnostic>> {
    Ok(of(&merge::merge(&sources.documents)?))
}

fn of(document: &Document) -> Vec<Example> {
    let mut examples = Vec::new();
    for key in document.operation_keys() {
        let responses = document.operation(&key).and_then(|it| it.get("responses"));
        let responses = responses.and_then(Value::as_object).into_iter().flatten();
        for (status, response) in responses.filter(|(status, _)| status.starts_with('2')) {
            let content = answers::content(document, response);
            for (media_type, content) in content.filter(|(name, _)| name.contains("json")) {
                let pointer =
                    format!("{}/responses/{status}/content/{}", key.pointer(), escape(media_type));
                for (inside, value) in answers::examples(document, content) {
                    examples.push(Example {
                        file: document.file(&key.pointer()).to_owned(),
                        key: key.clone(),
                        pointer: format!("{pointer}{inside}"),
                        value: value.clone(),
                    });
                }
            }
        }
    }
    examples
}
