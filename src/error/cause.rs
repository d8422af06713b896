//! The causes of an error, as text that may be shown: what other libraries say can repeat what a server sent.

use std::error::Error;
use std::fmt;

use crate::redaction::KnownSecrets;

/// How much of one cause is kept, in bytes.
const TEXT_LIMIT: usize = 512;

/// How many causes behind each other are kept: those of a connection that fails are five.
const LAYERS: usize = 12;

/// What an error of another library says, redacted and on one line, and the cause behind it. The error itself
/// is not kept: its `Debug` and its own causes cannot be redacted. An HTTP/2 server for example ends a connection
/// with words of its own (the debug data of GOAWAY), which both repeat.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    pub(crate) fn of(error: &(dyn Error + 'static), known: &KnownSecrets) -> Self {
        Self::layer(error, known, LAYERS)
    }

    /// The innermost cause: the system's or the server's own words.
    pub(crate) fn reason(&self) -> &str {
        self.layers().last().unwrap_or(&self.text)
    }

    /// What stands around the reason; none where the reason is all.
    pub(super) fn outer(&self) -> Option<&(dyn Error + 'static)> {
        self.source.is_some().then_some(self)
    }

    /// The texts of all causes, from the outermost on.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &str> {
        let layers = std::iter::successors(Some(self), |cause| cause.source.as_deref());
        layers.map(|cause| cause.text.as_str())
    }

    fn layer(error: &(dyn Error + 'static), known: &KnownSecrets, left: usize) -> Self {
        let source = error.source().filter(|_| left > 1);
        let source = source.map(|source| Box::new(Self::layer(source, known, left - 1)));
        Self { text: said(error, known), source }
    }
}

/// What `error` says, without what its own causes say.
fn said(error: &dyn Error, known: &KnownSecrets) -> String {
    known.shortened_line(&error.to_string(), TEXT_LIMIT)
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    /// The texts of all layers: there is nothing else in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.layers()).finish()
    }
}

impl Error for Cause {
    /// All but the innermost, which the `Display` of [`Error`](crate::Error) has said already.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref()?.outer()
    }
}
