//! What the tests of the workspace take as input.

mod at_hand;
mod generated;

pub use at_hand::at_hand;
pub use generated::config;
