//! Questions about syntax trees, answered from the tree and never from its text.

pub mod attributes;
pub mod paths;
pub mod type_paths;
