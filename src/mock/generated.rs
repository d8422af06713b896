//! The typed extension of `httpmock` that the build script wrote, one method an operation.

#![allow(missing_debug_implementations, reason = "the types that are wrapped have no `Debug`")]

include!(concat!(env!("OUT_DIR"), "/mock.rs"));
