//! Settings of the HTTP client that a program can change, and those that it cannot.

mod allowed;
// Other systems keep certificates in a store that no variable replaces.
#[cfg(target_os = "linux")]
mod environment;
mod kept;
#[cfg(target_os = "linux")]
mod proxy_variables;
mod unverified;
mod versions;
