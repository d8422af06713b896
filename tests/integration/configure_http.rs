//! What a program can set in the HTTP client under this one, and what it cannot undo.

mod allowed;
mod kept;
mod unverified;
mod versions;
