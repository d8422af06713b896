//! The promises of the crate, one in each file, tested from outside and over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it expects"
)]

#[cfg(feature = "blocking")]
mod blocking;
mod bounds;
mod claims;
mod configuration;
mod configure_http;
mod embedded;
mod error_texts;
mod errors;
mod faults;
mod guide;
mod interface;
mod licences;
#[cfg(target_os = "linux")]
mod memory;
mod new_user;
mod output;
mod package;
mod rate_limit;
mod retry;
mod runtimes;
mod secrets;
mod server;
mod settings;
mod spellings;
mod success;
#[cfg(feature = "tracing")]
mod telemetry;
mod tls;
mod tunnel;

/// The documents of the crate.
fn vendored() -> argyle_user_tokens_codegen::source::Sources {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    argyle_user_tokens_codegen::source::Sources::vendored(&folder).unwrap()
}
