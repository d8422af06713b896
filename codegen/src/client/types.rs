//! The passes over the types that typify has written.

pub mod builders;
pub mod describe;
pub mod enums;
pub mod retype;
mod sent;
