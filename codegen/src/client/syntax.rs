//! Queries on syntax trees. They read the tree, never its text.

pub mod attributes;
pub mod paths;
pub mod type_paths;
