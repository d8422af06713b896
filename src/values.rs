//! Types for values that OpenAPI has no type for.

#[macro_use]
#[cfg(any(test, argyle_spec = "enums", argyle_spec = "ids", argyle_spec = "times"))]
pub(crate) mod verbatim;

#[cfg(any(test, argyle_spec = "ids"))]
mod id;
#[cfg(any(test, argyle_spec = "nullable"))]
mod nullable;
#[cfg(any(test, argyle_spec = "enums"))]
mod open_enum;
mod optional;
pub(crate) mod personal;
#[cfg(any(test, argyle_spec = "times"))]
mod time;

#[cfg(argyle_spec = "bytes")]
pub use crate::body_stream::BodyStream;
#[cfg(argyle_spec = "forms")]
pub use crate::form::Upload;
#[cfg(any(test, argyle_spec = "ids"))]
pub use id::Id;
#[cfg(any(test, argyle_spec = "nullable"))]
pub use nullable::Nullable;
#[cfg(argyle_spec = "enums")]
pub(crate) use open_enum::open_enum;
pub use optional::{IntoOptional, OptionOfText, Text};
#[cfg(any(test, argyle_spec = "personal"))]
pub use personal::Personal;
#[cfg(any(test, argyle_spec = "times"))]
pub use time::{Day, Timestamp};
