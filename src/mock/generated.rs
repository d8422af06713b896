//! The generated extension of `httpmock`, one method an operation.

#![allow(missing_debug_implementations, reason = "the types that are wrapped have no `Debug`")]
#![allow(clippy::all, reason = "the shape of generated code is not a matter of style")]

#[cfg(feature = "generate")]
include!(concat!(env!("OUT_DIR"), "/mock.rs"));
#[cfg(not(feature = "generate"))]
include!("../../generated/mock.rs");
