//! Inputs of the tests of the workspace.

mod at_hand;
mod base_urls;
pub mod documents;
mod generated;
pub mod program;
pub mod recording;

pub use at_hand::at_hand;
pub use base_urls::BASE_URLS;
pub use generated::config;
