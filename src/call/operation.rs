//! What is known of an operation before it is called.

use super::parameters::Style;
use crate::generated::OPERATIONS;

/// What the documents say of an operation and progenitor does not pass on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// The path, with a name in braces for each parameter.
    pub(crate) path: &'static str,
    /// Whether it is sent the credentials.
    pub(crate) authorized: bool,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
    /// The media type of a JSON body that is not called JSON.
    pub(crate) media_type: Option<&'static str>,
    /// Whether the body is sent as a form with files.
    #[cfg_attr(
        not(argyle_spec = "forms"),
        allow(dead_code, reason = "a document may have no files")
    )]
    pub(crate) multipart: bool,
    /// The styles of query parameters and properties of a form that are not written as usual, by name.
    pub(crate) styles: &'static [(&'static str, Style)],
}

impl Operation {
    /// An operation of which nothing is said.
    pub(crate) const UNKNOWN: Self = Self {
        name: "operation",
        path: "",
        authorized: false,
        safe_to_repeat: false,
        media_type: None,
        multipart: false,
        styles: &[],
    };

    /// The operation of this name; the table is sorted by names.
    pub(crate) fn named(name: &str) -> &'static Self {
        let found = OPERATIONS.binary_search_by_key(&name, |operation| operation.name);
        found.ok().and_then(|index| OPERATIONS.get(index)).unwrap_or(&Self::UNKNOWN)
    }

    /// The style of a query parameter, or of a property of a form.
    pub(crate) fn style(&self, name: &str) -> Option<Style> {
        self.styles.iter().find(|(styled, _)| *styled == name).map(|(_, style)| *style)
    }
}
