//! Tests the example through its router, as a program, and in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

mod browser;
mod program;
mod router;
mod running;
