//! Decoding what the API really sends, which is not always what its documents say.

#[cfg(any(test, argyle_spec = "lenient", argyle_spec = "ids", argyle_spec = "times"))]
pub(crate) mod lenient;
#[cfg(any(test, argyle_spec = "unlisted"))]
pub(crate) mod unlisted;
