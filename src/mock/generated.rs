//! The typed extension of `httpmock` that the build script wrote, one method an operation.

#![allow(missing_debug_implementations, reason = "the types that are wrapped have no `Debug`")]
#![allow(clippy::all, reason = "the shape of generated code is not a matter of style")]

include!(concat!(env!("OUT_DIR"), "/mock.rs"));
