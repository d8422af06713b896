//! The causes of an error as redacted text, because messages of other libraries can repeat what a server sent.

use std::error::Error;
use std::fmt;
use std::iter::successors;

use crate::redaction::KnownSecrets;

/// The maximum length of one cause, in bytes.
const TEXT_LIMIT: usize = 512;

/// The message of another library's error, redacted and on one line, and its cause. The error itself is not kept,
/// because its `Debug` and its causes cannot be redacted. For example, both repeat the text with which an HTTP/2 server
/// ends a connection (the debug data of GOAWAY).
#[derive(Debug)]
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    pub(crate) fn redact(error: &(dyn Error + 'static), known: &KnownSecrets) -> Self {
        let source = error.source().map(|source| Box::new(Self::redact(source, known)));
        Self { text: known.line(&error.to_string(), TEXT_LIMIT), source }
    }

    /// The innermost cause: the system's or the server's own words.
    pub(crate) fn reason(&self) -> &str {
        self.layers().last().unwrap_or(&self.text)
    }

    /// Returns the errors around the reason, or `None` if there are none.
    pub(super) fn outer(&self) -> Option<&(dyn Error + 'static)> {
        self.source.is_some().then_some(self)
    }

    /// Returns the texts of all causes, from the outermost on.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &str> {
        successors(Some(self), |cause| cause.source.as_deref()).map(|cause| &*cause.text)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Cause {
    /// Omits the innermost cause, which `Display` of [`Error`](crate::Error) states.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref()?.outer()
    }
}

/// Writes the causes of `error` in one line, as `{:#}` asks for.
pub(crate) fn write_causes(f: &mut fmt::Formatter<'_>, error: &dyn Error) -> fmt::Result {
    successors(error.source(), |&cause| cause.source()).try_for_each(|cause| write!(f, ": {cause}"))
}
