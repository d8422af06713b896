//! Types of values that OpenAPI has no type for.

#[macro_use]
#[cfg(any(test, argyle_spec = "ids", argyle_spec = "times"))]
mod written;

#[cfg(any(test, argyle_spec = "ids"))]
mod id;
#[cfg(any(test, argyle_spec = "times"))]
mod time;
#[cfg(any(test, argyle_spec = "unlisted"))]
mod unknown;
#[cfg(argyle_spec = "forms")]
mod upload;

#[cfg(any(test, argyle_spec = "ids"))]
pub use id::Id;
#[cfg(any(test, argyle_spec = "times"))]
pub use time::{Day, Timestamp};
#[cfg(any(test, argyle_spec = "unlisted"))]
pub use unknown::Unknown;
#[cfg(argyle_spec = "forms")]
pub use upload::Upload;
