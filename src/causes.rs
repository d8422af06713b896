//! The causes behind an error, in the one line that `{:#}` asks for.

use std::fmt;

/// The causes of `error`, one after the other in one line, as `{:#}` asks for.
pub(crate) fn write_causes(
    f: &mut fmt::Formatter<'_>,
    error: &dyn std::error::Error,
) -> fmt::Result {
    let mut source = error.source();
    while let Some(cause) = source {
        write!(f, ": {cause}")?;
        source = cause.source();
    }
    Ok(())
}
