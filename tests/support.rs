//! The support code that the pipeline emits where a document asks for it, tested by itself.

#![allow(dead_code, reason = "generated code uses what the tests here do not")]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

/// The place where the modules stand in the crate.
mod generated {
    pub(crate) use super::{lenient, unlisted};
}

#[path = "../build/support/lenient.rs"]
mod lenient;

#[macro_use]
#[path = "../build/support/written.rs"]
mod written;

#[path = "../build/support/id.rs"]
mod id;
#[cfg(feature = "chrono")]
#[path = "../build/support/time.rs"]
mod time;
#[path = "../build/support/unknown.rs"]
mod unknown;
#[path = "../build/support/unlisted.rs"]
mod unlisted;
