//! Questions about syntax trees, answered from the tree and never from its text.

pub mod ascii;
pub mod attributes;
pub mod modules;
pub mod paths;
pub mod standard_names;
pub mod type_paths;
