//! Passes over typify's types.

pub mod builders;
pub mod describe;
pub mod enums;
pub mod retype;
mod sent;
