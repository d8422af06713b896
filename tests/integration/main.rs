//! What the crate promises, one promise a file, from outside and over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

mod bounds;
mod claims;
mod configuration;
mod embedded;
mod errors;
mod faults;
mod interface;
mod outline;
mod output;
mod package;
mod readme;
mod secrets;
mod server;
mod settings;
mod success;
