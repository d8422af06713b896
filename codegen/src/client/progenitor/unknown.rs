//! The diagnostic for a construct that progenitor is not known to write.

use quote::ToTokens;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Site};

const REMEDY: &str =
    "read it in codegen/src/client/progenitor/, as this version of progenitor writes it";

/// A construct that progenitor is not known to write.
pub struct Unknown(String);

impl Unknown {
    pub fn new(construct: impl Into<String>) -> Self {
        Self(construct.into())
    }

    /// A construct as Rust has it.
    pub fn code(what: &str, tokens: &impl ToTokens) -> Self {
        Self(format!("{what} `{}`", tokens.to_token_stream()))
    }

    /// The diagnostic of one in the operation at `site`.
    pub fn in_operation(&self, document: &Document, site: &Site) -> Diagnostic {
        let problem = format!("{}: {}", site.title(), self.problem());
        document.diagnostic(&site.pointer(), problem, REMEDY)
    }

    /// The diagnostic of one that belongs to no operation.
    pub fn in_client(&self, document: &Document) -> Diagnostic {
        Diagnostic::new(document.pages().join(", "), self.problem(), REMEDY)
    }

    fn problem(&self) -> String {
        format!("progenitor has written what it is not known to write: {}", self.0)
    }
}
