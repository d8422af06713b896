//! What a program can set in the HTTP client under this one, and what it cannot undo.

mod allowed;
// Elsewhere, certificates are in a store of the system, which no variable replaces.
#[cfg(target_os = "linux")]
mod environment;
mod kept;
#[cfg(target_os = "linux")]
mod proxy_variables;
mod unverified;
mod versions;
